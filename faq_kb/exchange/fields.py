"""A row of text to a draft and an item's facts; what cannot be right is refused with its cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from faq_kb.catalogue import Facts
from faq_kb.drafting import Draft
from faq_kb.exchange import refusals as say
from faq_kb.exchange.rows import BadCell, Row
from faq_kb.wordings import (
    LONGEST_QUESTION,
    MOST_PHRASINGS,
    NO_REASON,
    TOO_MANY_PHRASINGS,
    Text,
)
from hotline.errors import Refused
from hotline.records import Effectiveness, ItemType, Publicity
from hotline.rulebook import Rulebook

Choice = type[Publicity] | type[ItemType] | type[Effectiveness]
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?: 00:00:00)?")
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class Given:
    """What a row gives: a draft (its code as it stands there), and the facts of an item."""

    draft: Draft
    facts: Facts | None = None


class Reader:
    """Reads rows by one rulebook on one day; `unit_id` is the unit of rows that name none."""

    def __init__(self, book: Rulebook, *, unit_id: int, on: date) -> None:
        self._units_by_id = book.organisation.units
        self._unit_id, self._on = unit_id, on
        self._units: dict[str, int] = {}
        for unit in self._units_by_id.values():
            if unit.is_active:
                self._units[unit.code] = self._units[unit.name] = unit.id
        self._choices = {
            kind: _words(book, group, kind)
            for group, kind in (
                ("publicity", Publicity), ("item_type", ItemType), ("effectiveness", Effectiveness)
            )
        }  # fmt: skip

    def given(self, row: Row) -> Given:
        """What the row gives; raises BadCell with its first fault."""
        if row.fault is not None:
            raise row.fault
        unit_id = self._unit(row.cells.get("unit", "").strip())
        facts = self.facts(row.cells, unit_id)
        found: dict[str, Any] = {
            name: self._read(name, row.cells.get(name, "")) for name in Text.__annotations__
        }
        if found["publicity"] is not Publicity.PROACTIVE and not found["publicity_reason"]:
            raise BadCell("publicity_reason", NO_REASON)
        if found["source_on"] > self._on:
            raise BadCell("source_on", say.TOMORROW)
        if found["valid_until"] < self._on:
            raise BadCell("valid_until", say.OVER)
        draft = Draft(
            unit_id=unit_id,
            code=_code(row.cells.get("code", "").strip()),
            text=Text(**found),
        )
        return Given(draft, facts)

    def facts(self, cells: Mapping[str, str], unit_id: int) -> Facts | None:
        """The facts of an item of the disclosure database; None of any other entry."""
        found = {name: self._read(name, cells.get(name, "")) for name in Facts.__annotations__}
        if found["index_number"] is None:
            return None
        if found["made_on"] is None:
            raise BadCell("made_on", say.EMPTY_CELL)
        for name in ("made_on", "changed_on"):
            if found[name] is not None and found[name] > self._on:
                raise BadCell(name, say.TOMORROW)
        found["issuer"] = found["issuer"] or self._units_by_id[unit_id].name
        return Facts(**found)

    def _read(self, name: str, cell: str) -> Any:
        try:
            if name in CHOICES:
                kind, default = CHOICES[name]
                return self._choice(kind, cell.strip() or default)
            return READERS.get(name, _as_it_is)(cell)
        except Refused as refusal:
            raise BadCell(name, refusal.wording) from refusal

    def _choice(self, kind: Choice, cell: str) -> StrEnum:
        words = self._choices[kind]
        found = words.get(unicodedata.normalize("NFKC", cell).lower())
        if found is None:
            raise Refused(say.not_a_choice([word for word in words if not word.isascii()]))
        return found

    def _unit(self, name: str) -> int:
        unit_id = self._units.get(name) if name else self._unit_id
        if unit_id is None:
            raise BadCell("unit", say.NO_SUCH_UNIT)
        return unit_id


def _as_it_is(cell: str) -> str | None:
    return cell.strip() or None


def _code(code: str) -> str:
    if unicodedata.normalize("NFKC", code) != code:
        raise BadCell("code", say.FULL_WIDTH)
    return code


def _phrasings(cell: str) -> tuple[str, ...]:
    found = tuple(filter(None, (one.strip() for one in re.split(r"[\n|｜]", cell))))
    if len(found) > MOST_PHRASINGS or any(len(one) > LONGEST_QUESTION for one in found):
        raise Refused(TOO_MANY_PHRASINGS)
    return found


def _day(cell: str) -> date:
    """A date as people write them, full-width digits included."""
    text = unicodedata.normalize("NFKC", cell).strip()
    found = DATE.fullmatch(text) or DIGITS.fullmatch(text)
    if found is None:
        raise Refused(say.NOT_A_DATE)
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError as fault:
        raise Refused(say.NO_DAY) from fault


def _maybe_day(cell: str) -> date | None:
    return _day(cell) if cell.strip() else None


def _words(book: Rulebook, group: str, kind: Choice) -> dict[str, StrEnum]:
    """How each value of `kind` may be written: as people read it in either language, or by name."""
    return {
        word.lower(): value
        for value in kind
        for word in (*(texts[f"{group}.{value}"] for texts in book.sentences.values()), value)
    }


# Cells that hold one of a few words, and what an empty one means.
CHOICES: Mapping[str, tuple[Choice, str]] = {
    "publicity": (Publicity, ""),
    "item_type": (ItemType, ItemType.OTHER),
    "effectiveness": (Effectiveness, Effectiveness.IN_FORCE),
}
READERS: Mapping[str, Callable[[str], Any]] = {
    "phrasings": _phrasings,
    "source_on": _day,
    "valid_until": _day,
    "made_on": _maybe_day,
    "changed_on": _maybe_day,
}
