"""A unit is reminded of a deadline, in its working time, and after it of the explanation owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from hotline.actions.audience import Audience
from hotline.actions.notices import Telling, about, tell
from hotline.records import Explanation, HandlingLeg, Inquiry
from hotline.rules.notices import NoticeKind, stage_of
from hotline.work import Work


def remind(work: Work, *, limit: int) -> int:
    """Remind of the next deadlines whose time to look at has come (R-36); how many were looked at.

    Once for each leg, stage, deadline and person, however often it is looked at; a leg whose
    deadline moves is looked at again.
    """
    due = select(HandlingLeg.id, HandlingLeg.inquiry_id).where(HandlingLeg.remind_at <= work.now)
    found = work.db.execute(due.order_by(HandlingLeg.remind_at).limit(limit)).all()
    if not found:
        return 0
    # The inquiry before its legs, in one order, as everybody else does: else it is a deadlock.
    inquiries = select(Inquiry).where(Inquiry.id.in_({row.inquiry_id for row in found}))
    shared = inquiries.order_by(Inquiry.id).with_for_update(read=True, key_share=True)
    held = {row.id: row for row in work.db.scalars(shared)}
    legs = select(HandlingLeg).where(HandlingLeg.id.in_([row.id for row in found]))
    audience = Audience(work)
    tellings, looked_at = [], []
    for leg in work.db.scalars(legs.order_by(HandlingLeg.id).with_for_update()):
        telling, again_at = _reminder(work, audience, held[leg.inquiry_id], leg)
        looked_at.append({"leg_id": leg.id, "again_at": again_at})
        if telling is not None:
            tellings.append(telling)
    tell(work, *tellings)
    _look_again(work, looked_at)
    return len(found)


def _look_again(work: Work, legs: Sequence[dict[str, Any]]) -> None:
    """Note when to look at each leg again; no version of it, so that nobody's form is overtaken."""
    statement = update(HandlingLeg).where(HandlingLeg.id == bindparam("leg_id"))
    work.db.connection().execute(statement.values(remind_at=bindparam("again_at")), legs)


def _reminder(
    work: Work, audience: Audience, inquiry: Inquiry, leg: HandlingLeg
) -> tuple[Telling | None, datetime | None]:
    """What to tell of a leg now, if anything, and when to look at it again."""
    if leg.closed_at is not None and not leg.is_overdue(work.now):
        return None, None
    organisation = work.book.organisation
    kind, again_at = stage_of(
        work.book.notices, due_on=leg.due_on, calendar=organisation.calendar(leg.unit_id),
        hours=organisation.hours(leg.unit_id), now=work.now,
    )  # fmt: skip
    if kind is None or not _applies(work, kind, leg):
        return None, again_at
    key = f"{kind.key}:{leg.id}:{leg.due_on.isoformat()}"
    staff_ids = audience.of(kind, inquiry, leg)
    return about(kind, leg, key=key, staff_ids=staff_ids), again_at


def _applies(work: Work, kind: NoticeKind, leg: HandlingLeg) -> bool:
    """Before the deadline only an open leg is reminded of, after it only an unexplained delay."""
    if (kind.left or 0) >= 0:
        return leg.closed_at is None and not leg.is_overdue(work.now)
    stands = select(Explanation.id).where(
        Explanation.handling_leg_id == leg.id, Explanation.sent_back_at.is_(None)
    )
    return leg.is_overdue(work.now) and work.db.scalar(stands.limit(1)) is None
