"""Rows written as XML that every reader can read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

# What XML 1.0 cannot hold in any spelling (its production 2).
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(rows: Iterable[Mapping[str, Any]], *, root: str, row: str) -> bytes:
    """One element for each row, one within it for each field; a field without value is empty."""
    body = "".join(
        f"<{row}>{''.join(_field(name, value) for name, value in each.items())}</{row}>"
        for each in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{body}</{root}>'.encode()


def _field(name: str, value: Any) -> str:
    if value is None or value == "":
        return f"<{name}/>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{escape(NO_XML.sub('', text))}</{name}>"
