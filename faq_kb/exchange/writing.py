"""Rows to files: CSV that a spreadsheet opens without a question, XLSX, JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any

from faq_kb.exchange import refusals as say
from faq_kb.exchange.reading import plain
from hotline.errors import Refused

# What a spreadsheet would run as a formula; `'` before it makes text of it.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
# A spreadsheet's own limit for one cell.
LONGEST_CELL = 32_767

Cells = Mapping[str, Any]
Headings = Mapping[str, str]


def _guarded(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def write_csv(file: IO[bytes], headings: Headings, rows: Iterable[Cells]) -> None:
    """With a BOM, and no cell is a formula."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(headings.values())
    for row in rows:
        writer.writerow([_guarded(plain(row.get(name))) for name in headings])
    text.flush()
    text.detach()


def write_xlsx(file: IO[bytes], headings: Headings, rows: Iterable[Cells]) -> None:
    """A workbook of one sheet, row by row; every cell is text, so that none is a formula."""
    # Read only by whoever writes a workbook: few do, and it takes a while.
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("条目")
    sheet.freeze_panes = "A2"

    def cells(texts: Sequence[str]) -> list[Any]:
        made = []
        for text in texts:
            if len(text) > LONGEST_CELL:
                raise Refused(say.CELL_BURSTS)
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
            cell.data_type = "s"
            made.append(cell)
        return made

    sheet.append(cells(list(headings.values())))
    for row in rows:
        sheet.append(cells([plain(row.get(name)) for name in headings]))
    book.save(file)


def write_json(file: IO[bytes], headings: Headings, rows: Iterable[Cells]) -> None:
    """A list of objects by the names of the columns, one a line."""
    file.write(b"[")
    for number, row in enumerate(rows):
        item = {name: _json_value(row.get(name)) for name in headings}
        file.write(b",\n" if number else b"\n")
        file.write(json.dumps(item, ensure_ascii=False).encode())
    file.write(b"\n]\n")


def _json_value(value: Any) -> Any:
    return value if isinstance(value, list | int) else plain(value)


Writer = Callable[[IO[bytes], Headings, Iterable[Cells]], None]
WRITERS: Mapping[str, tuple[Writer, str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (write_json, "application/json"),
}
