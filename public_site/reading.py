"""What is there for everybody to read: the guide to disclosure, and the public replies."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hotline.records import ItemType
from hotline.reports import published
from hotline.work import Work
from public_site import places


def replies(work: Work) -> ResponseReturnValue:
    """The public replies of the reader's place and of those below it."""
    place = places.chosen(work)
    return render_template(
        "site/replies.html",
        page=published.replies(work, place_id=place.id, after=request.args.get("after")),
        is_first="after" not in request.args,
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
