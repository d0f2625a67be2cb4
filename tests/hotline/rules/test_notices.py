"""When a unit is reminded of a deadline, and when a message may go out."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from hotline.rules.calendar import Calendar, DayKind, SpecialDay
from hotline.rules.hours import WorkingHours
from hotline.rules.notices import goes_out_at, parse_notices, stage_of
from hotline.rules.zone import HOTLINE_ZONE, local
from tests.factories import BOOK, WEEK

HOURS = WorkingHours.parse(WEEK)
DUE = date(2026, 10, 9)  # a Friday after the holiday of 1 to 7 October
HOLIDAY = tuple(
    SpecialDay(date(2026, 10, day), DayKind.HOLIDAY, "国庆节", "notice") for day in range(1, 8)
)
CALENDAR = Calendar(edition=1, days=HOLIDAY, confirmed_through=date(2026, 12, 31), name="全国")


def at(wall_clock: str) -> datetime:
    return datetime.fromisoformat(wall_clock).replace(tzinfo=HOTLINE_ZONE)


@pytest.mark.parametrize(
    ("now", "kind", "again"),
    [
        ("2026-09-29 10:00", None, "2026-09-30 08:30"),
        ("2026-09-30 08:29", None, "2026-09-30 08:30"),
        ("2026-09-30 08:30", "leg_due_soon", "2026-10-09 08:30"),
        ("2026-10-02 10:00", None, "2026-10-08 08:30"),  # closed: reminded when it opens
        ("2026-10-08 08:30", "leg_due_soon", "2026-10-09 08:30"),
        ("2026-10-08 13:00", None, "2026-10-08 14:30"),
        ("2026-10-09 08:30", "leg_due_today", "2026-10-12 08:30"),
        ("2026-10-12 08:30", "explanation_wanted", None),
    ],
)
def test_a_deadline_is_reminded_of_when_the_unit_opens(
    now: str, kind: str | None, again: str | None
) -> None:
    reached, again_at = stage_of(
        BOOK.notices, due_on=DUE, calendar=CALENDAR, hours=HOURS, now=at(now)
    )
    assert (reached.key if reached else None) == kind
    assert (f"{local(again_at):%Y-%m-%d %H:%M}" if again_at else None) == again


@pytest.mark.parametrize(
    ("now", "daily", "out"),
    [
        ("2026-09-30 10:00", False, "2026-09-30 10:00"),
        ("2026-09-30 18:00", False, "2026-10-08 08:30"),
        ("2026-09-30 08:00", True, "2026-10-08 08:30"),
        ("2026-09-29 10:00", True, "2026-09-30 08:30"),
    ],
)
def test_a_message_goes_out_in_working_time(now: str, daily: bool, out: str) -> None:
    found = goes_out_at(at(now), calendar=CALENDAR, hours=HOURS, daily=daily)
    assert f"{local(found):%Y-%m-%d %H:%M}" == out


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"left": True}, "number of working days"),
        ({"left": None, "on": []}, "one of on, left and every"),
        ({"on": ["explain"]}, "one of on, left and every"),
        ({"to": []}, "expected roles"),
        ({"to": [["@nobody"]]}, "expected roles"),
        ({"text": {"zh": "有"}}, "zh and en"),
        ({"email": "sometimes"}, "sometimes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_fault_of_the_table_is_named(change: dict[str, object], fault: str) -> None:
    words = {"zh": "有", "en": "yes"}
    row = {"name": words, "text": words, "left": 2, "to": [["liaison"]], **change}
    row = {key: value for key, value in row.items() if value is not None}
    with pytest.raises(ValueError, match=fault):
        parse_notices({"kind": row})
