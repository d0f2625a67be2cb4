"""A hundred thousand open legs, and twice as many answered: what each role's pages cost, served
as they are served; and a changed calendar."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote, urlencode

import psycopg
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hotline import rulebook
from hotline.actions import legs, working_time
from hotline.app import create_app
from hotline.clock import system_clock
from hotline.db import make_engine
from hotline.deadline_jobs import recompute_deadlines
from hotline.house import House
from hotline.records import Deadline, HandlingLeg, Inquiry, Staff
from hotline.reports import keyset
from hotline.rules.calendar import DayKind, SpecialDay
from hotline.rules.zone import local
from hotline.settings import CONFIG_DIR, load
from hotline.work import HOTLINE, Actor, Grant, Work
from tests.benchmarks.serving import HOTLINE as WEB
from tests.benchmarks.serving import WORKERS, Served, served
from tests.databases import environment

WARMING, ROUNDS = 8 * WORKERS, 60
CODE, CALLER = "961280000013", "13800010001"
NUMBERS = "select generate_series(1, :all) as n"
# Open ones over two weeks: half of them are late. The answered ones before, over ten months.
IS_OPEN = "n > :all - :open"
AT = f"""
now() - case when {IS_OPEN} then interval '1 minute' * ((:all - n) % 20000)
  else interval '14 days' + interval '2 minute' * (:all - n) end
"""
INQUIRIES = f"""
insert into inquiry (id, reference, lookup_code_sealed, lookup_code_hash, kind, channel, state,
  origin, jurisdiction_id, text, language, is_confidential, first_responder_unit_id, received_at,
  event_count, head_hash)
overriding system value
select n, '20261123-' || lpad(n::text, 6, '0'), '\\x00', sha256(n::text::bytea), 'inquiry', 'web',
  case when {IS_OPEN} then 'open' else 'replied' end, 'bench:' || n, unit.jurisdiction_id,
  '社保卡丢了怎么补办，第' || n || '件', 'zh-CN', false, unit.id, {AT}, 0,
  decode(repeat('00', 32), 'hex')
from ({NUMBERS}) numbers join ({{units}}) unit on n % unit.units = unit.position
"""
LEGS = f"""
insert into handling_leg (id, inquiry_id, unit_id, clock, state, received_at, received_on, due_on,
  due_at, closed_at, is_provisional, version)
overriding system value
select n, n, unit.id, case when unit.is_government_office then 'forwarding' else 'routine' end,
  case when {IS_OPEN} then 'open' else 'replied' end, {AT}, ({AT})::date, ({AT})::date + 7,
  {AT} + interval '7 days', case when not {IS_OPEN} then {AT} + interval '5 days' end, false, 1
from ({NUMBERS}) numbers join ({{units}}) unit on n % unit.units = unit.position
"""
DEADLINES = """
insert into deadline (handling_leg_id, computed_at, clock, days, due_on, due_at, is_provisional,
  calendar_edition, skipped, reason)
select id, received_at, clock, 5, due_on, due_at, false, 1, '[]', 'opened' from handling_leg
"""
ASKED = """
insert into forward (handling_leg_id, reason, asked_by_id, asked_at, to_unit_id)
select id, '不属本单位职责', (select min(id) from staff), received_at, (select min(id) from unit)
from handling_leg where id % 500 = 0 and state = 'open'
"""
UNITS = """
select *, row_number() over (order by id) - 1 as position, count(*) over () as units from unit
where is_active
"""


def fill(database_url: str, *, open_legs: int, answered: int) -> None:
    """Write so many legs, spread over all units of the example; the open ones came last."""
    address = database_url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(address) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in (INQUIRIES, LEGS, DEADLINES, ASKED):
            text = statement.replace(":all", str(open_legs + answered))
            text = text.replace(":open", str(open_legs)).replace("{units}", UNITS)
            connection.execute(text.encode())
        for table in ("inquiry", "handling_leg"):
            connection.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table}"
            )
        connection.execute("analyze")


def measure(
    database_url: str, place: Path, *, open_legs: int, answered: int
) -> Iterator[tuple[str, str]]:
    """Each page's name and its milliseconds; then the recomputation of all open legs."""
    fill(database_url, open_legs=open_legs, answered=answered)
    house = House(
        settings=load(environment(database_url)), engine=make_engine(database_url),
        clock=system_clock, book=rulebook.load(CONFIG_DIR),
    )  # fmt: skip
    app = create_app(house)
    with house.open(HOTLINE) as work:
        known = _known(work)
    with served(WEB, database_url=database_url, place=place) as web:
        for name, username, path in PAGES:
            client = _sits(app.test_client(), house, username)
            yield name, _milliseconds(web, client, path.format(**known))
        client = _sits(app.test_client(), house, "huawuyuan.jia")
        page = client.get("/console/inquiries").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        for name, citizen in (("by code", CODE), ("by caller", CALLER)):
            form = {"csrf_token": token[1], "citizen": citizen}
            yield name, _milliseconds(web, client, "/console/inquiries/find", form)
    yield "a calendar that moves them", _recomputed(house)
    house.engine.dispose()


PAGES = (
    ("operator, first page", "huawuyuan.jia", "/console/"),
    ("shift leader, first page", "zhiban.shili", "/console/"),
    ("liaison, first page", "zhao.shili", "/console/"),
    ("reply officer, first page", "chen.shili", "/console/"),
    ("reply officer, all to do", "chen.shili", "/console/todo"),
    ("unit head, first page", "fuze.jia", "/console/"),
    ("forward reviewer, first page", "shenhe.jia", "/console/"),
    ("government office, first page", "zhengfuban.zhou", "/console/"),
    ("province's office, first page", "zhengfuban.sheng", "/console/"),
    ("supervision, first page", "ducha.zhou", "/console/"),
    ("supervision, what is late", "ducha.zhou", "/console/late"),
    ("supervision, accountability list", "ducha.zhou", "/console/late/accountable?month={month}"),
    ("accountability, first page", "wenze.shili", "/console/"),
    ("administrator, first page", "guanli.shili", "/console/"),
    ("all inquiries", "huawuyuan.jia", "/console/inquiries"),
    ("all inquiries, 50,000 deep", "huawuyuan.jia", "/console/inquiries?after={deep}"),
    ("of one unit", "huawuyuan.jia", "/console/inquiries?unit=3"),
    ("overdue only", "huawuyuan.jia", "/console/inquiries?overdue=1"),
    ("of one state", "huawuyuan.jia", "/console/inquiries?state=replied"),
    ("of some days", "huawuyuan.jia", "/console/inquiries?from={day}&to={day}"),
    ("of one's own unit", "chen.shili", "/console/inquiries"),
    ("by reference", "huawuyuan.jia", "/console/inquiries?reference=20261123-0777"),
    ("by words, rare", "huawuyuan.jia", "/console/inquiries?q=第77777件"),
    ("by words, common", "huawuyuan.jia", "/console/inquiries?q=社保卡"),
    ("by words, not there", "huawuyuan.jia", "/console/inquiries?q=夜市摊位"),
    ("voicemails to listen to", "huawuyuan.jia", "/console/inquiries?listen=1"),
    ("an inquiry of 60 legs, 200 events", "chen.shili", "/console/inquiries/{long}"),
)


def _known(work: Work) -> dict[str, object]:
    """What addresses need: a place deep in the list, a day, and an inquiry with a long history.

    One of them is also given a code and a caller who can be looked for.
    """
    rows = select(Inquiry.received_at, Inquiry.id).order_by(
        Inquiry.received_at.desc(), Inquiry.id.desc()
    )
    middle = work.db.execute(rows.offset(50_000).limit(1)).one()
    unit = work.book.organisation.unit("public_security")
    first = select(HandlingLeg).where(HandlingLeg.unit_id == unit.id).order_by(HandlingLeg.id)
    leg = work.db.scalars(first.limit(1)).one()
    inquiry = work.db.get_one(Inquiry, leg.inquiry_id)
    officer = Actor(kind="staff", grants=(Grant("reply_officer", unit_ids=frozenset({unit.id})),))
    theirs = replace(work, actor=officer)
    for _ in range(59):
        leg = legs.open_leg(theirs, inquiry, unit_id=unit.id, clock="routine")
        legs.sign_for(theirs, inquiry, leg)
        legs.reply(theirs, inquiry, leg, reply="请带身份证到窗口。" * 40, internal_note="已核实")
    inquiry.lookup_code_hash = work.seal.hash("lookup_code", CODE)
    inquiry.phone_hash = work.seal.hash("telephone", "+86" + CALLER)
    return {
        "deep": keyset.write(*middle),
        "day": local(middle.received_at).date(),
        "month": f"{local(work.now):%Y-%m}",
        "long": inquiry.id,
    }


def _sits(client: FlaskClient, house: House, username: str) -> FlaskClient:
    """Somebody has signed in."""
    with house.open(HOTLINE) as work, client.session_transaction() as session:
        row = work.db.scalars(select(Staff).where(Staff.username == username)).one()
        session["_user_id"], session["_fresh"] = f"{row.id}:{row.session_epoch}", True
        session["seen_at"] = session["began_at"] = int(work.now.timestamp())
    return client


def _milliseconds(
    web: Served, client: FlaskClient, path: str, form: dict[str, str] | None = None
) -> str:
    """Whole pages as a browser gets them, one after another, over one connection."""
    cookie = client.get_cookie("hotline")
    assert cookie is not None
    headers = {"Cookie": f"{cookie.key}={cookie.value}", "Referer": "http://127.0.0.1/"}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    body, method = (None, "GET") if form is None else (urlencode(form), "POST")
    took = []
    for _ in range(WARMING + ROUNDS):
        # Anew each time, so that both workers answer and both are warm.
        connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
        began = time.perf_counter()
        connection.request(method, quote(path, safe="/?=&%"), body, headers)
        answer = connection.getresponse()
        text = answer.read()
        took.append((time.perf_counter() - began) * 1000)
        connection.close()
        assert answer.status == 200, text.decode()
    cuts = quantiles(took[WARMING:], n=100)
    return f"half {cuts[49]:.0f}  95 % {cuts[94]:.0f} ms  (aim: 95 % < 150)"


def _recomputed(house: House) -> str:
    """Every open leg counted anew after a day off was written into its way."""
    with house.open(HOTLINE) as work:
        on = work.db.scalar(select(func.max(HandlingLeg.due_on)))
        assert on is not None
        working_time.set_calendar_days(
            work, place_id=None, days=[SpecialDay(on, DayKind.HOLIDAY, "示例假日", "示例通知")]
        )
        before = work.db.scalar(select(func.count()).select_from(Deadline)) or 0
    began = time.perf_counter()
    recompute_deadlines(house, None)  # type: ignore[arg-type]
    took = time.perf_counter() - began
    with house.open(HOTLINE) as work:
        after = work.db.scalar(select(func.count()).select_from(Deadline)) or 0
    return f"{after - before:,} legs moved in {took:.0f} s  (aim: 100,000 in under 60 s)"
