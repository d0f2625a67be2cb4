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
    known = work.book.organisation.places
    ids = {place_id for place in places for place_id in place.path}
    groups = [
        Group(
            place=known[place_id],
            units=[
                unit
                for unit in work.book.organisation.units.values()
                if unit.place_id == place_id and unit.is_active and not unit.is_government_office
            ],
            serves=[place.id for place in places if place_id in place.path],
        )
        for place_id in ids
    ]
    return sorted(groups, key=lambda group: (group.place not in places, len(group.place.path),
                                             group.place.id))  # fmt: skip
