"""The nation's days off and make-up workdays, as the chinesecalendar library has them.

A seed only: the rows then live in the database, where the next notice is entered or imported.
"""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, in_lieu_days, workdays

from hotline.rules.calendar import Calendar, DayKind, SpecialDay
from hotline.rules.day_tables import days_from_seed

# The library's own Chinese names leave out the 节 of some, and are long for the one of 2015.
NAMES = {
    Holiday.tomb_sweeping_day.value: "清明节",
    Holiday.dragon_boat_festival.value: "端午节",
    Holiday.mid_autumn_festival.value: "中秋节",
    Holiday.anti_fascist_70th_day.value: "抗战胜利70周年纪念日",
} | {
    day.value: day.chinese
    for day in (
        Holiday.new_years_day,
        Holiday.spring_festival,
        Holiday.labour_day,
        Holiday.national_day,
    )
}
DECEMBER = 12


def seeded_calendar(wanted: str, *, folder: Path) -> Calendar | None:
    """The calendar of a prefecture that `folder` has a seed file for, by its file's or own name.

    For counting without a database; where there is one, its rows are what counts.
    """
    for file in sorted(folder.glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if wanted in (file.stem, table["name"], table["full_name"]):
            days = days_from_seed(table).days
            return Calendar.inherit(national_calendar(), days, name=table["full_name"])
    return None


def national_years() -> tuple[int, ...]:
    """The years the library has, in order."""
    return tuple(sorted({on.year for on in holidays}))


def national_confirmed_through() -> date:
    """The last day the library knows: the end of the year of its latest notice."""
    return date(national_years()[-1], 12, 31)


def national_days(years: Iterable[int]) -> list[SpecialDay]:
    """Holidays and make-up workdays of these years, by date; a year it lacks is a ValueError.

    Half-day holidays (8 March, 4 May …) are not among them: they stop no clock.
    """
    wanted = set(years)
    if missing := wanted - set(national_years()):
        raise ValueError(f"no holiday notice known for {', '.join(map(str, sorted(missing)))}")
    off = {**in_lieu_days, **holidays}
    found = [
        SpecialDay(on=on, kind=DayKind.HOLIDAY, name=NAMES[key], source=_source(on, key))
        for on, key in off.items()
        if on.year in wanted
    ] + [
        SpecialDay(
            on=on,
            kind=DayKind.MAKEUP_WORKDAY,
            name=f"{NAMES[key]}调休上班",
            source=_source(on, key),
        )
        for on, key in workdays.items()
        if on.year in wanted
    ]
    return sorted(found)


def national_calendar(*, edition: int = 0) -> Calendar:
    """Every day the library has, as a calendar confirmed to the end of its last year."""
    return Calendar(
        edition=edition,
        days=tuple(national_days(national_years())),
        confirmed_through=national_confirmed_through(),
        name="全国",
    )


def _source(on: date, key: str) -> str:
    # New Year's days in December are named by the notice for the year that then begins.
    ahead = on.month == DECEMBER and key == Holiday.new_years_day.value
    return f"国务院办公厅关于{on.year + ahead}年部分节假日安排的通知"
