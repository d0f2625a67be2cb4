"""The departments a form offers, by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.rules.organisation import Body, Place
from hotline.work import Work


@dataclass(frozen=True)
class Group:
    """Departments of one place, and the places whose inquiries may be given to them."""

    place: Place
    units: list[Body]
    serves: list[int]


def departments(work: Work, places: Sequence[Place]) -> list[Group]:
    """The departments of the places and of those above, each group for the places it serves.

    Government offices are left out: they are the choice for what is unclear.
    """
    organisation = work.book.organisation
    serves: dict[int, list[int]] = {}
    for place in places:
        for place_id in place.path:
            serves.setdefault(place_id, []).append(place.id)
    groups = [
        Group(
            place=organisation.places[place_id],
            units=[
                unit
                for unit in organisation.units_at.get(place_id, ())
                if not unit.is_government_office
            ],
            serves=served,
        )
        for place_id, served in serves.items()
    ]
    return sorted(groups, key=lambda group: (group.place not in places, len(group.place.path),
                                             group.place.id))  # fmt: skip
