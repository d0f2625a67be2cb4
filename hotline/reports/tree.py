"""The organisation as a tree: places with their units, the highest first."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.reports import directory
from hotline.reports.names import Names
from hotline.reports.shown import Department
from hotline.rules.wording import Wording
from hotline.work import Work


@dataclass(frozen=True)
class Branch:
    """A place and its units; `depth` is how far it hangs below the top."""

    place_id: int
    name: Wording
    level: Wording
    depth: int
    units: tuple[Department, ...]


def tree(work: Work, *, words: str = "", unready: bool = False) -> tuple[Branch, ...]:
    """The places the actor keeps with their units, each below the one above it.

    With words, or only what is not ready, places without any such unit are left out.
    """
    found: dict[int, list[Department]] = {}
    for each in directory.departments(work, needs="edit_organisation", with_closed=True):
        if each.speaks_of(words) and (not unready or (each.missing and each.is_active)):
            found.setdefault(each.place_id, []).append(each)
    names, places = Names(work), work.book.organisation.places
    is_narrowed = bool(words) or unready
    return tuple(
        Branch(
            place_id=place.id,
            name=names.place(place.id),
            level=names.word("level", place.level),
            depth=len(place.path) - 1,
            units=tuple(found.get(place.id, ())),
        )
        for place in sorted(places.values(), key=lambda place: place.path)
        if place.id in (found if is_narrowed else directory.places_kept(work))
    )
