"""Clarifications: what units owe, and what has become of what somebody marked (R-53a)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from hotline.errors import NotFound
from hotline.records import Clarification, Staff
from hotline.reports import keyset, scope
from hotline.reports.names import Names
from hotline.reports.shown import ClarificationShown, ClarificationState, Page
from hotline.rules.wording import Wording
from hotline.work import Work

NO_SUCH = Wording(
    key="clarification.unknown",
    zh="没有这条澄清，或者您无权查看。",
    en="There is no such clarification, or none that you may see.",
)
IS_OWED = and_(Clarification.answered_at.is_(None), Clarification.dropped_at.is_(None))


def listed(
    work: Work, *, is_owed: bool | None = None, after: str | None = None, limit: int = 50
) -> Page[ClarificationShown]:
    """Those in scope, newest first; with `is_owed` only the owed ones, or only the settled."""
    conditions = [_in_scope(work)]
    if is_owed is not None:
        conditions.append(IS_OWED if is_owed else ~IS_OWED)
    marker, dropper = aliased(Staff), aliased(Staff)
    query = (
        select(Clarification, marker.name, dropper.name)
        .join(marker, marker.id == Clarification.marked_by_id)
        .outerjoin(dropper, dropper.id == Clarification.dropped_by_id)
        .where(*conditions)
    )
    key = (Clarification.marked_at, Clarification.id)
    query = keyset.newest_first(query, *key, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.execute(query).all(),
        limit=limit,
        key=lambda row: (row[0].marked_at, row[0].id),
    )
    names = Names(work)
    return Page(rows=tuple(_shown(names, *row) for row in found), after=following)


def count_owed(work: Work) -> int:
    """How many the units owe for which the actor writes."""
    mine = scope.reach(work, "draft_answers").has_unit(Clarification.unit_id)
    query = select(func.count()).select_from(Clarification).where(IS_OWED, mine)
    return work.db.scalar(query) or 0


def page(work: Work, *, clarification_id: int) -> ClarificationShown:
    """One clarification; NotFound when there is none, or none this actor may see."""
    marker, dropper = aliased(Staff), aliased(Staff)
    row = work.db.execute(
        select(Clarification, marker.name, dropper.name)
        .join(marker, marker.id == Clarification.marked_by_id)
        .outerjoin(dropper, dropper.id == Clarification.dropped_by_id)
        .where(Clarification.id == clarification_id, _in_scope(work))
    ).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH)
    return _shown(Names(work), *row)


def of_entry(work: Work, *, entry_id: int) -> tuple[ClarificationShown, ...]:
    """Those in scope for which this entry is written."""
    query = select(Clarification.id).where(Clarification.entry_id == entry_id, _in_scope(work))
    ids = work.db.scalars(query.order_by(Clarification.id))
    return tuple(page(work, clarification_id=one) for one in ids)


def _in_scope(work: Work) -> ColumnElement[bool]:
    """Those of units in reach, and what the actor marked."""
    mine = Clarification.marked_by_id == (work.actor.id or 0)
    return or_(scope.reach(work, "see_clarifications").has_unit(Clarification.unit_id), mine)


def _shown(
    names: Names, row: Clarification, marked_by: str, dropped_by: str | None
) -> ClarificationShown:
    state = _state(row)
    return ClarificationShown(
        id=row.id,
        kind_name=names.word("clarification_kind", row.kind.value),
        state=state,
        state_name=names.word("clarification_state", state.value),
        unit_id=row.unit_id,
        unit=names.unit(row.unit_id),
        said=row.said,
        call_id=row.call_id,
        inquiry_id=row.inquiry_id,
        marked_by=marked_by,
        marked_at=row.marked_at,
        entry_id=row.entry_id,
        answered_at=row.answered_at,
        dropped_by=dropped_by,
        dropped_at=row.dropped_at,
        drop_reason=row.drop_reason,
    )


def _state(row: Clarification) -> ClarificationState:
    if row.dropped_at is not None:
        return ClarificationState.DROPPED
    if row.answered_at is not None:
        return ClarificationState.ANSWERED
    return ClarificationState.PREPARED if row.entry_id else ClarificationState.OWED
