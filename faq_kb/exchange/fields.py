"""A row of text to a draft; what cannot be right is refused with its cell and the reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from faq_kb.drafting import Draft
from faq_kb.exchange import refusals as say
from faq_kb.exchange.columns import ENTRIES, NAMED, PUBLICITY
from faq_kb.exchange.reading import lines
from faq_kb.wordings import MOST_PHRASINGS, NO_REASON, TOO_MANY_PHRASINGS, Text
from hotline.errors import Refused
from hotline.records import Publicity
from hotline.rules.organisation import Organisation
from hotline.rules.wording import Wording

MOST_ROWS = 50_000
LONGEST_CELL = 50_000
SHOWN_OF_HEADING = 40
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?: 00:00:00)?")
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
FORMULA_FAULT = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
# Half a character, as broken JSON may hold it: no encoding can keep it.
HALF = re.compile("[\ud800-\udfff]")


class BadCell(Refused):
    """A cell of a row that cannot be taken; `column` is its column's name, empty for the row."""

    def __init__(self, column: str, wording: Wording) -> None:
        super().__init__(wording)
        self.column = column


@dataclass(frozen=True)
class Row:
    """One row of the file by the names of its columns; `fault` is what its form shows at once."""

    line: int
    cells: Mapping[str, str]
    fault: BadCell | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two rows of a file the same entry: the code, else unit and question."""
        code = self.cells.get("code", "").strip()
        return (code,) if code else (self.cells.get("unit", "").strip(), self.cells["question"])


@dataclass(frozen=True)
class Survey:
    """What one reading of the whole file shows, before anything is done with it."""

    row_count: int
    ignored: tuple[str, ...]


def survey(path: Path) -> Survey:
    """Read the file to its end; raises Refused when it is no table of entries."""
    ignored: list[str] = []
    count = sum(1 for _ in rows(path, ignored=ignored))
    if count == 0:
        raise Refused(say.NO_ROWS)
    return Survey(row_count=count, ignored=tuple(ignored))


def rows(path: Path, *, ignored: list[str] | None = None) -> Iterator[Row]:
    """The rows of the file, blank ones left out; headings that mean nothing go to `ignored`."""
    found = lines(path)
    names = _names(found, ignored if ignored is not None else [])
    seen: dict[tuple[str, ...], int] = {}
    count = 0
    for line, cells in found:
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Refused(say.too_many_rows(MOST_ROWS))
        by_name = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        row = Row(line, by_name, _fault(by_name, beyond=cells[len(names) :]))
        if row.fault is None and seen.setdefault(row.key, line) != line:
            column = "code" if len(row.key) == 1 else "question"
            row = Row(line, by_name, BadCell(column, say.double(seen[row.key])))
        yield row


def _names(found: Iterator[tuple[int, list[str]]], ignored: list[str]) -> list[str]:
    """The name of each column of the file, empty for one that means nothing here."""
    known = {
        _heading(each): column
        for column in ENTRIES
        for each in (column.name, column.heading.zh, column.heading.en)
    }
    given = next((cells for _, cells in found if any(cells)), [])
    while given and not given[-1].strip():
        given = given[:-1]
    names = []
    for heading in given:
        column = known.get(_heading(heading))
        if column is None and heading.strip():
            ignored.append(HALF.sub("", heading).strip()[:SHOWN_OF_HEADING])
        name = column.name if column and not column.is_only_out else ""
        if name and name in names:
            raise Refused(say.twice(heading.strip()))
        names.append(name)
    absent = [each.heading.zh for each in ENTRIES if each.is_required and each.name not in names]
    if absent:
        raise Refused(say.missing(absent))
    return names


def _heading(text: str) -> str:
    """A heading without its stars, brackets and spaces: 问题*（必填） is 问题."""
    bare = re.sub(r"[*＊(（].*", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s", "", bare).lower()


def _fault(cells: Mapping[str, str], *, beyond: list[str]) -> BadCell | None:
    if any(cell.strip() for cell in beyond):
        return BadCell("", say.TOO_MANY_CELLS)
    for column in ENTRIES:
        cell = cells.get(column.name, "").strip()
        if column.is_required and not cell:
            return BadCell(column.name, say.EMPTY_CELL)
        if len(cell) > (column.limit or LONGEST_CELL):
            return BadCell(column.name, say.too_long(column.limit or LONGEST_CELL))
        if FORMULA_FAULT.fullmatch(cell):
            return BadCell(column.name, say.FORMULA_FAULT)
        if HALF.search(cell):
            return BadCell(column.name, say.NOT_KEPT)
    return None


# ---- what stands in the cells --------------------------------------------------------------------


class Reader:
    """Reads rows for one organisation on one day; `unit_id` is the unit of rows that name none."""

    def __init__(self, organisation: Organisation, *, unit_id: int, on: date) -> None:
        self._unit_id, self._on = unit_id, on
        self._units: dict[str, int] = {}
        for unit in organisation.units.values():
            if unit.is_active:
                self._units[unit.code] = self._units[unit.name] = unit.id

    def draft(self, row: Row) -> Draft:
        """The row as a draft, its code as it stands there; raises BadCell with the first fault."""
        if row.fault is not None:
            raise row.fault
        found: dict[str, Any] = {
            name: self._read(name, row.cells.get(name, "")) for name in Text.__annotations__
        }
        if found["publicity"] is not Publicity.PROACTIVE and not found["publicity_reason"]:
            raise BadCell("publicity_reason", NO_REASON)
        if found["source_on"] > self._on:
            raise BadCell("source_on", say.TOMORROW)
        if found["valid_until"] < self._on:
            raise BadCell("valid_until", say.OVER)
        return Draft(
            unit_id=self._unit(row.cells.get("unit", "").strip()),
            code=_code(row.cells.get("code", "").strip()),
            text=Text(**found),
        )

    def _read(self, name: str, cell: str) -> Any:
        try:
            return READERS.get(name, _as_it_is)(cell)
        except Refused as refusal:
            raise BadCell(name, refusal.wording) from refusal

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
    limit = NAMED["question"].limit or LONGEST_CELL
    if len(found) > MOST_PHRASINGS or any(len(one) > limit for one in found):
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


def _publicity(cell: str) -> Publicity:
    text = unicodedata.normalize("NFKC", cell).strip()
    found = PUBLICITY.get(text) or next((one for one in Publicity if one == text), None)
    if found is None:
        raise Refused(say.not_a_choice(PUBLICITY))
    return found


READERS: Mapping[str, Callable[[str], Any]] = {
    "phrasings": _phrasings,
    "source_on": _day,
    "valid_until": _day,
    "publicity": _publicity,
}
