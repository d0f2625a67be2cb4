"""What a change of the days moved: how many open legs, by how much, and each of them (R-34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from hotline.editions import NATION, recount_key
from hotline.errors import NotFound
from hotline.records import (
    Deadline,
    HandlingLeg,
    Inquiry,
    OrganisationEvent,
    OutboxRow,
    OutboxState,
)
from hotline.reports import changes, keyset, scope
from hotline.reports.names import Names
from hotline.reports.shown import Line, Page
from hotline.rules.wording import Wording
from hotline.work import Work

KINDS = (*changes.OF_DAYS, "year_confirmed")
UNDERWAY = (OutboxState.WAITING, OutboxState.CLAIMED)
NO_SUCH_CHANGE = Wording(
    key="change.unknown",
    zh="没有这次改动，或者您无权查看。",
    en="There is no such change, or none that you may see.",
)


@dataclass(frozen=True)
class Moved:
    """Legs whose day was moved, how many each way, and by how many days the most of them; `same`
    counts those that kept their day and changed in something else."""

    earlier: int = 0
    later: int = 0
    furthest: int = 0
    same: int = 0

    @property
    def count(self) -> int:
        """How many have another day than before."""
        return self.earlier + self.later


@dataclass(frozen=True)
class Change:
    """A change of the days, and what came of it so far.

    Of an old one nobody knows any more whether all was counted again because of it.
    """

    id: int
    line: Line
    moved: Moved
    is_underway: bool
    is_stuck: bool
    is_done: bool


@dataclass(frozen=True)
class MovedLeg:
    """A leg that was moved; its inquiry is for those who may open it."""

    inquiry_id: int
    leg_id: int
    reference: str
    unit: Wording
    was_on: date
    due_on: date
    can_open: bool

    @property
    def days(self) -> int:
        """By how many days; negative when it is due earlier."""
        return (self.due_on - self.was_on).days


def of(
    work: Work, *, place_id: int | None, after: str | None = None, limit: int = 20
) -> Page[Change]:
    """The changes of a place's days, or (None) of the nation's, the newest first."""
    query = select(OrganisationEvent).where(
        OrganisationEvent.about == _about(place_id), OrganisationEvent.kind.in_(KINDS)
    )
    at, row_id = OrganisationEvent.at, OrganisationEvent.id
    query = keyset.newest_first(query, at, row_id, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.scalars(query).all(), limit=limit, key=lambda event: (event.at, event.id)
    )
    return Page(rows=_shown(work, found), after=following)


def one(work: Work, change_id: int, *, place_id: int | None) -> Change:
    """One change of these days; NotFound when it is none."""
    event = work.db.get(OrganisationEvent, change_id)
    if event is None or event.kind not in KINDS or event.about != _about(place_id):
        raise NotFound(NO_SUCH_CHANGE)
    return _shown(work, [event])[0]


def legs(
    work: Work, change_id: int, *, after: str | None = None, limit: int = 50
) -> Page[MovedLeg]:
    """The legs that a change moved to another day, in the order in which they were counted."""
    query = (
        select(
            Deadline,
            HandlingLeg,
            Inquiry.reference,
            scope.inquiries_in_scope(work).label("can_open"),
        )
        .join(HandlingLeg, HandlingLeg.id == Deadline.handling_leg_id)
        .join(Inquiry, Inquiry.id == HandlingLeg.inquiry_id)
        .where(Deadline.change_id == change_id, Deadline.due_on != Deadline.moved_from)
    )
    at, row_id = Deadline.computed_at, Deadline.id
    query = keyset.oldest_first(query, at, row_id, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.execute(query).all(),
        limit=limit,
        key=lambda row: (row.Deadline.computed_at, row.Deadline.id),
    )
    names = Names(work)
    rows = tuple(
        MovedLeg(
            inquiry_id=row.HandlingLeg.inquiry_id, leg_id=row.HandlingLeg.id,
            reference=row.reference, unit=names.unit(row.HandlingLeg.unit_id),
            was_on=row.Deadline.moved_from, due_on=row.Deadline.due_on, can_open=row.can_open,
        )
        for row in found
    )  # fmt: skip
    return Page(rows=rows, after=following)


def _about(place_id: int | None) -> str:
    return NATION if place_id is None else f"place:{place_id}"


def _shown(work: Work, events: Sequence[OrganisationEvent]) -> tuple[Change, ...]:
    ids = [event.id for event in events]
    jobs = {recount_key(each): each for each in ids}
    states = select(OutboxRow.key, OutboxRow.state).where(OutboxRow.key.in_(jobs))
    state = {jobs[key]: state for key, state in work.db.execute(states)}
    moved = _moved(work, ids)
    return tuple(
        Change(
            id=event.id,
            line=line,
            moved=moved.get(event.id, Moved()),
            is_underway=state.get(event.id) in UNDERWAY,
            is_stuck=state.get(event.id) is OutboxState.STUCK,
            is_done=state.get(event.id) is OutboxState.DONE,
        )
        for event, line in zip(events, changes.tell(work, events), strict=True)
    )


def _moved(work: Work, ids: Sequence[int]) -> dict[int, Moved]:
    by = Deadline.due_on - Deadline.moved_from
    query = (
        select(
            Deadline.change_id,
            func.count().filter(by < 0),
            func.count().filter(by > 0),
            func.max(func.abs(by)),
            func.count().filter(by == 0),
        )
        .where(Deadline.change_id.in_(ids))
        .group_by(Deadline.change_id)
    )
    return {change: Moved(*counted) for change, *counted in work.db.execute(query)}
