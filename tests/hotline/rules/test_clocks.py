"""The clock table of config/, and the deadlines it gives."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hotline.national_days import national_calendar
from hotline.rules.clocks import ClockRule, deadline, parse_clocks, why_not_extend
from hotline.rules.hours import WorkingHours

TABLE = Path(__file__).parents[3] / "config" / "clocks.toml"
CLOCKS = parse_clocks(tomllib.loads(TABLE.read_text(encoding="utf-8")))
NATION = national_calendar(edition=4)
WEEK = ["08:30-12:00 14:30-18:00"] * 5 + ["", ""]
OFFICE = WorkingHours.parse(WEEK)
RECEIVED_ON = date(2026, 2, 13)


@pytest.mark.parametrize(
    ("key", "days", "cap_days", "agreed_by"),
    [
        ("routine", 5, 20, "unit_head"),
        ("complex", 10, 20, "unit_head"),
        ("forwarding", 5, None, None),
        ("complaint", 15, 30, "supervision_head"),
    ],
)
def test_the_table(key: str, days: int, cap_days: int | None, agreed_by: str | None) -> None:
    rule = CLOCKS[key]
    assert (rule.key, rule.days, rule.cap_days, rule.agreed_by) == (key, days, cap_days, agreed_by)


def test_a_deadline_is_close_of_business_and_carries_its_reason() -> None:
    due = deadline(rule=CLOCKS["routine"], received_on=RECEIVED_ON, calendar=NATION, hours=OFFICE)
    assert due.due_on == date(2026, 2, 27)
    assert due.due_at == datetime(2026, 2, 27, 10, 0, tzinfo=UTC)
    assert (due.rule_key, due.days, due.calendar_edition) == ("routine", 5, 4)
    assert (due.provisional, len(due.skipped)) == (False, 9)
    assert due.due_at.tzinfo is UTC


@pytest.mark.parametrize(
    "hours",
    [
        WorkingHours.parse(WEEK, ends_at_midnight=True),
        WorkingHours.parse([*["09:00-17:00"] * 4, "", "", ""]),  # no Fridays: nothing to close
    ],
)
def test_a_deadline_at_midnight(hours: WorkingHours) -> None:
    due = deadline(rule=CLOCKS["routine"], received_on=RECEIVED_ON, calendar=NATION, hours=hours)
    assert due.due_at == datetime(2026, 2, 27, 16, 0, tzinfo=UTC)


def test_a_deadline_on_a_makeup_saturday() -> None:
    due = deadline(
        rule=CLOCKS["complex"], received_on=date(2026, 9, 20), calendar=NATION, hours=OFFICE
    )
    assert due.due_at == datetime(2026, 10, 10, 10, 0, tzinfo=UTC)


def test_an_extension_is_counted_from_receipt() -> None:
    due = deadline(
        rule=CLOCKS["routine"],
        received_on=RECEIVED_ON,
        calendar=NATION,
        hours=OFFICE,
        extended_to_days=20,
    )
    assert (due.due_on, due.days) == (date(2026, 3, 19), 20)


@pytest.mark.parametrize(
    ("key", "to_days", "no"),
    [
        ("routine", 20, None),
        ("routine", 6, None),
        ("routine", 5, "clocks.out_of_range"),
        ("routine", 21, "clocks.out_of_range"),
        ("complaint", 30, None),
        ("complaint", 31, "clocks.out_of_range"),
        ("forwarding", 6, "clocks.no_extension"),
    ],
)
def test_what_an_extension_may_reach(key: str, to_days: int, no: str | None) -> None:
    refusal = why_not_extend(rule=CLOCKS[key], to_days=to_days)
    assert (refusal and refusal.key) == no
    if no:
        with pytest.raises(ValueError, match="extended"):
            deadline(
                rule=CLOCKS[key],
                received_on=RECEIVED_ON,
                calendar=NATION,
                hours=OFFICE,
                extended_to_days=to_days,
            )


ROW = {"name": "某时限", "name_en": "some limit", "days": 5}


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({}, "empty"),
        ({"a": 5}, "a: expected a table"),
        ({"a": ROW | {"dyas": 5}}, "a: unknown keys dyas"),
        ({"a": ROW | {"name": ""}}, "a: name"),
        ({"a": ROW | {"days": 0}}, "a.days"),
        ({"a": ROW | {"days": "5"}}, "a.days"),
        ({"a": ROW | {"cap_days": 5, "agreed_by": "unit_head"}}, "a.cap_days"),
        ({"a": ROW | {"cap_days": 20}}, "belong together"),
        ({"a": ROW | {"cap_days": 20, "agreed_by": 1}}, "a.agreed_by"),
    ],
)
def test_a_mistake_in_the_table_is_named(table: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_clocks(table)


def test_a_clock_without_extension() -> None:
    assert parse_clocks({"a": ROW})["a"] == ClockRule(
        key="a", name="某时限", name_en="some limit", days=5
    )
