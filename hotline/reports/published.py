"""What is published for everybody to read: the public replies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from hotline.records import Inquiry
from hotline.reports import keyset
from hotline.reports.names import Names
from hotline.reports.shown import Page, PublishedReply
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
