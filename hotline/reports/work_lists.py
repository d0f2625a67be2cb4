"""The lists people keep: inquiries they follow, with what is new; and filters to press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, true

from hotline.records import Followed, HandlingLeg, Inquiry, InquiryEvent, SavedFilter, Staff
from hotline.reports import inquiries, keyset, scope
from hotline.reports.names import Names
from hotline.reports.shown import InquiryRow, Page
from hotline.work import Work

# Who looks is no news, nor what follows from a move that is told by itself.
QUIET = (
    "code_looked_up", "reply_shown", "file_shown", "code_given", "sms_sent", "number_revealed",
    "invited",
)  # fmt: skip


@dataclass(frozen=True)
class FollowedRow:
    """An inquiry somebody follows, and how much has happened since he looked."""

    row: InquiryRow
    new_count: int
    moved_at: datetime | None


@dataclass(frozen=True)
class FilterShown:
    """A saved filter; `by` is whose it is, where it is another's."""

    id: int
    name: str
    asked: dict[str, Any]
    is_shared: bool
    by: str | None


def is_followed(work: Work, *, inquiry_id: int) -> bool:
    """Whether this person follows the inquiry."""
    found = exists().where(Followed.staff_id == work.actor.id, Followed.inquiry_id == inquiry_id)
    return bool(work.db.scalar(select(found)))


def followed(work: Work, *, after: str | None = None, limit: int = 50) -> Page[FollowedRow]:
    """What this person follows and may still see, followed last on top."""
    shown = or_(
        InquiryEvent.handling_leg_id.is_(None),
        exists()
        .where(
            HandlingLeg.id == InquiryEvent.handling_leg_id, scope.leg_in_scope(work, HandlingLeg)
        )
        .correlate(Inquiry, InquiryEvent),
    )
    news = (
        select(func.count().label("count"), func.max(InquiryEvent.at).label("moved_at"))
        .where(
            InquiryEvent.inquiry_id == Inquiry.id,
            InquiryEvent.seq > Followed.seen_seq,
            InquiryEvent.kind.not_in(QUIET),
            shown,
        )
        .correlate(Inquiry, Followed)
        .lateral()
    )
    query = (
        select(Inquiry, news.c.count, news.c.moved_at, Followed.since_at)
        .join(Followed, Followed.inquiry_id == Inquiry.id)
        .join(news, true())
        .where(Followed.staff_id == work.actor.id, scope.inquiries_in_scope(work))
    )
    query = inquiries.with_current_leg(work, query)
    query = keyset.newest_first(query, Followed.since_at, Inquiry.id, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.execute(query).all(), limit=limit, key=lambda row: (row[3], row[0].id)
    )
    names = Names(work)
    rows = tuple(
        FollowedRow(
            row=inquiries.row_of(work, names, inquiry, current), new_count=count, moved_at=moved_at
        )
        for inquiry, count, moved_at, _, current in found
    )
    return Page(rows=rows, after=following)


def filters(work: Work) -> tuple[FilterShown, ...]:
    """One's own filters, then those that others of one's unit share."""
    is_own = SavedFilter.staff_id == work.actor.id
    is_offered = and_(
        SavedFilter.shared_with_unit_id == work.actor.unit_id, ~is_own, Staff.is_active
    )
    query = (
        select(SavedFilter, Staff.name)
        .join(Staff, Staff.id == SavedFilter.staff_id)
        .where(or_(is_own, is_offered))
        .order_by(is_own.desc(), SavedFilter.name)
    )
    return tuple(
        FilterShown(
            id=row.id,
            name=row.name,
            asked=row.asked,
            is_shared=row.shared_with_unit_id is not None,
            by=None if row.staff_id == work.actor.id else name,
        )
        for row, name in work.db.execute(query)
    )
