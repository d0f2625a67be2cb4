"""When offices work: their hours, the days off and on, and the years whose notice is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hotline.actions.editing import clocks_changed, held, may_edit, note
from hotline.errors import Refused
from hotline.records import CalendarDay, CalendarYear, Jurisdiction, OpeningHours, Unit
from hotline.rules.calendar import DayKind, SpecialDay
from hotline.rules.hours import WorkingHours
from hotline.rules.wording import Wording
from hotline.text import clean
from hotline.work import Work

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100

WRONG_HOURS = Wording(
    key="working_time.wrong_hours",
    zh="工作时间应为七天，每天形如 08:30-12:00 14:30-18:00，按先后排列且不重叠，最晚到 23:59。",
    en="Hours are seven days such as 08:30-12:00 14:30-18:00, in order, not overlapping, "
    "at most until 23:59.",
)
WRONG_DAY = Wording(
    key="working_time.wrong_day",
    zh="每一天都要写明名称和来源，同一天只能写一次。",
    en="Every day needs a name and a source, and is named once.",
)
NO_SOURCE = Wording(
    key="working_time.no_source",
    zh="请写明放假通知的名称和四位年份。",
    en="Name the holiday notice, and the year in four digits.",
)


def set_hours(
    work: Work,
    *,
    weekly: Sequence[str],
    place_id: int | None = None,
    unit_id: int | None = None,
) -> int:
    """Write the hours of a place or of a unit, Monday first; none at all inherits them again.

    Gives the new edition; open deadlines are counted again.
    """
    if (place_id is None) == (unit_id is None):
        raise ValueError("hours belong to one place or to one unit")
    owner: Unit | Jurisdiction
    if unit_id is not None:
        owner = held(work, Unit, unit_id)
        may_edit(work, place_id=owner.jurisdiction_id)
    else:
        owner = held(work, Jurisdiction, place_id or 0)
        may_edit(work, place_id=owner.id)
    rows = [
        OpeningHours(
            jurisdiction_id=place_id, unit_id=unit_id, weekday=weekday, opens=opens, closes=closes
        )
        for weekday, spans in enumerate(_read(weekly).weekly if any(weekly) else ())
        for opens, closes in spans
    ]
    of_place = OpeningHours.jurisdiction_id == place_id
    mine = OpeningHours.unit_id == unit_id if unit_id else of_place
    was = _written(work.db.scalars(select(OpeningHours).where(mine)))
    work.db.execute(delete(OpeningHours).where(mine))
    work.db.add_all(rows)
    change = note(work, owner, "altered", was={"hours": was}, now={"hours": _written(rows)})
    return clocks_changed(work, change, place_id=place_id, unit_id=unit_id)


def _written(rows: Iterable[OpeningHours]) -> list[str]:
    """The week as it is typed, Monday first; an empty list where no hours are written."""
    spans = [(row.weekday, row.opens, row.closes) for row in rows]
    return list(WorkingHours.of(spans).written()) if spans else []


def _read(weekly: Sequence[str]) -> WorkingHours:
    try:
        hours = WorkingHours.parse(weekly)
    except ValueError as fault:
        raise Refused(WRONG_HOURS) from fault
    if any(closes == time.min for spans in hours.weekly for _, closes in spans):
        raise Refused(WRONG_HOURS)
    return hours


def set_calendar_days(work: Work, *, place_id: int | None, days: Iterable[SpecialDay]) -> int:
    """Write special days of a place, or (None) of the nation; a day written before is replaced.

    Gives the new edition; open deadlines are counted again.
    """
    may_edit(work, place_id=place_id)
    place = held(work, Jurisdiction, place_id) if place_id is not None else None
    change = note(work, place, "days_set", **_write(work, place_id, days))
    return clocks_changed(work, change, place_id=place_id)


def enter_notice(work: Work, *, year: int, source: str, days: Iterable[SpecialDay]) -> int:
    """Write all days of a State Council's notice and confirm its year: one change.

    Gives the new edition; open deadlines are counted again.
    """
    may_edit(work, place_id=None)
    changes, notice = _write(work, None, days), _confirm(work, year, source)
    change = note(work, None, "notice_entered", **changes, **notice)
    return clocks_changed(work, change or note(work, None, "year_confirmed", **notice))


def _write(
    work: Work, place_id: int | None, days: Iterable[SpecialDay]
) -> dict[str, dict[str, Any]]:
    """Write these days; what they were and are, as a history tells it."""
    rows: list[dict[str, Any]] = [
        {
            "jurisdiction_id": place_id,
            "day_on": day.on,
            "kind": day.kind,
            "name": clean(day.name, limit=100),
            "source": clean(day.source, limit=200),
            "confirmed": day.confirmed,
        }
        for day in days
    ]
    once = {row["day_on"] for row in rows}
    if len(once) < len(rows) or not all(row["name"] and row["source"] for row in rows):
        raise Refused(WRONG_DAY)
    if not rows:
        raise Refused(WRONG_DAY)
    was = _known_days(work, place_id=place_id, days=once)
    statement = insert(CalendarDay).values(rows)
    written = {name: statement.excluded[name] for name in rows[0]}
    work.db.execute(
        statement.on_conflict_do_update(
            index_elements=[CalendarDay.jurisdiction_id, CalendarDay.day_on], set_=written
        )
    )
    return {"was": was, "now": {row["day_on"].isoformat(): _told(row) for row in rows}}


def remove_calendar_days(work: Work, *, place_id: int | None, days: Iterable[date]) -> int:
    """Strike out special days, which are then what their weekday says. Gives the new edition."""
    may_edit(work, place_id=place_id)
    place = held(work, Jurisdiction, place_id) if place_id is not None else None
    days = list(days)
    was = _known_days(work, place_id=place_id, days=days)
    change = note(work, place, "days_set", was=was) if was else None
    mine = CalendarDay.jurisdiction_id == place_id, CalendarDay.day_on.in_(days)
    work.db.execute(delete(CalendarDay).where(*mine))
    return clocks_changed(work, change, place_id=place_id)


def _known_days(work: Work, *, place_id: int | None, days: Iterable[date]) -> dict[str, Any]:
    """Those of these days that are written down already, as a history tells them."""
    query = select(CalendarDay.__table__).where(
        CalendarDay.jurisdiction_id == place_id, CalendarDay.day_on.in_(list(days))
    )
    return {row["day_on"].isoformat(): _told(row) for row in work.db.execute(query).mappings()}


def _told(row: Mapping[Any, Any]) -> list[Any]:
    kind = DayKind(row["kind"]).value
    return [kind, row["name"], row["source"], row["confirmed"]]


def confirm_year(work: Work, *, year: int, source: str) -> int:
    """The State Council's notice for this year has been entered: its deadlines are certain now.

    Gives the new edition; open deadlines are counted again.
    """
    may_edit(work, place_id=None)
    change = note(work, None, "year_confirmed", **_confirm(work, year, source))
    return clocks_changed(work, change)


def _confirm(work: Work, year: int, source: str) -> dict[str, Any]:
    source = clean(source, limit=200)
    if not source or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Refused(NO_SOURCE)
    statement = insert(CalendarYear).values(year=year, source=source, confirmed_at=work.now)
    work.db.execute(
        statement.on_conflict_do_update(
            index_elements=[CalendarYear.year],
            set_={"source": source, "confirmed_at": work.now},
        )
    )
    return {"year": year, "source": source}
