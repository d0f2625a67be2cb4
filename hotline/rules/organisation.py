"""The organisation as rules see it: who answers for what, where, and who is rung next."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hotline.rules.calendar import Calendar
from hotline.rules.hours import WorkingHours

# As people dial it; a switch's addresses (sip:…) are no such numbers.
NUMBER = re.compile(r"\+?[0-9(][0-9 ()-]{2,30}")


@dataclass(frozen=True)
class Place:
    """A jurisdiction (属地); `path` lists the ids from the root of the tree to itself."""

    id: int
    code: str
    name: str
    name_en: str
    short_name: str
    other_names: tuple[str, ...]
    level: str
    path: tuple[int, ...]


@dataclass(frozen=True)
class Contact:
    """A telephone of a unit: a liaison's, or (without a liaison) the department's own line."""

    kind: str
    target: str
    liaison_id: int | None = None
    name: str | None = None


@dataclass(frozen=True)
class Body:
    """A unit that can handle an inquiry; `contacts` stand in the order they are rung (R-8)."""

    id: int
    code: str
    name: str
    name_en: str
    short_name: str
    place_id: int
    is_government_office: bool
    duties: tuple[str, ...]
    contacts: tuple[Contact, ...]
    is_active: bool = True
    successor_id: int | None = None

    @property
    def service_line(self) -> str | None:
        """Its own telephone (服务电话), where that is a number and no address of a switch."""
        lines = [one.target for one in self.contacts if one.kind == "department_line"]
        return next((line for line in lines if NUMBER.fullmatch(line)), None)


@dataclass(frozen=True)
class Receiver:
    """Another system that is told of what it filed, of its place, or of tasks; as its key allows.

    `unit_ids` are those whose tasks it is told; empty for those of every unit of its place.
    """

    webhook_id: int
    key_id: int
    place_id: int
    hears: frozenset[str]
    unit_ids: frozenset[int]
    # The channel whose demands it takes.
    redirect: str | None = None


@dataclass(frozen=True)
class Organisation:
    """All places and units of one edition, with their calendars and working hours.

    Units that were closed or merged stay, so that what they have handled can still be read; they
    are neither found, rung nor given anything new.
    """

    edition: int
    places: Mapping[int, Place]
    units: Mapping[int, Body]
    oversight: Mapping[tuple[int, str], int]
    calendars: Mapping[int, Calendar]
    hours_of_unit: Mapping[int, WorkingHours]
    hours_of_place: Mapping[int, WorkingHours]
    dialled: Mapping[str, int] = field(default_factory=dict)
    receivers: tuple[Receiver, ...] = ()

    def place(self, code: str) -> Place:
        """The place with this code; KeyError when there is none."""
        return next(place for place in self.places.values() if place.code == code)

    def unit(self, code: str) -> Body:
        """The unit with this code; KeyError when there is none."""
        for unit in self.units.values():
            if unit.code == code:
                return unit
        raise KeyError(code)

    def heir(self, unit_id: int | None) -> Body | None:
        """The unit itself, or who goes on with what it had; None where nobody does."""
        unit = self.units.get(unit_id or 0)
        while unit is not None and not unit.is_active:
            unit = self.units.get(unit.successor_id or 0)
        return unit

    @cached_property
    def former(self) -> Mapping[int, frozenset[int]]:
        """The closed units that each unit goes on for."""
        found: dict[int, set[int]] = {}
        for unit in self.units.values():
            heir = None if unit.is_active else self.heir(unit.id)
            if heir is not None:
                found.setdefault(heir.id, set()).add(unit.id)
        return {heir_id: frozenset(ids) for heir_id, ids in found.items()}

    @cached_property
    def units_at(self) -> Mapping[int, Sequence[Body]]:
        """The active units of each place that has any."""
        found: dict[int, list[Body]] = {}
        for unit in self.units.values():
            if unit.is_active:
                found.setdefault(unit.place_id, []).append(unit)
        return found

    def calendar(self, unit_id: int) -> Calendar:
        """The working-day calendar by which this unit is judged."""
        return self.calendars[self.units[unit_id].place_id]

    def hours(self, unit_id: int) -> WorkingHours:
        """The unit's own hours, else those of the nearest place above it that has any."""
        own = self.hours_of_unit.get(unit_id)
        return own or self.hours_of_place[self.units[unit_id].place_id]

    def office_of(self, place_id: int) -> Body:
        """The government office that sorts what is unclear at this level, or the next above."""
        for above in reversed(self.places[place_id].path):
            for unit in self.units_at.get(above, ()):
                if unit.is_government_office:
                    return unit
        raise LookupError(f"no government office at place {place_id} or above")

    def holder(self, function: str, place_id: int) -> Body:
        """The unit that holds a function of supervision here, or at the next level above."""
        for above in reversed(self.places[place_id].path):
            unit_id = self.oversight.get((above, function))
            if unit_id is not None:
                return self.units[unit_id]
        raise LookupError(f"nobody holds {function} at place {place_id} or above")

    def tells_tasks_of(self, unit_id: int, receiver: Receiver) -> bool:
        """Whether this receiver is told of this unit's tasks; never of those outside its place.

        Who named a unit that is closed by now named whoever goes on for it.
        """
        place = self.places[self.units[unit_id].place_id]
        meant = {unit_id} | self.former.get(unit_id, frozenset())
        return (
            "hear_tasks" in receiver.hears
            and receiver.place_id in place.path
            and (not receiver.unit_ids or not meant.isdisjoint(receiver.unit_ids))
        )

    def same_department_at(self, unit_id: int, place_id: int) -> Body:
        """The unit's counterpart at this place, as 青禾县公安局 is to 南柯州公安局; else itself.

        All that is asked is resolved at its own level where that level can (R-7a).
        """
        unit = self.units[unit_id]
        code = f"{self.places[place_id].code}-{unit.code}"
        return next((self.heir(u.id) or unit for u in self.units.values() if u.code == code), unit)

    def named_in(self, text: str, *, place_id: int) -> Body | None:
        """The unit whose duties the text speaks of most, if one stands out; None otherwise."""
        found: list[tuple[int, Body]] = []
        for unit in self.units.values():
            if unit.place_id == place_id and unit.is_active and not unit.is_government_office:
                weight = sum(len(word) for word in unit.duties if word in text)
                if unit.short_name in text or unit.name in text:
                    weight += 100
                if weight:
                    found.append((weight, unit))
        found.sort(key=lambda pair: -pair[0])
        if not found or (len(found) > 1 and found[0][0] == found[1][0]):
            return None
        return found[0][1]

    def place_named_in(self, text: str, *, within: int) -> Place | None:
        """The place below `within` that the caller's words name, the most specific one."""
        named = [
            place
            for place in self.places.values()
            if within in place.path[:-1]
            and any(name in text for name in (place.name, place.short_name, *place.other_names))
        ]
        return max(named, key=lambda place: len(place.path), default=None)


def next_contact(unit: Body, *, tried: Collection[str]) -> Contact | None:
    """Who of the unit is rung next: primary, deputy, then the department's line (R-8)."""
    return next((c for c in unit.contacts if c.target not in tried), None)


def scope_of(places: Iterable[Place], root_id: int) -> frozenset[int]:
    """The ids of a place and of all places below it."""
    return frozenset(place.id for place in places if root_id in place.path)
