"""Reply templates (答复模板): a text with a few places that the inquiry fills in.

A place is written {受理编号} or {reference}; both languages mean the same, whoever writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

PLACE = re.compile(r"\{([^{}\n]{1,20})\}")
# By how it is written: what it stands for.
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "称呼": "inquirer", "受理编号": "reference", "单位": "unit", "日期": "today",
        "收到日期": "received", "inquirer": "inquirer", "reference": "reference", "unit": "unit",
        "date": "today", "received": "received",
    }
)  # fmt: skip


def unknown(text: str) -> list[str]:
    """What is written like a place and is none, each once."""
    return list(dict.fromkeys(name for name in PLACE.findall(text) if name not in PLACES))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled in; what is no place stays as it is written."""

    def value(found: re.Match[str]) -> str:
        return values.get(PLACES.get(found[1], ""), found[0])

    return PLACE.sub(value, text)


def day(on: date, *, language: str) -> str:
    """A day as it is written in a letter."""
    if language == "en":
        return f"{on.day} {on:%B %Y}"
    return f"{on.year}年{on.month}月{on.day}日"
