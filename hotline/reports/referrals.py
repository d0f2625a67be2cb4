"""Cases referred to an authority: what is asked, when it is due, what was determined."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from hotline.records import FaqReferral, Staff
from hotline.reports import deadlines
from hotline.reports.names import Names
from hotline.reports.shown import ReferralShown
from hotline.rules.calendar import Skipped
from hotline.work import Work

Asker, Decider = aliased(Staff), aliased(Staff)


def of_versions(
    work: Work, names: Names, version_ids: Collection[int]
) -> dict[int, tuple[ReferralShown, ...]]:
    """The referrals of each version that has any, the oldest first."""
    query = (
        select(FaqReferral, Asker.name, Decider.name)
        .join(Asker, Asker.id == FaqReferral.referred_by_id)
        .outerjoin(Decider, Decider.id == FaqReferral.decided_by_id)
        .where(FaqReferral.version_id.in_(version_ids))
        .order_by(FaqReferral.id)
    )
    found: dict[int, tuple[ReferralShown, ...]] = {}
    for row, asked_by, decided_by in work.db.execute(query) if version_ids else ():
        shown = _shown(work, names, row, asked_by, decided_by)
        found[row.version_id] = (*found.get(row.version_id, ()), shown)
    return found


def _shown(
    work: Work, names: Names, row: FaqReferral, asked_by: str, decided_by: str | None
) -> ReferralShown:
    unit = work.book.organisation.units[row.unit_id]
    return ReferralShown(
        id=row.id,
        authority=names.role(row.role),
        unit_id=row.unit_id,
        unit=names.unit(row.unit_id),
        step_name=names.word("step", row.step),
        reason=row.reason,
        referred_by=asked_by,
        referred_at=row.referred_at,
        clock_name=names.clock(row.clock),
        days=row.days,
        due_on=row.due_on,
        due_at=row.due_at,
        is_provisional=row.is_provisional,
        is_overdue=row.is_overdue(work.now),
        working_days_left=deadlines.working_days_left(
            work,
            unit_id=row.unit_id,
            place_id=unit.place_id,
            due_on=row.due_on,
            is_open=row.decided_at is None,
        ),
        skipped=tuple(
            Skipped(on=date.fromisoformat(day["date"]), why=day["why"]) for day in row.skipped
        ),
        earlier=tuple(date.fromisoformat(one["due_on"]) for one in row.earlier),
        decided_by=decided_by,
        decided_at=row.decided_at,
        may_publish=row.may_publish,
        opinion=row.opinion,
    )
