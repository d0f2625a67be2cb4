"""Reads config/example into typed rows; a mistake in it says which file, which row and why."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hotline.errors import ConfigurationError
from hotline.records import Function, ItemType, Level, Position, Publicity
from hotline.rules.calendar import SpecialDay
from hotline.rules.day_tables import days_from_seed

T = TypeVar("T")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DialledRow(_Row):
    """A dialled number."""

    number: str
    jurisdiction: str


class PlaceRow(_Row):
    """A place; `calendar` names a file of config/calendars."""

    code: str
    name: str
    name_en: str
    short_name: str
    other_names: list[str]
    level: Level
    parent: str | None = None
    calendar: str | None = None


class Span(_Row):
    """Opening hours of some weekdays: 1-5, or 6; Monday is 1."""

    days: str = Field(pattern=r"^[1-7](-[1-7])?$")
    opens: str
    closes: str


class HoursRow(_Row):
    """The hours of a place."""

    jurisdiction: str
    hours: list[Span]

    @property
    def weekly(self) -> list[str]:
        return _weekly(self.hours)


class UnitRow(_Row):
    """A unit, with hours of its own or those of its place."""

    code: str
    name: str
    name_en: str
    short_name: str
    jurisdiction: str
    kind: str
    is_government_office: bool
    service_line: str
    duties: list[str]
    first_person: str
    deputy_leader: str
    undertaking_office: str
    hours: list[Span] | Literal["default"]

    @property
    def weekly(self) -> list[str]:
        return [] if self.hours == "default" else _weekly(self.hours)

    @property
    def fields(self) -> dict[str, Any]:
        return self.model_dump(exclude={"code", "jurisdiction", "hours"})


class LiaisonRow(_Row):
    """A unit's liaison."""

    unit: str
    name: str
    position: Position
    target: str
    verified_on: date
    trained_on: date

    @property
    def fields(self) -> dict[str, Any]:
        return self.model_dump(exclude={"unit"})


class OversightRow(_Row):
    """A function of supervision."""

    jurisdiction: str
    function: Function
    unit: str


class GrantRow(_Row):
    """A role at a place or at a unit."""

    role: str
    jurisdiction: str | None = None
    unit: str | None = None


class StaffRow(_Row):
    """A member of staff."""

    username: str
    staff_number: str
    name: str
    unit: str
    roles: list[GrantRow]


class ItemRow(_Row):
    """What makes an entry an item of the disclosure database (政府信息公开)."""

    index_number: str
    item_type: ItemType
    subject: str
    made_on: date


class EntryRow(_Row):
    """An entry of the knowledge base; its unit is named at the head of its file."""

    code: str
    question: str
    phrasings: list[str]
    answer: str
    question_en: str | None = None
    answer_en: str | None = None
    category: str
    publicity: Publicity
    publicity_reason: str | None = None
    source: str
    source_on: date
    valid_until: date
    item: ItemRow | None = None

    @property
    def fields(self) -> dict[str, Any]:
        return self.model_dump(exclude={"code", "source_on", "valid_until", "item"})


class _Office(_Row):
    dialled: list[DialledRow]
    jurisdiction: list[PlaceRow]
    hours: list[HoursRow]
    unit: list[UnitRow]
    liaison: list[LiaisonRow]
    oversight: list[OversightRow]
    staff: list[StaffRow]


class _Entries(_Row):
    unit: str
    entry: list[EntryRow]


@dataclass(frozen=True)
class Example:
    """Everything in config/example, and the calendars it names."""

    office: _Office
    entries: Mapping[str, list[EntryRow]]
    calendars: Mapping[str, tuple[SpecialDay, ...]]


def read_example(config_dir: Path) -> Example:
    """The example in `config_dir`; raises ConfigurationError with every fault of every file."""
    faults: list[str] = []

    def read(path: Path, parse: Callable[[dict[str, Any]], T]) -> T | None:
        try:
            return parse(tomllib.loads(path.read_text(encoding="utf-8")))
        except ValidationError as error:
            faults.extend(
                f"{path.relative_to(config_dir)}: {'.'.join(map(str, e['loc']))}: {e['msg']}"
                for e in error.errors()
            )
        except (OSError, ValueError) as error:
            faults.append(f"{path.relative_to(config_dir)}: {error}")
        return None

    office = read(config_dir / "example" / "jurisdiction.toml", _Office.model_validate)
    tables = [
        read(path, _Entries.model_validate)
        for path in sorted((config_dir / "example" / "faq").glob("*.toml"))
    ]
    entries = {table.unit: table.entry for table in tables if table}
    calendars = {}
    for place in office.jurisdiction if office else ():
        if place.calendar:
            path = config_dir / "calendars" / f"{place.calendar}.toml"
            table = read(path, days_from_seed)
            calendars[place.calendar] = table.days if table else ()
    if office is not None and not faults:
        faults += _dangling(office, entries)
    if office is None or faults:
        raise ConfigurationError(faults)
    return Example(office=office, entries=entries, calendars=calendars)


def _dangling(office: _Office, entries: Mapping[str, list[EntryRow]]) -> Iterable[str]:
    """Names that stand for nothing, and entries with one code."""
    places = [place.code for place in office.jurisdiction]
    units = {unit.code for unit in office.unit}
    named: list[tuple[str, str | None]] = [("jurisdiction", p.parent) for p in office.jurisdiction]
    for rows in (office.dialled, office.hours, office.unit, office.oversight):
        named += [("jurisdiction", row.jurisdiction) for row in rows]
    for others in (office.liaison, office.oversight, office.staff):
        named += [("unit", row.unit) for row in others]
    for person in office.staff:
        named += [("jurisdiction", grant.jurisdiction) for grant in person.roles]
        named += [("unit", grant.unit) for grant in person.roles]
    known = {"jurisdiction": set(places), "unit": units}
    for what, code in named:
        if code is not None and code not in known[what]:
            yield f"example/jurisdiction.toml: no such {what}: {code}"
    for unit in entries.keys() - units:
        yield f"example/faq: no such unit: {unit}"
    codes = [row.code for rows in entries.values() for row in rows]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"example/faq: two entries have the code {code}"


def _weekly(spans: Iterable[Span]) -> list[str]:
    week: list[list[str]] = [[] for _ in range(7)]
    for span in spans:
        first, _, last = span.days.partition("-")
        for weekday in range(int(first) - 1, int(last or first)):
            week[weekday].append(f"{span.opens}-{span.closes}")
    return [" ".join(day) for day in week]
