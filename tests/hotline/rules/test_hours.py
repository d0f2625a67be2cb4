"""Working hours: lunch, holidays, make-up days, midnight."""

from datetime import UTC, date, datetime, time

import pytest

from hotline.national_days import national_calendar
from hotline.rules.hours import WorkingHours, parse_spans
from hotline.rules.zone import HOTLINE_ZONE, end_of_day, instant, local, today

NATION = national_calendar()
OFFICE = WorkingHours.parse([*["08:30-12:00 14:30-18:00"] * 4, "08:30-12:00 14:00-17:00", "", ""])
ROUND_THE_CLOCK = WorkingHours.parse(["00:00-24:00"] * 7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOTLINE_ZONE)


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-03-02T08:29:59", False),
        ("2026-03-02T08:30", True),
        ("2026-03-02T11:59:59", True),
        ("2026-03-02T12:00", False),  # lunch
        ("2026-03-02T14:30", True),
        ("2026-03-02T18:00", False),
        ("2026-03-06T17:30", False),  # a short Friday
        ("2026-03-07T10:00", False),  # Saturday
        ("2026-02-16T10:00", False),  # 春节, a Monday
        ("2026-02-14T16:30", True),  # a make-up Saturday, by Friday's hours
        ("2026-02-14T17:30", False),
        ("2026-01-04T17:30", True),  # a make-up Sunday, by Monday's hours
    ],
)
def test_open_or_closed(when: str, is_open: bool) -> None:
    assert OFFICE.is_open(at(when), NATION) is is_open


def test_the_same_instant_in_utc_gives_the_same_answer() -> None:
    assert OFFICE.is_open(datetime(2026, 3, 2, 0, 30, tzinfo=UTC), NATION)


@pytest.mark.parametrize(
    ("on", "closes"),
    [
        (date(2026, 3, 2), "2026-03-02T18:00"),
        (date(2026, 2, 14), "2026-02-14T17:00"),
        (date(2026, 3, 7), None),
        (date(2026, 10, 1), None),
    ],
)
def test_close_of_business(on: date, closes: str | None) -> None:
    assert OFFICE.closes_at(on, NATION) == (at(closes) if closes else None)


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        ("2026-03-02T07:00", "2026-03-02T08:30"),
        ("2026-03-02T10:00", "2026-03-02T10:00"),
        ("2026-03-02T12:00", "2026-03-02T14:30"),
        ("2026-03-06T17:00", "2026-03-09T08:30"),
        ("2026-02-14T18:00", "2026-02-24T08:30"),  # over 春节
        ("2026-09-30T19:00", "2026-10-08T08:30"),
    ],
)
def test_next_opening(when: str, opens: str) -> None:
    assert OFFICE.next_opening(at(when), NATION) == at(opens)


def test_a_unit_without_hours_never_opens() -> None:
    assert WorkingHours.parse([""] * 7).next_opening(at("2026-03-02T07:00"), NATION) is None


def test_hours_to_midnight() -> None:
    assert ROUND_THE_CLOCK.is_open(at("2026-03-02T23:59:59"), NATION)
    assert ROUND_THE_CLOCK.is_open(at("2026-03-07T03:00"), NATION)  # a Saturday it writes hours for
    assert not ROUND_THE_CLOCK.is_open(at("2026-10-01T03:00"), NATION)
    assert ROUND_THE_CLOCK.closes_at(date(2026, 3, 2), NATION) == at("2026-03-03T00:00")


def test_hours_survive_being_written_down() -> None:
    for hours in (OFFICE, ROUND_THE_CLOCK):
        assert WorkingHours.parse(hours.written()) == hours


def test_separators_people_use() -> None:
    assert parse_spans("8:30－12:00，14:30至18:00".replace("－", "-")) == (
        (time(8, 30), time(12)),
        (time(14, 30), time(18)),
    )


@pytest.mark.parametrize(
    "text", ["9-5", "12:00-08:00", "08:00-12:00 11:00-13:00", "closed", "00:00-24:00 09:00-10:00"]
)
def test_wrong_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"hours|closes|overlap"):
        WorkingHours.parse([text] + [""] * 6)


def test_seven_days() -> None:
    with pytest.raises(ValueError, match="seven"):
        WorkingHours.parse([""] * 5)


def test_the_zone() -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    assert today(late) == date(2026, 3, 2)
    assert local(late).hour == 0
    assert instant(on=date(2026, 3, 2), at_time=time(0, 30)) == late
    assert end_of_day(date(2026, 3, 1)) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        local(late.replace(tzinfo=None))


def test_a_week_is_told_in_words_days_alike_together() -> None:
    week = WorkingHours.parse(["08:30-12:00 14:30-18:00"] * 4 + ["09:00-24:00", "", "10:00-12:00"])
    assert week.in_words("zh-CN") == (
        "周一至周四08:30至12:00、14:30至18:00，周五09:00至24:00，周日10:00至12:00"
    )
    assert week.in_words("en") == (
        "Monday to Thursday 08:30 to 12:00 and 14:30 to 18:00, Friday 09:00 to 24:00, "
        "Sunday 10:00 to 12:00"
    )
