"""The jobs that tell the staff: of events, of deadlines, of what waits, and of what is stuck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import select

from hotline.actions import notices, reminders
from hotline.actions.roles import actor_of
from hotline.house import House
from hotline.records import InquiryEvent, OutboxRow, OutboxState, RoleGrant, Staff
from hotline.reports import due, entries
from hotline.rules.notices import Every, NoticeKind
from hotline.rules.zone import today
from hotline.work import HOTLINE, Work
from ivr.phone import Phone

BATCH = 500


def tell_of_event(house: House, phone: Phone, *, inquiry_id: int, seq: int) -> None:
    """Tell whom an event of an inquiry concerns."""
    with house.open(HOTLINE) as work:
        event = select(InquiryEvent).where(
            InquiryEvent.inquiry_id == inquiry_id, InquiryEvent.seq == seq
        )
        notices.tell_of_event(work, work.db.scalars(event).one())


def remind_of_deadlines(house: House, phone: Phone) -> None:
    """Remind of every deadline whose time to look at has come, a batch at a time."""
    full = True
    while full:
        with house.open(HOTLINE) as work:
            full = reminders.remind(work, limit=BATCH) == BATCH


# What may wait for a person, and how much of it does.
WAITING: Mapping[str, Callable[[Work], int]] = MappingProxyType(
    {
        "entries_to_review": entries.count_waiting,
        "entries_due": lambda work: sum(due.counts(work, lists=due.URGENT).values()),
    }
)


def tell_of_waiting(house: House, phone: Phone) -> None:
    """Tell each person at work what of the knowledge base waits for him, once a day or a week."""
    with house.open(HOTLINE) as work:
        people = list(work.db.scalars(select(Staff).where(Staff.is_active).order_by(Staff.id)))
    for staff in people:
        with house.open(HOTLINE) as work:
            tell_person(work, staff)


def tell_person(work: Work, staff: Staff) -> None:
    """Tell one person what waits for him, while his unit is open.

    Whoever has not read the last word of it gets no second; when nothing waits, that is read too.
    """
    if notices.opening_for(work, staff.unit_id) > work.now:
        return
    actor = actor_of(work.book.organisation, staff)
    permissions = work.book.permissions(actor.roles)
    for name, waiting in WAITING.items():
        kind = work.book.notices.kinds[name]
        key = f"{name}:{_period(work, kind)}"
        if not kind.may_reach(actor.roles, permissions):
            continue
        count = waiting(replace(work, actor=actor))
        if not count:
            notices.settle(work, staff.id, kind=name)
        elif not notices.is_unread(work, staff.id, kind=name):
            notices.tell(work, notices.Telling(name, key, [staff.id], data={"count": count}))


def _period(work: Work, kind: NoticeKind) -> str:
    """The day, or the week, of which a person is told once."""
    on = today(work.now)
    return on.isoformat() if kind.every is Every.DAY else f"{on:%G-W%V}"


def tell_of_stuck_jobs(house: House, phone: Phone) -> None:
    """Tell whoever keeps the system which kinds of job are stuck, each once a day."""
    with house.open(HOTLINE) as work:
        stuck = select(OutboxRow.kind).where(OutboxRow.state == OutboxState.STUCK).distinct()
        kinds = work.db.scalars(stuck).all()
        if not kinds:
            return
        roles = {name for names in work.book.notices.kinds["job_stuck"].to for name in names}
        keepers = (
            select(Staff.id)
            .join(RoleGrant, RoleGrant.staff_id == Staff.id)
            .where(Staff.is_active, RoleGrant.role.in_(roles))
            .distinct()
        )
        staff_ids = list(work.db.scalars(keepers))
        on = today(work.now).isoformat()
        told = [
            notices.Telling("job_stuck", f"job_stuck:{kind}:{on}", staff_ids, data={"job": kind})
            for kind in kinds
        ]
        notices.tell(work, *told)
