"""When what is kept for a while ends: never before all of its matter is closed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime


def ends_at(closed: Iterable[datetime | None], *, months: int) -> datetime | None:
    """When it ends, so many months after the last of these was closed; None while one is open."""
    last: datetime | None = None
    for at in closed:
        if at is None:
            return None
        last = at if last is None else max(last, at)
    return months_later(last, months) if last is not None else None


def months_later(at: datetime, months: int) -> datetime:
    """The same day of a later month, or that month's last one."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
