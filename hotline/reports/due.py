"""What the keepers of entries have to look at: one list for each thing that may be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, lazyload

from hotline.records import (
    DisclosureItem,
    FaqEntry,
    FaqPair,
    FaqVersion,
    PairKind,
    Question,
    SourceLink,
    VersionState,
)
from hotline.records.faq import may_be_heard
from hotline.records.miss import COUNTED
from hotline.reports import scope, usage
from hotline.reports.names import Names
from hotline.reports.usage import Usage
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

PAGE = 30
SOON = timedelta(days=30)
# A page that was not there so often in a row is gone, and not only away.
BROKEN_AFTER = 3
# An entry is looked at when one in so many of those who said so was not helped.
TOO_MANY = 4
HEARD = 3

Live = aliased(FaqVersion)
Theirs = aliased(FaqVersion)


class Due(StrEnum):
    """What may be wrong with an entry."""

    EXPIRED = "expired"
    EXPIRING = "expiring"
    CONTRADICTING = "contradicting"
    DOUBLED = "doubled"
    NOT_SOLVED = "not_solved"
    NEVER_ASKED = "never_asked"
    BROKEN_LINK = "broken_link"


# What must not wait; the other lists are for quiet hours, and take longer to count.
URGENT = (Due.EXPIRED, Due.EXPIRING, Due.CONTRADICTING, Due.DOUBLED, Due.BROKEN_LINK)


@dataclass(frozen=True)
class EntryLink:
    """An entry as a list names it, by its live version."""

    id: int
    question: str
    answer: str
    unit: Wording
    valid_until: date
    is_mine: bool  # its unit is one for which the reader may draft
    is_coming: bool  # another version is in preparation


@dataclass(frozen=True)
class DueRow:
    """An entry that has to be looked at, and why."""

    entry: EntryLink
    other: EntryLink | None = None
    pair_id: int | None = None
    usage: Usage | None = None
    # What callers asked whom it did not help, as it was heard: masked by whoever shows it.
    heard: tuple[str, ...] = ()
    link_id: int | None = None
    url: str | None = None
    fault: Wording | None = None
    failing_since: datetime | None = None


def counts(work: Work, *, lists: Sequence[Due] = tuple(Due)) -> dict[Due, int]:
    """How many entries (or pairs) stand in each of these lists."""
    return {
        due: work.db.scalar(
            select(func.count()).select_from(_query(work, due).order_by(None).subquery())
        )
        or 0
        for due in lists
    }


def listed(work: Work, *, due: Due, page: int = 1) -> tuple[tuple[DueRow, ...], bool]:
    """One list, what is worst on top; whether there is more of it."""
    query = _query(work, due).limit(PAGE + 1).offset((max(1, page) - 1) * PAGE)
    found = work.db.execute(query).all()
    rows = found[:PAGE]
    entries = _entries(work, [row.id for row in rows] + [_other(row) for row in rows])
    used = usage.of(work, entry_ids=[row.id for row in rows])
    unhelped = _unhelped(work, [row.id for row in rows]) if due is Due.NOT_SOLVED else {}
    names = Names(work)
    return tuple(
        DueRow(
            entry=entries[row.id],
            other=entries.get(_other(row)),
            pair_id=getattr(row, "pair_id", None),
            usage=used[row.id],
            heard=unhelped.get(row.id, ()),
            link_id=getattr(row, "link_id", None),
            url=getattr(row, "url", None),
            fault=names.word("link_fault", row.fault) if hasattr(row, "fault") else None,
            failing_since=getattr(row, "failing_since", None),
        )
        for row in rows
    ), len(found) > PAGE


def _other(row: Any) -> int:
    return getattr(row, "other_id", None) or 0


def _query(work: Work, due: Due) -> Select[*tuple[Any, ...]]:
    """The ids of a list's rows, in their order, with what only that list has."""
    on = today(work.now)
    entries = (
        select(FaqEntry.id)
        .join(Live, Live.id == FaqEntry.live_version_id)
        .where(Live.state == VersionState.PUBLISHED, _in_reach(work))
    )
    if due in (Due.CONTRADICTING, Due.DOUBLED):
        return _pairs(work, PairKind(due.value))
    heard = may_be_heard(Live, on)
    if due is Due.EXPIRED:
        return entries.where(Live.valid_until < on).order_by(Live.valid_until, FaqEntry.id)
    if due is Due.EXPIRING:
        soon = Live.valid_until.between(on, on + SOON)
        return entries.where(soon).order_by(Live.valid_until, FaqEntry.id)
    if due is Due.NOT_SOLVED:
        not_solved = func.count().filter(Question.solved.is_(False))
        said = func.count().filter(Question.solved.is_not(None))
        often = and_(not_solved > 0, not_solved * TOO_MANY >= said)
        used = usage.counted(work).having(often).subquery()
        return (
            entries.join(used, used.c.entry_id == FaqEntry.id)
            .where(*heard)
            .order_by(used.c.not_solved.desc(), FaqEntry.id)
        )
    if due is Due.NEVER_ASKED:
        asked = exists().where(
            Question.entry_id == FaqEntry.id,
            Question.version_id.is_not(None),
            Question.asked_at >= work.now - COUNTED,
        )
        long_there = Live.published_at < work.now - COUNTED
        # Documents of the disclosure database stand there whether or not anybody asks.
        is_document = exists().where(DisclosureItem.entry_id == FaqEntry.id)
        unasked = entries.where(*heard, long_there, ~asked, ~is_document)
        return unasked.order_by(Live.published_at, FaqEntry.id)
    return _broken(entries)


def _broken(entries: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Entries whose source was not there several times, while others were: our way out works."""
    other = aliased(SourceLink)
    way_out = select(other.id).where(other.reached_at > SourceLink.failing_since).exists()
    return (
        entries.join(SourceLink, SourceLink.url == Live.source_url)
        .where(SourceLink.failures >= BROKEN_AFTER, way_out)
        .add_columns(
            SourceLink.id.label("link_id"),
            SourceLink.url,
            SourceLink.fault,
            SourceLink.failing_since,
        )
        .order_by(SourceLink.failing_since, FaqEntry.id)
    )


def _pairs(work: Work, kind: PairKind) -> Select[*tuple[Any, ...]]:
    """Pairs of live versions nobody has dismissed, one of them in reach; a row a pair."""
    mine, theirs = aliased(FaqEntry), aliased(FaqEntry)
    reach = scope.reach(work, "draft_answers")
    on = today(work.now)
    return (
        select(mine.id.label("id"), theirs.id.label("other_id"), FaqPair.id.label("pair_id"))
        .join(mine, mine.live_version_id == FaqPair.version_id)
        .join(theirs, theirs.live_version_id == FaqPair.other_version_id)
        .join(Live, Live.id == FaqPair.version_id)
        .join(Theirs, Theirs.id == FaqPair.other_version_id)
        .where(
            FaqPair.kind == kind,
            FaqPair.dismissed_at.is_(None),
            or_(reach.has_unit(mine.unit_id), reach.has_unit(theirs.unit_id)),
            *may_be_heard(Live, on),
            *may_be_heard(Theirs, on),
        )
        .order_by(FaqPair.found_at.desc(), FaqPair.id)
    )


def _unhelped(work: Work, entry_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The last different questions of those whom each entry did not help."""
    last = func.max(Question.asked_at)
    number = func.row_number().over(partition_by=Question.entry_id, order_by=last.desc())
    asked = (
        select(Question.entry_id, Question.heard, number.label("number"))
        .where(
            Question.entry_id.in_(entry_ids),
            Question.version_id.is_not(None),
            Question.solved.is_(False),
            Question.asked_at >= work.now - COUNTED,
        )
        .group_by(Question.entry_id, Question.heard)
        .subquery()
    )
    query = select(asked.c.entry_id, asked.c.heard).where(asked.c.number <= HEARD)
    found: dict[int, tuple[str, ...]] = {}
    for entry_id, heard in work.db.execute(query.order_by(asked.c.entry_id, asked.c.number)):
        found[entry_id] = (*found.get(entry_id, ()), heard)
    return found


def _in_reach(work: Work) -> ColumnElement[bool]:
    return scope.reach(work, "draft_answers").has_unit(FaqEntry.unit_id)


def _entries(work: Work, entry_ids: Sequence[int]) -> dict[int, EntryLink]:
    newer = aliased(FaqVersion)
    coming = exists().where(
        newer.entry_id == FaqEntry.id,
        newer.state.in_((VersionState.DRAFT, VersionState.IN_REVIEW)),
    )
    query = (
        select(FaqEntry, Live, coming.label("coming"), _in_reach(work).label("mine"))
        .join(Live, and_(Live.id == FaqEntry.live_version_id))
        .where(FaqEntry.id.in_(entry_ids))
        .options(lazyload(Live.phrasings))
    )
    names = Names(work)
    return {
        entry.id: EntryLink(
            id=entry.id,
            question=live.question,
            answer=live.answer,
            unit=names.unit(entry.unit_id),
            valid_until=live.valid_until,
            is_mine=mine,
            is_coming=is_coming,
        )
        for entry, live, is_coming, mine in work.db.execute(query)
    }
