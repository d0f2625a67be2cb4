"""What is there for everybody to read: the guide to disclosure, and the public replies."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hotline.records import ItemType
from hotline.reports import published
from hotline.reports.shown import Page, PublishedText
from hotline.work import Work
from public_site import places


def replies(work: Work) -> ResponseReturnValue:
    """The public replies of the reader's place and of those below it."""
    return _texts(work, published.replies, is_late=False)


def explanations(work: Work) -> ResponseReturnValue:
    """Why replies there are late, as the units have published it."""
    return _texts(work, published.explanations, is_late=True)


def _texts(
    work: Work, listed: Callable[..., Page[PublishedText]], *, is_late: bool
) -> ResponseReturnValue:
    place, after = places.chosen(work), request.args.get("after")
    return render_template(
        "site/texts.html",
        page=listed(work, place_id=place.id, after=after),
        is_late=is_late,
        is_first=after is None,
        place=place,
        places=places.every(work),
    )


def catalogue(work: Work) -> ResponseReturnValue:
    """The catalogue of what is made public, of one type or of all."""
    place, wanted = places.chosen(work), request.args.get("type", "")
    item_type = ItemType(wanted) if wanted in set(ItemType) else None
    after = request.args.get("after")
    return render_template(
        "site/catalogue.html",
        page=published.catalogue(work, place_id=place.id, item_type=item_type, after=after),
        types=published.item_types(work),
        chosen=item_type,
        is_first=after is None,
        place=place,
        places=places.every(work),
    )


def guide(work: Work) -> ResponseReturnValue:
    """What is disclosed, how one finds it, and how one applies for what is not."""
    place = places.chosen(work)
    return render_template(
        "site/guide.html",
        office=work.book.organisation.office_of(place.id),
        place=place,
        places=places.every(work),
    )
