"""The items of the disclosure database: their catalogue, what is owed, and what is withheld."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, lazyload

from hotline.records import (
    DisclosureChange,
    DisclosureItem,
    FaqEntry,
    FaqVersion,
    Publicity,
    Staff,
    VersionState,
    is_owed,
)
from hotline.records.faq import CURRENT_FIRST
from hotline.reports import deadlines, keyset, scope
from hotline.reports.names import Names
from hotline.reports.shown import ItemChange, ItemRow, ItemShown, Mark, Page, WithheldRow
from hotline.rules.calendar import Skipped
from hotline.rules.wording import Wording
from hotline.work import Work

BATCH = 500
CLOCK = "disclosure"


class Owed(StrEnum):
    """Which items a list shows: those to be made public yet, or those that are late with it."""

    OPEN = "open"
    OVERDUE = "overdue"


def marks(work: Work, entry_ids: Collection[int]) -> dict[int, Mark]:
    """Which of these entries come from the disclosure database, and as what (R-50)."""
    if not entry_ids:
        return {}
    names = Names(work)
    query = select(DisclosureItem).where(DisclosureItem.entry_id.in_(entry_ids))
    return {
        item.entry_id: Mark(names.word("item_type", item.item_type), item.index_number)
        for item in work.db.scalars(query)
    }


def listed(
    work: Work,
    *,
    owed: Owed | None = None,
    words: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[ItemRow]:
    """Items in scope, the one due last on top; of those that are owed, the one due first."""
    query: Any = _items(work, owed, words)
    at, row_id = DisclosureItem.due_at.expression, DisclosureItem.entry_id.expression
    in_order = keyset.newest_first if owed is None else keyset.oldest_first
    query = in_order(query, at, row_id, after=after, limit=limit)
    found, following = keyset.cut(
        work.db.execute(query).all(), limit=limit, key=lambda row: (row[0].due_at, row[0].entry_id)
    )
    names = Names(work)
    return Page(rows=tuple(_row(work, names, *row) for row in found), after=following)


def count_late(work: Work) -> int:
    """How many items in scope are late with being made public."""
    late = _items(work, Owed.OVERDUE, "").with_only_columns(DisclosureItem.entry_id).subquery()
    return work.db.scalars(select(func.count()).select_from(late)).one()


def of_entry(work: Work, *, entry_id: int) -> ItemShown | None:
    """The facts of an entry whose source is the disclosure database; None of any other."""
    query = _items(work, None, "").where(FaqEntry.id == entry_id)
    found = work.db.execute(query).one_or_none()
    if found is None:
        return None
    names, item = Names(work), found[0]
    return ItemShown(
        row=_row(work, names, *found),
        subject=item.subject,
        changed_on=item.changed_on,
        clock_name=names.clock(CLOCK),
        days=item.days,
        skipped=tuple(Skipped(date.fromisoformat(day["date"]), day["why"]) for day in item.skipped),
        earlier=tuple(date.fromisoformat(one["due_on"]) for one in item.earlier),
        interpretation=item.interpretation,
        interpreted_by=_interpretation(work, item.interpretation),
        changes=_changes(work, names, entry_id),
    )


def withheld(work: Work) -> Iterator[WithheldRow]:
    """The catalogue of what is withheld (不予公开目录), each with its reason, by code."""
    names, some = Names(work), aliased(FaqVersion)
    ever = select(some.entry_id).where(some.publicity == Publicity.WITHHELD)
    current = (
        select(FaqVersion.id)
        .join(FaqEntry, FaqEntry.id == FaqVersion.entry_id)
        .where(FaqEntry.id.in_(ever), scope.entries_in_scope(work))
        .ext(distinct_on(FaqVersion.entry_id))
        .order_by(FaqVersion.entry_id, *CURRENT_FIRST)
    )
    query = (
        select(FaqEntry, FaqVersion, DisclosureItem)
        .join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
        .outerjoin(DisclosureItem, DisclosureItem.entry_id == FaqEntry.id)
        .where(
            FaqVersion.id.in_(current),
            FaqVersion.publicity == Publicity.WITHHELD,
            FaqVersion.state != VersionState.WITHDRAWN,
        )
        .options(lazyload(FaqVersion.phrasings))
        .order_by(FaqEntry.code)
    )
    for row in work.db.execute(query, execution_options={"yield_per": BATCH}):
        yield _withheld(names, *row)


def _withheld(
    names: Names, entry: FaqEntry, version: FaqVersion, item: DisclosureItem | None
) -> WithheldRow:
    return WithheldRow(
        entry_id=entry.id,
        code=entry.code,
        title=version.question,
        unit=names.unit(entry.unit_id),
        reason=version.publicity_reason or "",
        index_number=item.index_number if item is not None else None,
        item_type=names.word("item_type", item.item_type) if item is not None else None,
        is_reviewed=version.state is VersionState.PUBLISHED,
        state_name=names.word("version_state", version.state),
    )


def _items(
    work: Work, owed: Owed | None, words: str
) -> Select[DisclosureItem, FaqEntry, FaqVersion, bool]:
    """Item, entry, the version of its last change, and whether that is owed."""
    conditions = [scope.entries_in_scope(work)]
    if owed is not None:
        conditions.append(is_owed())
    if owed is Owed.OVERDUE:
        conditions.append(DisclosureItem.due_at < work.now)
    for word in words.split():
        texts = (FaqVersion.question, DisclosureItem.index_number, FaqVersion.source_number)
        conditions.append(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return (
        select(DisclosureItem, FaqEntry, FaqVersion, is_owed())
        .join(FaqEntry, FaqEntry.id == DisclosureItem.entry_id)
        .join(FaqVersion, FaqVersion.id == DisclosureItem.version_id)
        .where(*conditions)
        .options(lazyload(FaqVersion.phrasings))
    )


def _row(
    work: Work, names: Names, item: DisclosureItem, entry: FaqEntry, version: FaqVersion, owed: bool
) -> ItemRow:
    unit = work.book.organisation.units[entry.unit_id]
    return ItemRow(
        entry_id=entry.id,
        title=version.question,
        unit=names.unit(entry.unit_id),
        item_type=names.word("item_type", item.item_type),
        index_number=item.index_number,
        document_number=version.source_number,
        issuer=item.issuer,
        made_on=item.made_on,
        effectiveness=item.effectiveness,
        effectiveness_name=names.word("effectiveness", item.effectiveness),
        publicity=version.publicity,
        publicity_name=names.word("publicity", version.publicity),
        is_public=entry.live_version_id is not None and not owed,
        is_owed=owed,
        due_on=item.due_on,
        is_provisional=item.is_provisional,
        is_overdue=owed and item.due_at < work.now,
        working_days_left=deadlines.working_days_left(
            work,
            unit_id=entry.unit_id,
            place_id=unit.place_id,
            due_on=item.due_on,
            is_open=owed,
        ),
    )


def _interpretation(work: Work, given: str | None) -> int | None:
    """The entry in scope that is meant by an index number or a code."""
    if given is None:
        return None
    query = (
        select(FaqEntry.id)
        .outerjoin(DisclosureItem, DisclosureItem.entry_id == FaqEntry.id)
        .where(
            or_(DisclosureItem.index_number == given, FaqEntry.code == given),
            scope.entries_in_scope(work),
        )
    )
    return work.db.scalar(query.limit(1))


def _changes(work: Work, names: Names, entry_id: int) -> tuple[ItemChange, ...]:
    query = (
        select(DisclosureChange, Staff.name)
        .join(Staff, Staff.id == DisclosureChange.staff_id)
        .where(DisclosureChange.entry_id == entry_id)
        .order_by(DisclosureChange.id)
    )
    return tuple(
        ItemChange(
            at=change.at,
            by=by,
            facts=tuple(
                (field, _said(names, field, was), _said(names, field, value))
                for field, value in change.became.items()
                if (was := change.was.get(field)) != value
            ),
        )
        for change, by in work.db.execute(query)
        if change.was is not None
    )


def _said(names: Names, field: str, value: str | None) -> Wording:
    """The value of a fact as people read it."""
    return names.nothing if value is None else names.word(field, value)
