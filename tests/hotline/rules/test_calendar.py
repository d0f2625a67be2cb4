"""Working days against the vectors of the specification, and at their edges."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.national_days import national_calendar
from hotline.rules.calendar import Calendar, Count, DayKind, Skipped, SpecialDay
from hotline.rules.day_tables import days_from_seed

CALENDARS = Path(__file__).parents[3] / "config" / "calendars"
NATION = national_calendar(edition=3)


def day(text: str) -> date:
    return date.fromisoformat(text)


def prefecture(code: str) -> Calendar:
    seed = tomllib.loads((CALENDARS / f"{code}.toml").read_text(encoding="utf-8"))
    return Calendar.inherit(NATION, days_from_seed(seed).days, name=seed["name"])


# fmt: off
VECTORS = [
    # receipt      +5            +10           +15           +20           +30
    ("2025-01-24", "2025-02-07", "2025-02-13", "2025-02-20", "2025-02-27", "2025-03-13"),
    ("2025-09-26", "2025-10-10", "2025-10-16", "2025-10-23", "2025-10-30", "2025-11-13"),
    ("2026-02-13", "2026-02-27", "2026-03-05", "2026-03-12", "2026-03-19", "2026-04-02"),
    ("2026-04-30", "2026-05-11", "2026-05-18", "2026-05-25", "2026-06-01", "2026-06-15"),
    ("2026-09-20", "2026-09-28", "2026-10-10", "2026-10-16", "2026-10-23", "2026-11-06"),
    ("2026-10-03", "2026-10-13", "2026-10-20", "2026-10-27", "2026-11-03", "2026-11-17"),
    ("2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21", None),
]
# fmt: on
CASES = [
    (row[0], days, due)
    for row in VECTORS
    for days, due in zip((5, 10, 15, 20, 30), row[1:], strict=True)
    if due is not None
]


@pytest.mark.parametrize(("received", "days", "due"), CASES)
def test_vectors_of_the_national_calendar(received: str, days: int, due: str) -> None:
    count = NATION.count(received_on=day(received), days=days)
    assert (count.due_on, count.provisional) == (day(due), False)
    assert NATION.working_days_between(day(received), count.due_on) == days
    assert NATION.working_days_between(count.due_on, day(received)) == -days


def test_past_the_last_confirmed_day_a_count_is_provisional() -> None:
    # 28 working days are left in 2026; 2027-01-01 is fixed by statute, 2 and 3 are a weekend.
    count = NATION.count(received_on=day("2026-11-23"), days=30)
    assert (count.due_on, count.provisional) == (day("2027-01-05"), True)
    assert count.skipped[-3:] == (
        Skipped(day("2027-01-01"), "元旦"),
        Skipped(day("2027-01-02"), "周末"),
        Skipped(day("2027-01-03"), "周末"),
    )
    assert not NATION.count(received_on=day("2026-12-24"), days=5).provisional  # ends 12-31
    assert NATION.count(received_on=day("2026-12-25"), days=5).provisional


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2027-01-01", "元旦"),
        ("2028-05-01", "劳动节"),
        ("2028-05-02", "劳动节"),
        ("2028-05-03", None),
        ("2027-10-01", "国庆节"),
        ("2027-10-02", "国庆节"),
        ("2027-10-03", "国庆节"),
        ("2027-10-04", None),
        ("2027-02-08", None),  # 春节 moves: it is not guessed
        ("2027-02-06", "周末"),
    ],
)
def test_past_the_last_confirmed_day_only_fixed_days_rest(on: str, why: str | None) -> None:
    assert NATION.why_not(day(on)) == why


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2026-02-14", None),  # Saturday, everybody works
        ("2026-10-10", None),
        ("2026-02-15", "春节"),
        ("2026-02-21", "春节"),  # a Saturday in a holiday: the holiday is the better reason
        ("2026-03-07", "周末"),
        ("2026-03-08", "周末"),
        ("2027-03-08", None),  # a half day, and a Monday
        ("2026-10-01", "国庆节"),
        ("2026-06-19", "端午节"),
    ],
)
def test_why_a_day_does_not_count(on: str, why: str | None) -> None:
    assert NATION.why_not(day(on)) == why
    assert NATION.is_working_day(day(on)) is (why is None)


def test_the_spring_festival_of_2026_is_shown_day_by_day() -> None:
    count = NATION.count(received_on=day("2026-02-13"), days=5)
    assert count == Count(
        due_on=day("2026-02-27"),
        provisional=False,
        skipped=tuple(Skipped(day("2026-02-15") + timedelta(n), "春节") for n in range(9)),
    )


def test_chuxiong_rests_for_its_torch_festival() -> None:
    chuxiong = prefecture("chuxiong")
    count = chuxiong.count(received_on=day("2024-07-26"), days=5)
    assert (count.due_on, count.provisional) == (day("2024-08-07"), False)
    assert [s.why for s in count.skipped] == [
        "周末",
        "周末",
        *["火把节（楚雄）"] * 3,
        "周末",
        "周末",
    ]
    assert NATION.count(received_on=day("2024-07-26"), days=5).due_on == day("2024-08-02")
    assert chuxiong.edition == NATION.edition


@pytest.mark.parametrize(
    ("code", "first", "last", "why"),
    [
        ("dehong", "2025-04-10", "2025-04-13", "泼水节（德宏）"),
        ("xishuangbanna", "2025-04-14", "2025-04-16", "泼水节（西双版纳）"),
        ("dali", "2025-04-12", "2025-04-14", "三月街（大理）"),
        ("dali", "2024-11-22", "2024-11-23", "州庆（大理）"),
        ("chuxiong", "2024-07-29", "2024-07-31", "火把节（楚雄）"),
        ("chuxiong", "2025-04-14", "2025-04-15", "州庆（楚雄）"),
        ("honghe", "2024-11-18", "2024-11-19", "州庆（红河）"),
    ],
)
def test_seeded_prefectures(code: str, first: str, last: str, why: str) -> None:
    calendar, on = prefecture(code), day(first)
    while on <= day(last):
        assert calendar.why_not(on) == why
        on += timedelta(days=1)
    assert why not in (calendar.why_not(on), calendar.why_not(day(first) - timedelta(days=1)))


def special(on: str, kind: DayKind, *, name: str = "某日", confirmed: bool = True) -> SpecialDay:
    return SpecialDay(on=day(on), kind=kind, name=name, source="通知", confirmed=confirmed)


def test_a_county_inherits_from_its_prefecture() -> None:
    prefecture_days = [special("2026-08-05", DayKind.LOCAL_HOLIDAY, name="火把节")]
    nanke = Calendar.inherit(NATION, prefecture_days, name="南柯州", edition=7)
    qinghe = Calendar.inherit(
        nanke,
        [special("2026-08-06", DayKind.LOCAL_HOLIDAY, name="县庆")],
        name="青禾县",
        confirmed_through=day("2030-01-01"),
    )
    assert qinghe.why_not(day("2026-08-05")) == "火把节（南柯州）"
    assert qinghe.why_not(day("2026-08-06")) == "县庆（青禾县）"
    assert nanke.is_working_day(day("2026-08-06"))
    assert qinghe.why_not(day("2026-10-01")) == "国庆节"
    assert (qinghe.edition, qinghe.confirmed_through) == (7, NATION.confirmed_through)


@pytest.mark.parametrize("kind", [DayKind.HALF_DAY, DayKind.ETHNIC_GROUP_HOLIDAY])
def test_days_that_leave_offices_open_do_not_stop_the_clock(kind: DayKind) -> None:
    calendar = Calendar.inherit(NATION, [special("2026-08-05", kind)], name="南柯州")
    assert calendar.is_working_day(day("2026-08-05"))
    assert calendar.count(received_on=day("2026-08-04"), days=1).due_on == day("2026-08-05")


def test_a_makeup_workday_works_whatever_else_falls_on_it() -> None:
    calendar = Calendar.inherit(
        NATION, [special("2026-10-10", DayKind.LOCAL_HOLIDAY)], name="南柯州"
    )
    assert calendar.is_working_day(day("2026-10-10"))


def test_an_unconfirmed_day_changes_nothing_but_makes_the_count_provisional() -> None:
    unsure = special("2026-08-05", DayKind.LOCAL_HOLIDAY, confirmed=False)
    calendar = Calendar.inherit(NATION, [unsure], name="南柯州")
    assert calendar.is_working_day(day("2026-08-05"))
    assert calendar.count(received_on=day("2026-08-03"), days=2).provisional
    assert not calendar.count(received_on=day("2026-08-03"), days=1).provisional
    assert not calendar.count(received_on=day("2026-08-05"), days=5).provisional


def test_a_confirmed_day_counts_even_past_the_last_confirmed_one() -> None:
    calendar = Calendar.inherit(NATION, [special("2027-02-08", DayKind.HOLIDAY)], name="南柯州")
    assert not calendar.is_working_day(day("2027-02-08"))
    assert calendar.count(received_on=day("2027-02-05"), days=1).provisional


def test_days_confirmed_after() -> None:
    assert NATION.days_confirmed_after(day("2026-11-01")) == 60
    assert NATION.days_confirmed_after(day("2026-12-31")) == 0
    assert NATION.days_confirmed_after(day("2027-06-01")) == 0


@pytest.mark.parametrize("days", [0, -1])
def test_a_time_limit_has_at_least_one_day(days: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        NATION.count(received_on=day("2026-03-02"), days=days)


@given(received_on=st.dates(day("2004-01-01"), day("2027-12-31")), days=st.integers(1, 40))
def test_every_count_ends_on_a_working_day_and_explains_each_day_between(
    received_on: date, days: int
) -> None:
    count = NATION.count(received_on=received_on, days=days)
    assert NATION.is_working_day(count.due_on)
    assert (count.due_on - received_on).days == days + len(count.skipped)
    assert not any(NATION.is_working_day(skipped.on) for skipped in count.skipped)
