"""Days that are not what their weekday says, and the editions by which rules are read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of
from hotline.rules.calendar import DayKind


class CalendarDay(Numbered, Record):
    """A special day of one jurisdiction; no jurisdiction means the State Council's notice."""

    __tablename__ = "calendar_day"

    jurisdiction_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    day_on: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(enum_of(DayKind))
    name: Mapped[str]
    source: Mapped[str]
    confirmed: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        UniqueConstraint("jurisdiction_id", "day_on", postgresql_nulls_not_distinct=True),
    )


class CalendarYear(Record):
    """A year whose holiday notice has been entered; past the last one deadlines are provisional."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    confirmed_at: Mapped[datetime]


class Edition(Record):
    """The edition of what people edit while the hotline runs; every change counts it up by one.

    A Work takes its rulebook by these numbers, so that all processes judge by the same rules.
    """

    __tablename__ = "edition"

    subject: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=1)
