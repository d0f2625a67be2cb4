"""Files to rows of text: CSV, XLSX, JSON; told apart by content, never by name.

A file that is no table, is dangerous or too large is refused whole, before anything is done.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from faq_kb.exchange import refusals as say
from hotline.errors import Refused

LARGEST_FILE = 20 * 1024 * 1024
# What a workbook may hold when unpacked; its texts are held in memory while it is read.
LARGEST_UNPACKED = 160 * 1024 * 1024
MOST_PARTS = 1000
MOST_COLUMNS = 60
CHUNK = 1024 * 1024
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Text that `writing` has kept from being run as a formula; the mark before it is taken off again.
GUARDED = re.compile(r"'+[=+\-@\t\r]")

Line = tuple[int, list[str]]


def lines(path: Path) -> Iterator[Line]:
    """The lines of the file with their numbers as a spreadsheet shows them, the headings first.

    Raises Refused, at any moment of the reading, when the file cannot be read to its end.
    """
    with path.open("rb") as file:
        start = file.read(8192)
    if not start.strip():
        raise Refused(say.EMPTY)
    if start.startswith(OLD_OFFICE):
        raise Refused(say.OLD_WORKBOOK)
    if start.startswith(ZIP):
        return _workbook(path)
    encoding = _encoding(path, start)
    text = start.decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")
    return _json(path, encoding) if text[:1] in ("[", "{") else _csv(path, encoding)


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 or GB18030 (UTF-16 where its mark says so), the first that fits to the last byte."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        found = ["utf-16"]
    elif b"\0" in start:
        raise Refused(say.NO_TABLE)
    else:
        found = ["utf-8-sig", "gb18030"]
    for encoding in found:
        try:
            with path.open(encoding=encoding) as file:
                while file.read(CHUNK):
                    pass
        except UnicodeError:
            continue
        return encoding
    raise Refused(say.ENCODING)


def _csv(path: Path, encoding: str) -> Iterator[Line]:
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline()
        file.seek(0)
        separator = max(",\t;", key=head.count)
        reader = csv.reader(file, delimiter=separator, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                yield number, [_unguarded(cell) for cell in cells]
        except csv.Error as fault:
            raise Refused(say.quotes(number + 1)) from fault


def _unguarded(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell


def _workbook(path: Path) -> Iterator[Line]:
    import openpyxl  # here and not above: few files are workbooks, and it takes a while

    _check_package(path)
    try:
        # Given as a file: a name without .xlsx would be refused for its name.
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            # What a workbook says of its own size may be wrong, and what it says is believed.
            sheet.reset_dimensions()
            cells = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
            for number, row in enumerate(cells, 1):
                yield number, [plain(value) for value in row]
    except Refused:
        raise
    except Exception as fault:
        # A damaged workbook makes the library stumble in whatever way it is damaged.
        raise Refused(say.BROKEN_WORKBOOK) from fault


def _check_package(path: Path) -> None:
    """Refuse what would burst when unpacked, and what brings programs along."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise Refused(say.BROKEN_WORKBOOK) from fault
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refused(say.BURSTS)
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise Refused(say.MACROS)
    if "xl/workbook.xml" not in names:
        raise Refused(say.NO_TABLE)


def _json(path: Path, encoding: str) -> Iterator[Line]:
    """A list of objects, bare or as `items`; the headings are all names that occur."""
    try:
        with path.open(encoding=encoding) as file:
            found = json.load(file)
    except (ValueError, RecursionError) as fault:
        raise Refused(say.BROKEN_JSON) from fault
    if isinstance(found, dict):
        found = found.get("items")
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Refused(say.JSON_FORM)
    names = list(dict.fromkeys(str(name) for item in found for name in item))
    if len(names) > MOST_COLUMNS:
        raise Refused(say.TOO_MANY_COLUMNS)
    yield 0, names
    for number, item in enumerate(found, 1):
        yield number, [plain(item.get(name)) for name in names]


def plain(value: Any) -> str:
    """A value as the text of a cell; a list is one a line."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(plain(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
