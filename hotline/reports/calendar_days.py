"""The days that notices name, as they were entered, and the years whose notice is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hotline.records import CalendarDay, CalendarYear
from hotline.reports.names import Names
from hotline.rules.wording import Wording
from hotline.work import Work


@dataclass(frozen=True)
class DayShown:
    """One special day of the nation or of a place."""

    on: date
    kind: Wording
    name: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class YearShown:
    """A year whose notice is entered, and which notice that is."""

    year: int
    source: str


def days(work: Work, *, place_id: int | None, year: int) -> tuple[DayShown, ...]:
    """The special days of a place, or (None) of the nation, in that year; none of those above."""
    names = Names(work)
    query = select(CalendarDay).where(
        CalendarDay.jurisdiction_id == place_id,
        CalendarDay.day_on >= date(year, 1, 1),
        CalendarDay.day_on <= date(year, 12, 31),
    )
    return tuple(
        DayShown(
            on=row.day_on, kind=names.word("day_kind", row.kind.value), name=row.name,
            source=row.source, confirmed=row.confirmed,
        )
        for row in work.db.scalars(query.order_by(CalendarDay.day_on))
    )  # fmt: skip


def years(work: Work) -> tuple[YearShown, ...]:
    """The years whose notice is known, the last one first."""
    query = select(CalendarYear).order_by(CalendarYear.year.desc())
    return tuple(YearShown(year=row.year, source=row.source) for row in work.db.scalars(query))
