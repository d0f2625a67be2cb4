"""What we take from the library of national holidays."""

from datetime import date

import pytest

from hotline.national_days import national_confirmed_through, national_days, national_years
from hotline.rules.calendar import DayKind


def test_2026_as_the_notice_has_it() -> None:
    days = national_days([2026])
    makeup = [d.on for d in days if d.kind is DayKind.MAKEUP_WORKDAY]
    assert makeup == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert len(days) - len(makeup) == 33
    assert {d.name for d in days if d.kind is DayKind.HOLIDAY} == {
        "元旦",
        "春节",
        "清明节",
        "劳动节",
        "端午节",
        "中秋节",
        "国庆节",
    }
    assert all(d.confirmed and d.source and not d.place for d in days)
    assert days == sorted(days)


def test_every_year_of_the_library_can_be_read_without_contradiction() -> None:
    days = national_days(national_years())
    assert len({d.on for d in days}) == len(days)


def test_new_years_days_in_december_come_from_the_next_notice() -> None:
    (late,) = [d for d in national_days([2023]) if d.on == date(2023, 12, 31)]
    assert (late.name, "2024年" in late.source) == ("元旦", True)


def test_confirmed_to_the_end_of_the_last_year() -> None:
    assert national_confirmed_through() == date(max(national_years()), 12, 31)
    assert national_confirmed_through() >= date(2026, 12, 31)


def test_a_year_without_a_notice_is_refused_not_guessed() -> None:
    with pytest.raises(ValueError, match="2099"):
        national_days([2026, 2099])
