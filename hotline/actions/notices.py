"""The staff are told what waits for them, each once for one cause, by the ways they chose."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.dialects.postgresql import insert

from hotline.actions.audience import Audience
from hotline.records import (
    HandlingLeg,
    Inquiry,
    InquiryEvent,
    InquiryKind,
    LegState,
    Notice,
    NoticeAddress,
    NoticeChannel,
    NoticeChoice,
    NoticeDelivery,
    Staff,
)
from hotline.rules.notices import Choice, Mail, NoticeKind, goes_out_at
from hotline.work import Work


@dataclass(frozen=True)
class Telling:
    """What is to be told to whom; `key` names the cause. `data` fills the words: nobody's name."""

    kind: str
    key: str
    staff_ids: Collection[int]
    unit_id: int | None = None
    inquiry_id: int | None = None
    leg_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


def tell(work: Work, *tellings: Telling) -> int:
    """Tell everything to everybody named, in the console at once and by the ways they chose.

    Who was told of the same cause before is not told again; how many notices are new.
    """
    staff_ids = {staff_id for telling in tellings for staff_id in telling.staff_ids}
    if not staff_ids:
        return 0
    chosen = Chosen(work, staff_ids)
    rows = [
        _row(work, telling, staff_id, chosen.of(staff_id, telling.kind))
        # One order for all who write many: the inquiries they refer to are held by each row.
        for telling in sorted(tellings, key=lambda one: one.inquiry_id or 0)
        for staff_id in telling.staff_ids
        if chosen.of(staff_id, telling.kind)
    ]
    if not rows:
        return 0
    new = insert(Notice).on_conflict_do_nothing()
    told = work.db.execute(new.returning(Notice.id, Notice.staff_id, Notice.kind), rows).all()
    deliveries = [
        {"notice_id": notice_id, "channel": channel, "due_at": due_at}
        for notice_id, staff_id, kind in told
        for channel, due_at in chosen.ways(staff_id, kind)
    ]
    if deliveries:
        work.db.execute(insert(NoticeDelivery), deliveries)
    return len(told)


def _row(work: Work, telling: Telling, staff_id: int, choice: Choice) -> dict[str, Any]:
    return {
        "key": telling.key,
        "kind": telling.kind,
        "staff_id": staff_id,
        "at": work.now,
        "unit_id": telling.unit_id,
        "inquiry_id": telling.inquiry_id,
        "handling_leg_id": telling.leg_id,
        "data": telling.data,
        "in_console": choice.console,
    }


def is_unread(work: Work, staff_id: int, *, kind: str) -> bool:
    """Whether a notice of this kind still asks to be read by this person."""
    return work.db.scalar(select(Notice.id).where(*_unread(staff_id, kind)).limit(1)) is not None


def settle(work: Work, staff_id: int, *, kind: str) -> None:
    """Nothing of this kind waits for this person any more: what still asks to be read is read."""
    work.db.execute(update(Notice).where(*_unread(staff_id, kind)).values(read_at=work.now))


def _unread(staff_id: int, kind: str) -> tuple[ColumnElement[bool], ...]:
    asks = and_(Notice.in_console, Notice.read_at.is_(None))
    return Notice.staff_id == staff_id, Notice.kind == kind, asks


class Chosen:
    """By what ways these people get their notices, and when a message may reach them."""

    def __init__(self, work: Work, staff_ids: Collection[int]) -> None:
        self._work = work
        mine = NoticeChoice.staff_id.in_(staff_ids)
        self._choices = {
            (row.staff_id, row.kind): row.choice
            for row in work.db.scalars(select(NoticeChoice).where(mine))
        }
        reached = select(NoticeAddress.staff_id, NoticeAddress.channel)
        reached = reached.where(
            NoticeAddress.staff_id.in_(staff_ids), NoticeAddress.confirmed_at.is_not(None)
        )
        self._reached = {(staff_id, channel) for staff_id, channel in work.db.execute(reached)}
        units = select(Staff.id, Staff.unit_id).where(Staff.id.in_(staff_ids))
        self._unit_of: dict[int, int] = dict(work.db.execute(units).all())

    def of(self, staff_id: int, kind: str) -> Choice:
        """What the person chose for this kind, else what everybody has."""
        default = self._work.book.notices.kinds[kind].default
        return self._choices.get((staff_id, kind), default)

    def ways(self, staff_id: int, kind: str) -> Iterable[tuple[NoticeChannel, datetime]]:
        """The channels it goes out by, and when: in the working time of the person's unit."""
        choice = self.of(staff_id, kind)
        if choice.sms and (staff_id, NoticeChannel.SMS) in self._reached:
            yield NoticeChannel.SMS, self._when(staff_id)
        if choice.email is not Mail.OFF and (staff_id, NoticeChannel.EMAIL) in self._reached:
            yield NoticeChannel.EMAIL, self._when(staff_id, daily=choice.email is Mail.DAILY)

    def _when(self, staff_id: int, *, daily: bool = False) -> datetime:
        return opening_for(self._work, self._unit_of[staff_id], daily=daily)


def opening_for(work: Work, unit_id: int, *, daily: bool = False) -> datetime:
    """When a message may next go to somebody of this unit."""
    organisation = work.book.organisation
    return goes_out_at(
        work.now, calendar=organisation.calendar(unit_id), hours=organisation.hours(unit_id),
        daily=daily,
    )  # fmt: skip


def tell_of_event(work: Work, event: InquiryEvent) -> int:
    """Tell of one event of an inquiry's history all whom its kinds of notice are for."""
    if event.handling_leg_id is None:
        return 0
    inquiry = work.db.get_one(Inquiry, event.inquiry_id)
    leg = work.db.get_one(HandlingLeg, event.handling_leg_id)
    audience = Audience(work)
    name = _refined(work, event, inquiry, leg)
    tellings = []
    for kind in work.book.notices.by_event.get(name, ()):
        staff_ids = audience.of(kind, inquiry, leg, event=event.kind) - {event.actor_id or 0}
        key = f"event:{inquiry.id}:{event.seq}:{kind.key}"
        tellings.append(about(kind, leg, key=key, staff_ids=staff_ids))
    return tell(work, *tellings)


def _refined(work: Work, event: InquiryEvent, inquiry: Inquiry, leg: HandlingLeg) -> str:
    """The event as config/notices.toml names it: an arrival says what kind of one it is."""
    if event.kind != "leg_opened":
        return event.kind
    if inquiry.kind is InquiryKind.COMPLAINT:
        return "leg_opened.complaint"
    if leg.is_designated:
        return "leg_opened.designated"
    sender = work.db.get(HandlingLeg, leg.sender_leg_id) if leg.sender_leg_id else None
    is_return = sender is not None and sender.state is LegState.RETURNED
    return "leg_opened.returned" if is_return else "leg_opened"


def about(kind: NoticeKind, leg: HandlingLeg, *, key: str, staff_ids: Collection[int]) -> Telling:
    """What is to be told of a leg."""
    return Telling(
        kind=kind.key, key=key, staff_ids=staff_ids, unit_id=leg.unit_id,
        inquiry_id=leg.inquiry_id, leg_id=leg.id, data={"due_on": leg.due_on.isoformat()},
    )  # fmt: skip
