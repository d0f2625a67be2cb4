"""The house reads what the database holds: years are confirmed up to the first gap."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from hotline.house import read_organisation
from hotline.records import CalendarYear
from tests.factories import Town


def test_what_comes_after_a_missing_year_is_not_confirmed(db: Session) -> None:
    town = Town(db)
    years = [row.year for row in db.query(CalendarYear)]
    last = max(years)
    notice = {"source": "示例通知", "confirmed_at": town.now}
    db.add(CalendarYear(year=last + 2, **notice))
    db.flush()
    calendar = read_organisation(db, edition=99).calendars[town.place("nanke")]
    assert calendar.confirmed_through == date(last, 12, 31)
    db.add(CalendarYear(year=last + 1, **notice))
    db.flush()
    calendar = read_organisation(db, edition=99).calendars[town.place("nanke")]
    assert calendar.confirmed_through == date(last + 2, 12, 31)
