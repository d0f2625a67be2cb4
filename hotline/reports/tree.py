"""The organisation as a tree: places below places, the units of those that are looked at.

A province has thousands of units: of a place nobody has opened only their number is told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from hotline.records import Unit
from hotline.reports import directory
from hotline.reports.names import Names
from hotline.rules.organisation import Place
from hotline.rules.wording import Wording
from hotline.work import Work


@dataclass(frozen=True)
class Leaf:
    """A unit of the tree; `missing` says why it is not ready."""

    id: int
    name: Wording
    is_government_office: bool
    is_active: bool
    missing: tuple[Wording, ...]


@dataclass(frozen=True)
class Branch:
    """A place with what hangs below it; `units` is None as long as they are only counted."""

    place_id: int
    name: Wording
    level: Wording
    unit_count: int
    unready_count: int
    units: tuple[Leaf, ...] | None
    branches: tuple[Branch, ...]
    is_open: bool


def tree(
    work: Work, *, words: str = "", unready: bool = False, place_id: int | None = None
) -> tuple[Branch, ...]:
    """The places the actor keeps, each within the one above it.

    Open is the way to the place asked for, else to the actor's own; with words, or only what is
    not ready, to every unit or place found, and other places are left out.
    """
    kept = directory.places_kept(work)
    places = work.book.organisation.places
    if words or unready:
        found = leaves(work, kept, words=words, unready=unready)
        named = frozenset() if unready else directory.places_named(work, words) & kept
        shown = frozenset(up for one in {*found, *named} for up in places[one].path) & kept
        nothing: dict[int, list[Leaf]] = {one: [] for one in shown}
        return _Grower(work, shown, nothing | found, opened=shown).grow()
    looked_at = place_id if place_id in kept else _home(work, kept)
    way = frozenset(places[looked_at].path) if looked_at is not None else frozenset()
    found = leaves(work, {looked_at} & kept)
    return _Grower(work, kept, found, opened=way).grow()


def leaves(
    work: Work, place_ids: Collection[int | None], *, words: str = "", unready: bool = False
) -> dict[int, list[Leaf]]:
    """The units of these places that fit, by place; government offices first, closed ones last."""
    names = Names(work)
    query = (
        select(Unit.id, Unit.jurisdiction_id, Unit.name, Unit.name_en, Unit.is_government_office,
               Unit.is_active, *directory.LACKS)
        .where(Unit.jurisdiction_id.in_(place_ids), *directory.speaking_of(work, words))
        .order_by(Unit.is_active.desc(), Unit.is_government_office.desc(), Unit.id)
    )  # fmt: skip
    if unready:
        query = query.where(directory.IS_UNREADY)
    found: dict[int, list[Leaf]] = {}
    for row in work.db.execute(query).mappings():
        lacking = [key for key in directory.MISSING if row[key]]
        leaf = Leaf(
            id=row["id"],
            name=Wording(key=f"unit.{row['id']}", zh=row["name"], en=row["name_en"]),
            is_government_office=row["is_government_office"],
            is_active=row["is_active"],
            missing=tuple(names.word("missing", key) for key in lacking),
        )
        found.setdefault(row["jurisdiction_id"], []).append(leaf)
    return found


def _home(work: Work, kept: frozenset[int]) -> int | None:
    """The actor's own place; where that is not his to keep, the highest that is."""
    unit, places = work.actor.unit_id, work.book.organisation.places
    own = work.book.organisation.units[unit].place_id if unit is not None else None
    return own if own in kept else min(kept, key=lambda one: len(places[one].path), default=None)


class _Grower:
    """Hangs these places into one another."""

    def __init__(
        self,
        work: Work,
        shown: Collection[int],
        found: dict[int, list[Leaf]],
        *,
        opened: Collection[int],
    ) -> None:
        self._found, self._opened, self._names = found, opened, Names(work)
        known = work.book.organisation.places
        self._below: dict[int | None, list[Place]] = {}
        for place in sorted((known[one] for one in shown), key=lambda place: place.path):
            above = place.path[-2] if len(place.path) > 1 else None
            self._below.setdefault(above if above in shown else None, []).append(place)
        counted = (
            select(Unit.jurisdiction_id, func.count(), func.count().filter(directory.IS_UNREADY))
            .where(Unit.jurisdiction_id.in_(shown), Unit.is_active)
            .group_by(Unit.jurisdiction_id)
        )
        self._counts = {place: counts for place, *counts in work.db.execute(counted)}

    def grow(self, above: int | None = None) -> tuple[Branch, ...]:
        return tuple(self._branch(place) for place in self._below.get(above, ()))

    def _branch(self, place: Place) -> Branch:
        units, unready = self._counts.get(place.id, (0, 0))
        found = self._found.get(place.id)
        return Branch(
            place_id=place.id,
            name=self._names.place(place.id),
            level=self._names.word("level", place.level),
            unit_count=units,
            unready_count=unready,
            units=None if found is None else tuple(found),
            branches=self.grow(place.id),
            is_open=place.id in self._opened,
        )
