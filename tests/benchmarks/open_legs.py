"""A hundred thousand open legs: what each role's work list costs, and a changed calendar."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import func, select

from hotline import rulebook
from hotline.actions import staff as accounts
from hotline.actions import working_time
from hotline.clock import system_clock
from hotline.db import make_engine
from hotline.house import House
from hotline.jobs import recompute_deadlines
from hotline.records import Deadline, HandlingLeg, Staff
from hotline.reports import inquiries, overdue, requests
from hotline.reports.wanted import Wanted
from hotline.rules.calendar import DayKind, SpecialDay
from hotline.settings import CONFIG_DIR, load
from hotline.work import HOTLINE, Work
from tests.databases import environment

DAY = date(2026, 11, 1)
NUMBERS = "select generate_series(1, :legs) as n"
AT = "now() - interval '1 minute' * (n % 8000)"
INQUIRIES = f"""
insert into inquiry (id, reference, lookup_code_sealed, lookup_code_hash, kind, channel, state,
  origin, jurisdiction_id, text, language, is_confidential, first_responder_unit_id, received_at,
  event_count, head_hash)
overriding system value
select n, '20261123-' || lpad(n::text, 6, '0'), '\\x00', sha256(n::text::bytea), 'inquiry', 'web',
  'open', 'bench:' || n, unit.jurisdiction_id, '社保卡丢了怎么补办，第' || n || '件', 'zh-CN',
  false, unit.id, {AT}, 0, decode(repeat('00', 32), 'hex')
from ({NUMBERS}) numbers join ({{units}}) unit on n % unit.units = unit.position
"""
LEGS = f"""
insert into handling_leg (id, inquiry_id, unit_id, clock, state, received_at, received_on, due_on,
  due_at, is_provisional, version)
overriding system value
select n, n, unit.id, case when unit.is_government_office then 'forwarding' else 'routine' end,
  'open', {AT}, ({AT})::date, ({AT})::date + 7, {AT} + interval '7 days', false, 1
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
from handling_leg where id % 500 = 0
"""
UNITS = """
select *, row_number() over (order by id) - 1 as position, count(*) over () as units from unit
where is_active
"""


def fill(database_url: str, *, legs: int) -> None:
    """Write so many open legs, spread over all units of the example."""
    address = database_url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(address) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in (INQUIRIES, LEGS, DEADLINES, ASKED):
            text = statement.replace(":legs", str(legs)).replace("{units}", UNITS)
            connection.execute(text.encode())
        connection.execute("analyze")


def measure(database_url: str, *, legs: int) -> Iterator[tuple[str, str]]:
    """Each list's name and its milliseconds; then the recomputation of all of them."""
    fill(database_url, legs=legs)
    house = House(
        settings=load(environment(database_url)), engine=make_engine(database_url),
        clock=system_clock, book=rulebook.load(CONFIG_DIR),
    )  # fmt: skip
    for name, username, read in LISTS:
        yield name, f"{_milliseconds(house, username, read):.0f} ms  (aim < 150)"
    yield "a calendar that moves them", _recomputed(house)
    house.engine.dispose()


def _listed(**wanted: Any) -> Callable[[Work], object]:
    return lambda work: inquiries.listed(work, wanted=Wanted(**wanted))


LISTS: tuple[tuple[str, str, Callable[[Work], object]], ...] = (
    ("to do, reply officer", "chen.shili", inquiries.todo),
    ("to do, government office", "zhengfuban.zhou", inquiries.todo),
    ("forwards to review", "shenhe.jia", requests.forwards_waiting),
    ("extensions to decide", "fuze.jia", requests.extensions_waiting),
    ("overdue, supervision", "ducha.zhou", overdue.open_late),
    ("accountability of a month", "wenze.shili", lambda work: overdue.accountable(work, month=DAY)),
    ("all inquiries, operator", "huawuyuan.jia", _listed()),
    ("of one unit", "huawuyuan.jia", _listed(unit_id=3)),
    ("overdue only", "huawuyuan.jia", _listed(is_overdue=True)),
    ("by words, rare", "huawuyuan.jia", _listed(words="第77777件")),
    ("by words, in none", "huawuyuan.jia", _listed(words="夜市摊位")),
    ("by words, in all", "huawuyuan.jia", _listed(words="社保卡")),
    ("voicemails to listen to", "huawuyuan.jia", inquiries.to_listen),
)


def _milliseconds(house: House, username: str, read: Callable[[Work], object]) -> float:
    took = []
    for _ in range(5):
        with house.open(HOTLINE) as work:
            row = work.db.scalars(select(Staff).where(Staff.username == username)).one()
            actor = accounts.actor_of(work.book.organisation, row)
            theirs = house.work(work.db, actor)
            began = time.perf_counter()
            read(theirs)
            took.append((time.perf_counter() - began) * 1000)
    return median(took)


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
