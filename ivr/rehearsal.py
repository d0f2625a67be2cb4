"""What the practice phone's page may know of the hotline, and the one thing it may turn: the clock.

Development only. The practice phone itself imports nothing of the hotline, so this stands outside.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import select

from hotline.house import House
from hotline.records import Call
from hotline.rules.organisation import Organisation
from hotline.rules.zone import HOTLINE_ZONE, local
from hotline.work import HOTLINE

KINDS = {"liaison": "联络员", "department_line": "单位电话"}
OPERATOR = "值班话务员"


@runtime_checkable
class SettableClock(Protocol):
    """A clock that can be put to another hour."""

    def __call__(self) -> datetime: ...

    def set(self, at: datetime | None) -> None:
        """It is `at` now; None is the real time again."""


class Rehearsal:
    """The hotline as seen from a practice phone."""

    def __init__(self, house: House) -> None:
        self._house = house

    def situation(self) -> dict[str, Any]:
        """The hour, whether it is a set one, and which numbers can be dialled and are staffed."""
        clock = self._house.clock
        now = clock()
        organisation = self._organisation()
        return {
            "now": local(now).isoformat(timespec="seconds"),
            "can_set": isinstance(clock, SettableClock),
            "numbers": [
                {"number": number, **_opening(organisation, place_id, now)}
                for number, place_id in sorted(
                    organisation.dialled.items(), key=lambda line: (len(line[0]), line[0])
                )
            ],
        }

    def people(self) -> dict[str, str]:
        """Who has which telephone, by its target."""
        known = dict.fromkeys(self._house.book.line.duty_operators, OPERATOR)
        for unit in self._organisation().units.values():
            for contact in unit.contacts:
                who = f"{KINDS[contact.kind]}{contact.name or ''}"
                known.setdefault(contact.target, f"{unit.name} · {who}")
        return known

    def operators(self) -> list[str]:
        """The targets at which 转人工 ends."""
        return list(self._house.book.line.duty_operators)

    def set_clock(self, wall_clock: str | None) -> bool:
        """Put the hotline to `2026-11-23T10:00` of its wall clock, to the next `open` hour of its
        offices, or (None) to the real time; False where its clock cannot be set."""
        clock = self._house.clock
        if not isinstance(clock, SettableClock):
            return False
        if wall_clock is None:
            clock.set(None)
        elif wall_clock == "open":
            clock.set(self._next_opening(clock()))
        else:
            clock.set(datetime.fromisoformat(wall_clock).replace(tzinfo=HOTLINE_ZONE))
        return True

    def call_id(self, sid: str) -> int | None:
        """Which call in the ledger the provider's call is."""
        with self._house.sessions() as db:
            return db.scalar(select(Call.id).where(Call.sid == sid))

    def _organisation(self) -> Organisation:
        with self._house.open(HOTLINE) as work:
            return work.book.organisation

    def _next_opening(self, at: datetime) -> datetime:
        """The first hour from now at which the office of the first number is open."""
        organisation = self._organisation()
        shortest = min(organisation.dialled, key=len)
        office = organisation.office_of(organisation.dialled[shortest]).id
        hours, calendar = organisation.hours(office), organisation.calendar(office)
        return hours.next_opening(at, calendar) or at


def _opening(organisation: Organisation, place_id: int, now: datetime) -> dict[str, Any]:
    """Whether persons can be reached at this place (its government office's hours), or when."""
    office = organisation.office_of(place_id).id
    hours, calendar = organisation.hours(office), organisation.calendar(office)
    opens_at = hours.next_opening(now, calendar)
    return {
        "place": organisation.places[place_id].name,
        "place_en": organisation.places[place_id].name_en,
        "is_open": hours.is_open(now, calendar),
        "opens_at": local(opens_at).isoformat(timespec="minutes") if opens_at else None,
    }
