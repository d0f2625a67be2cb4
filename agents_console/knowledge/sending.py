"""Rows sent to the reader as a file: CSV, XLSX or JSON, as the address asks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from typing import IO, Any, cast

from flask import request, send_file
from flask.typing import ResponseReturnValue

from faq_kb.exchange.writing import WRITERS

# Kept in memory up to this, and on disk beyond.
IN_MEMORY = 8 * 1024 * 1024


def form() -> str:
    """The form of file that is asked for."""
    wanted = request.args.get("format", "csv")
    return wanted if wanted in WRITERS else "csv"


def file(
    name: str, form: str, headings: Mapping[str, str], rows: Iterable[Mapping[str, Any]]
) -> ResponseReturnValue:
    """The rows under these headings, to be kept under this name."""
    write, kind = WRITERS[form]
    made = cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 (Flask does)
    write(made, headings, rows)
    made.seek(0)
    return send_file(made, mimetype=kind, as_attachment=True, download_name=f"{name}.{form}")
