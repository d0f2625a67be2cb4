"""The rows of a file by the names of their columns, and what their form shows at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from faq_kb.exchange import refusals as say
from faq_kb.exchange.columns import ENTRIES
from faq_kb.exchange.reading import lines
from hotline.errors import Refused
from hotline.rules.wording import Wording

MOST_ROWS = 50_000
LONGEST_CELL = 50_000
SHOWN_OF_HEADING = 40
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
        """What makes two rows of a file the same entry: its column first, then what stands there.

        That is the code, else the index number, else unit and question together.
        """
        for name in ("code", "index_number"):
            if cell := self.cells.get(name, "").strip():
                return (name, cell)
        return ("question", self.cells["question"], self.cells.get("unit", "").strip())


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
        by_name = _completed(names, cells)
        row = Row(line, by_name, _fault(by_name, beyond=cells[len(names) :]))
        if row.fault is None and seen.setdefault(row.key, line) != line:
            row = Row(line, by_name, BadCell(row.key[0], say.double(seen[row.key])))
        yield row


def _names(found: Iterator[tuple[int, list[str]]], ignored: list[str]) -> list[str]:
    """The name of each column of the file, empty for one that means nothing here."""
    known = {
        _heading(each): column
        for column in ENTRIES
        for each in (column.name, column.heading.zh, column.heading.en, *column.aliases)
    }
    given = next((cells for _, cells in found if any(cells)), [])
    while given and not given[-1].strip():
        given = given[:-1]
    names: list[str] = []
    seen: set[str] = set()
    for heading in given:
        column = known.get(_heading(heading))
        if column is None and heading.strip():
            ignored.append(HALF.sub("", heading).strip()[:SHOWN_OF_HEADING])
        name = column.name if column and not column.is_only_out else ""
        if name and _heading(heading) in seen:
            raise Refused(say.twice(heading.strip()))
        seen.add(_heading(heading))
        names.append(name)
    there = {*names, *((*FROM_ITEM, "category") if "index_number" in names else ())}
    absent = [each.heading.zh for each in ENTRIES if each.is_required and each.name not in there]
    if absent:
        raise Refused(say.missing(absent))
    return names


# What an item of the disclosure database need not say twice: its own document is its source.
FROM_ITEM: Mapping[str, str] = {"source": "question", "source_on": "made_on"}
NO_CATEGORY = "disclosure"


def _completed(names: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """The cells by name, those of an item filled in from the others where they are empty.

    Two headings may mean one column, as 标题 of an item and 问题 of an answer: one is filled in.
    """
    cells: dict[str, str] = {}
    for name, text in zip(names, texts, strict=False):
        if name and not cells.get(name, "").strip():
            cells[name] = text
    if cells.get("index_number", "").strip():
        for name, other in FROM_ITEM.items():
            if not cells.get(name, "").strip():
                cells[name] = cells.get(other, "")
        cells["category"] = cells.get("category", "").strip() or NO_CATEGORY
    return cells


def _heading(text: str) -> str:
    """A heading without its stars, brackets and spaces: 问题*（必填） is 问题."""
    bare = re.sub(r"[*＊(（].*", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s", "", bare).lower()


def _fault(cells: Mapping[str, str], *, beyond: list[str]) -> BadCell | None:
    if any(cell.strip() for cell in beyond):
        return BadCell("", say.TOO_MANY_CELLS)
    if cells.get("index_number", "").strip() and not cells.get("made_on", "").strip():
        return BadCell("made_on", say.EMPTY_CELL)
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
