"""What is published for everybody: replies, explanations, and the catalogue of disclosure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, null, select

from hotline.records import (
    DisclosureItem,
    Explanation,
    FaqEntry,
    FaqVersion,
    HandlingLeg,
    Inquiry,
    ItemType,
)
from hotline.records.faq import heard_by_callers
from hotline.reports import keyset
from hotline.reports.names import Names
from hotline.reports.shown import CatalogueRow, Page, PublishedText
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work


def replies(
    work: Work, *, place_id: int, after: str | None = None, limit: int = 20
) -> Page[PublishedText]:
    """The replies of a place, and of those below it, that have become public, the latest first.

    A reply becomes public as the entry it was proposed as, which has passed the review (R-26,
    R-27, R-52); it is shown in the entry's words, which are nobody's own.
    """
    at = FaqVersion.published_at
    query = (
        select(FaqEntry.unit_id, Inquiry.jurisdiction_id, at, FaqVersion.answer, FaqEntry.id,
               FaqVersion.question)
        .join(FaqEntry, FaqEntry.id == Inquiry.proposed_entry_id)
        .join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
        .where(*heard_by_callers(today(work.now)), _is_below(work, place_id))
    )  # fmt: skip
    return _texts(work, query, at, FaqEntry.id, after=after, limit=limit)


def reply_to(work: Work, inquiry: Inquiry) -> PublishedText | None:
    """The reply to this inquiry as it has become public, if it has."""
    query = (
        select(FaqEntry.unit_id, FaqVersion.published_at, FaqVersion.answer, FaqVersion.question)
        .join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
        .where(FaqEntry.id == inquiry.proposed_entry_id, *heard_by_callers(today(work.now)))
    )
    row = work.db.execute(query).one_or_none() if inquiry.proposed_entry_id else None
    if row is None:
        return None
    unit_id, at, text, question = row
    return _text(Names(work), unit_id, inquiry.jurisdiction_id, at, text, question)


def explanations(
    work: Work, *, place_id: int, after: str | None = None, limit: int = 20
) -> Page[PublishedText]:
    """Why units of a place and of those below it were late, as they have published it (R-36)."""
    at = Explanation.published_at
    query = (
        select(HandlingLeg.unit_id, Inquiry.jurisdiction_id, at, Explanation.public_text,
               Explanation.id, null())
        .join(HandlingLeg, HandlingLeg.id == Explanation.handling_leg_id)
        .join(Inquiry, Inquiry.id == HandlingLeg.inquiry_id)
        .where(at.is_not(None), _is_below(work, place_id))
    )  # fmt: skip
    return _texts(work, query, at, Explanation.id, after=after, limit=limit)


def explained(work: Work, leg_ids: Collection[int]) -> Mapping[int, str]:
    """The public explanations of these legs, by leg."""
    query = select(Explanation.handling_leg_id, Explanation.public_text).where(
        Explanation.handling_leg_id.in_(leg_ids), Explanation.published_at.is_not(None)
    )
    return dict(list(work.db.execute(query)))


def _is_below(work: Work, place_id: int) -> ColumnElement[bool]:
    """The inquiry is of this place, or of one below it."""
    places = work.book.organisation.places.values()
    below = [place.id for place in places if place_id in place.path]
    return Inquiry.jurisdiction_id.in_(below)


def _texts(
    work: Work, query: Any, at: Any, row_id: Any, *, after: str | None, limit: int
) -> Page[PublishedText]:
    """A page of (unit, place, instant, text, id, title), the latest first."""
    query = keyset.newest_first(query, at, row_id, after=after, limit=limit)
    found, following = keyset.cut(
        work.db.execute(query).all(), limit=limit, key=lambda row: (row[2], row[4])
    )
    names = Names(work)
    rows = tuple(
        _text(names, unit_id, place, on, text, title)
        for unit_id, place, on, text, _, title in found
    )
    return Page(rows=rows, after=following)


def _text(
    names: Names, unit_id: int, place_id: int, at: datetime | None, text: str, title: str | None
) -> PublishedText:
    assert at is not None
    return PublishedText(
        title=title, unit=names.unit(unit_id), place=names.place(place_id), published_at=at,
        text=text,
    )  # fmt: skip


def catalogue(
    work: Work,
    *,
    place_id: int,
    item_type: ItemType | None = None,
    after: str | None = None,
    limit: int = 30,
) -> Page[CatalogueRow]:
    """What the units of a place and of those above it have made public (公开目录), latest first."""
    organisation, at = work.book.organisation, FaqVersion.published_at
    path = organisation.places[place_id].path
    units = [unit.id for unit in organisation.units.values() if unit.place_id in path]
    query = (
        select(DisclosureItem, FaqEntry.unit_id, FaqVersion.question, FaqVersion.source_number, at)
        .join(FaqEntry, FaqEntry.id == DisclosureItem.entry_id)
        .join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
        .where(*heard_by_callers(today(work.now)), FaqEntry.unit_id.in_(units))
    )
    if item_type is not None:
        query = query.where(DisclosureItem.item_type == item_type)
    query = keyset.newest_first(query, at, FaqEntry.id, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.execute(query).all(), limit=limit, key=lambda row: (row[4], row[0].entry_id)
    )
    names = Names(work)
    return Page(rows=tuple(_item(names, *row[:4]) for row in found), after=following)


def item_types(work: Work) -> list[tuple[str, Wording]]:
    """The types of items (信息类型), each with its name."""
    names = Names(work)
    return [(each.value, names.word("item_type", each)) for each in ItemType]


def _item(
    names: Names, item: DisclosureItem, unit_id: int, title: str, document_number: str | None
) -> CatalogueRow:
    return CatalogueRow(
        entry_id=item.entry_id,
        title=title,
        unit=names.unit(unit_id),
        item_type=names.word("item_type", item.item_type),
        index_number=item.index_number,
        document_number=document_number,
        issuer=item.issuer,
        made_on=item.made_on,
        effectiveness=names.word("effectiveness", item.effectiveness),
    )


def categories(work: Work) -> tuple[str, ...]:
    """The categories of what callers may hear, the commonest first."""
    query = (
        select(FaqEntry.category)
        .where(*heard_by_callers(today(work.now)))
        .group_by(FaqEntry.category)
        .order_by(func.count().desc(), FaqEntry.category)
    )
    return tuple(work.db.scalars(query))
