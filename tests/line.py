"""The whole line under one test: the hotline, a practice phone at its door, and a clock to set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select, text

from hotline import executor
from hotline.app import build_house, create_app
from hotline.house import EDITIONS, House
from hotline.records import Call as CallRecord
from hotline.records import (
    CallEvent,
    CallLeg,
    HandlingLeg,
    Inquiry,
    InquiryEvent,
    Question,
    Rating,
    Record,
)
from hotline.rules.zone import HOTLINE_ZONE
from hotline.settings import load
from hotline.work import HOTLINE, Work
from ivr.phone import Phone
from ivr.practice.calls import Call
from ivr.practice.exchange import Exchange
from ivr.practice.people import ACCEPTS
from ivr.practice.server import serving
from ivr.practice.transport import Answer, Post, wsgi_post
from tests.databases import ENVIRONMENT, environment

R = TypeVar("R", bound=Record)

# Monday of an ordinary week, in office hours.
MONDAY = "2026-11-23 10:00"
CHINESE_DIGITS = {digit: str(n) for n, digit in enumerate("零幺二三四五六七八九")}


class Line:
    """Dial, let time pass, and look into the ledger."""

    def __init__(
        self, database_url: str, data_dir: Path, *, rest_url: str, phone: Exchange
    ) -> None:
        host = rest_url.removeprefix("http://")
        given = environment(
            database_url, DATA_DIR=str(data_dir), TWILIO_API_BASE_URL=rest_url,
            TWILIO_MEDIA_HOST=host,
        )  # fmt: skip
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
        self.house: House = build_house(load(given), clock=lambda: self.now)
        self.app = create_app(self.house)
        self.provider = Phone(self.house.settings)
        self.phone = phone

    def at(self, wall_clock: str) -> Line:
        """It is now this hour at the hotline: `2026-02-13 10:00`."""
        self.now = datetime.fromisoformat(wall_clock).replace(tzinfo=HOTLINE_ZONE).astimezone(UTC)
        return self

    def pass_time(self, seconds: float) -> None:
        """Time goes by for the hotline (the phone tells how much a call has taken)."""
        self.now += timedelta(seconds=seconds)

    def call(self, *script: Any, settle: bool = True, **options: Any) -> Call:
        """Play a call to its end, then let the jobs it left behind be done."""
        call = self.phone.call(*script, **options)
        if settle:
            self.do_jobs(after_seconds=10)
        return call

    def do_jobs(self, *, after_seconds: float = 0) -> int:
        """Let time pass and the outbox be emptied of all that is due."""
        self.pass_time(after_seconds)
        return executor.run_all(self.house, self.provider)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A Work of the hotline itself."""
        with self.house.open(HOTLINE) as work:
            yield work

    def rows(self, kind: type[R]) -> Sequence[R]:
        """Everything the ledger holds of one kind, oldest first."""
        with self.house.sessions() as db:
            return db.scalars(select(kind).order_by(kind.__table__.primary_key.columns[0])).all()

    def one(self, kind: type[R]) -> R:
        """The only one of its kind."""
        rows = self.rows(kind)
        assert len(rows) == 1, rows
        return rows[0]

    @property
    def last_call(self) -> CallRecord:
        return self.rows(CallRecord)[-1]

    @property
    def inquiry(self) -> Inquiry:
        return self.one(Inquiry)

    @property
    def leg(self) -> HandlingLeg:
        return self.one(HandlingLeg)

    def unit_code(self, unit_id: int | None) -> str | None:
        """The code of a unit, as tests name units."""
        with self.work() as work:
            return work.book.organisation.units[unit_id].code if unit_id else None

    def events(self, *, of: Inquiry | None = None) -> list[str]:
        """The kinds of events of the last call, or of an inquiry, in order."""
        with self.house.sessions() as db:
            if of is not None:
                query = select(InquiryEvent.kind).where(InquiryEvent.inquiry_id == of.id)
                return list(db.scalars(query.order_by(InquiryEvent.seq)))
            last = select(CallEvent.kind).where(CallEvent.call_id == self.last_call.id)
            return list(db.scalars(last.order_by(CallEvent.seq)))


def spoken_code(heard: str) -> str:
    """The lookup code a caller wrote down: twelve digits, spoken in groups."""
    said = re.search(r"查询码是([零幺二三四五六七八九，]+)", heard)
    assert said, heard
    return "".join(CHINESE_DIGITS[c] for c in said[1] if c in CHINESE_DIGITS)


# What calls write; the organisation and the knowledge base stay as they were seeded.
LEDGER = (
    "call, inquiry, receipt, outbox, periodic_slot, attempt, read_event, anchor, notice, "
    "notice_message, notice_address, notice_choice"
)
# `truncate … restart identity cascade`, but by deleting: that makes two hundred files anew, which
# takes longer than many a call.
EMPTY = text(f"""
do $$
declare
    one regclass;
begin
    set local session_replication_role = replica;
    for one in
        with recursive written(id) as (
            select id::regclass::oid from unnest(string_to_array('{LEDGER}', ', ')) id
            union
            select conrelid from pg_constraint join written on confrelid = id where contype = 'f'
        )
        select id from written
    loop
        execute format('delete from %s', one);
        perform setval(objid::regclass, 1, false) from pg_depend join pg_class on objid = oid
            where refobjid = one and relkind = 'S';
    end loop;
end $$
""")


def emptied(line: Line) -> Line:
    """The line as on its first morning: no call in its ledger, everybody answers."""
    with line.house.engine.begin() as connection:
        connection.execute(EMPTY)
    phone = line.phone
    phone.account.forget()
    phone.people.known.clear()
    phone.people.anyone = ACCEPTS
    phone.refused_status, phone.recordings_become = "completed", "completed"
    phone.processing_seconds = 8
    phone.status_events = frozenset({"completed"})
    return line.at(MONDAY)


def editions(line: Line) -> dict[str, int]:
    """The editions of what stands outside the ledger."""
    with line.house.engine.connect() as connection:
        return {row.subject: row.number for row in connection.execute(EDITIONS)}


@contextmanager
def open_line(database_url: str, data_dir: Path, **options: Any) -> Iterator[Line]:
    """A line with its practice phone, for as long as a test lasts."""
    line: list[Line] = []

    def post(**request: Any) -> Answer:
        return to_hotline(**request)

    phone = Exchange(
        "http://127.0.0.1:9612",
        account_sid=ENVIRONMENT["TWILIO_ACCOUNT_SID"],
        auth_token=ENVIRONMENT["TWILIO_AUTH_TOKEN"],
        post=post,
        now=lambda: line[0].now,
        on_time=lambda seconds: line[0].pass_time(seconds),
        **options,
    )
    with serving(phone) as rest_url:
        line.append(Line(database_url, data_dir, rest_url=rest_url, phone=phone))
        to_hotline: Post = wsgi_post(line[0].app)
        yield line[0]
        line[0].house.engine.dispose()


__all__ = [
    "MONDAY",
    "CallLeg",
    "Line",
    "Question",
    "Rating",
    "editions",
    "emptied",
    "open_line",
    "spoken_code",
]
