"""What is published for everybody to read: public replies, and the catalogue of disclosure."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from hotline.records import DisclosureItem, FaqEntry, FaqVersion, Inquiry, ItemType
from hotline.records.faq import heard_by_callers
from hotline.reports import keyset
from hotline.reports.names import Names
from hotline.reports.shown import CatalogueRow, Page, PublishedReply
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work


def replies(
    work: Work, *, place_id: int, after: str | None = None, limit: int = 20
) -> Page[PublishedReply]:
    """The public replies of a place and of those below it, the latest first."""
    at = Inquiry.public_reply_published_at
    places = work.book.organisation.places.values()
    below = [place.id for place in places if place_id in place.path]
    query = select(Inquiry, at).where(
        at.is_not(None), Inquiry.public_reply.is_not(None), Inquiry.jurisdiction_id.in_(below)
    )
    query = keyset.newest_first(query, at, Inquiry.id, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.execute(query).all(), limit=limit, key=lambda row: (row[1], row[0].id)
    )
    names = Names(work)
    return Page(rows=tuple(_reply(names, *row) for row in found), after=following)


def _reply(names: Names, inquiry: Inquiry, published_at: datetime) -> PublishedReply:
    return PublishedReply(
        id=inquiry.id,
        unit=names.maybe_unit(inquiry.first_responder_unit_id) or names.nothing,
        place=names.place(inquiry.jurisdiction_id),
        published_at=published_at,
        text=inquiry.public_reply or "",
    )


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
