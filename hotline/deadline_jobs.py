"""The jobs of many deadlines at once: counting them again, announcing those that have passed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, select, true

from faq_kb import catalogue, referrals
from hotline.actions import deadlines, overdue
from hotline.house import House
from hotline.records import HandlingLeg, Inquiry, Jurisdiction, LegState, Unit
from hotline.work import HOTLINE
from ivr.phone import Phone

# Few enough that nobody who works on one of them waits for long.
BATCH = 200


def recompute_deadlines(
    house: House,
    phone: Phone,
    *,
    change: int | None = None,
    place_id: int | None = None,
    unit_id: int | None = None,
    **_: Any,
) -> None:
    """Count open legs, referrals and items owed again after a change of the calendar (R-34).

    Legs are those of a place with all below it, of a unit, or (neither) of the nation. Legs and
    items go a batch at a time; cases that are referred are few.
    """
    with house.open(HOTLINE) as work:
        referrals.recompute(work)
    last: int | None = 0
    while last is not None:
        with house.open(HOTLINE) as work:
            last = catalogue.recompute(work, after=last, limit=BATCH)
    is_open, after = and_(HandlingLeg.state == LegState.OPEN, _at(place_id, unit_id)), 0
    while True:
        with house.open(HOTLINE) as work:
            query = select(HandlingLeg.inquiry_id).where(is_open, HandlingLeg.inquiry_id > after)
            ids = list(
                work.db.scalars(query.distinct().order_by(HandlingLeg.inquiry_id).limit(BATCH))
            )
            if not ids:
                return
            # The inquiry before its legs, as everybody else does: two orders would be a deadlock.
            found = select(Inquiry).where(Inquiry.id.in_(ids)).order_by(Inquiry.id)
            held = {row.id: row for row in work.db.scalars(found.with_for_update())}
            theirs = select(HandlingLeg).where(is_open, HandlingLeg.inquiry_id.in_(ids))
            found_legs = work.db.scalars(theirs.order_by(HandlingLeg.id).with_for_update())
            deadlines.recompute(work, held, found_legs.all(), change=change)
            after = ids[-1]


def _at(place_id: int | None, unit_id: int | None) -> ColumnElement[bool]:
    """Condition on a leg: it lies with this unit, at this place or below it, or anywhere."""
    if unit_id is not None:
        return HandlingLeg.unit_id == unit_id
    if place_id is None:
        return true()
    below = select(Unit.id).join(Jurisdiction).where(Jurisdiction.path.contains([place_id]))
    return HandlingLeg.unit_id.in_(below)


def announce_overdue(house: House, phone: Phone) -> None:
    """Announce every deadline that has passed, once each, a batch at a time (R-36)."""
    while True:
        with house.open(HOTLINE) as work:
            query = select(HandlingLeg.id, HandlingLeg.inquiry_id).where(
                HandlingLeg.open_and_overdue(work.now),
                HandlingLeg.overdue_announced_for.is_distinct_from(HandlingLeg.due_at),
            )
            late = work.db.execute(query.order_by(HandlingLeg.due_at).limit(BATCH)).all()
            ids = sorted({row.inquiry_id for row in late})
            found = select(Inquiry).where(Inquiry.id.in_(ids)).order_by(Inquiry.id)
            held = {row.id: row for row in work.db.scalars(found.with_for_update())}
            for row in late:
                leg = work.db.get_one(HandlingLeg, row.id, with_for_update=True)
                overdue.announce(work, held[row.inquiry_id], leg)
            if len(late) < BATCH:
                return
