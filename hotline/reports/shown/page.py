"""What pages of every kind are made of: rows, links, and lines of a history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from hotline.rules.wording import Wording

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, newest first; `after` is handed back to get the next ones, None at the end."""

    rows: tuple[Row, ...]
    after: str | None


@dataclass(frozen=True)
class Line:
    """One event of a history as a sentence; `said` is what the line then said, `keys` what the
    caller had pressed (a code is dots)."""

    at: datetime
    kind: str
    sentence: Wording
    who: Wording
    said: tuple[Wording, ...] = ()
    keys: str | None = None
    leg_id: int | None = None
