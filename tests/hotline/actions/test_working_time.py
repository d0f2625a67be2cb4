"""Hours and days are entered, and open deadlines are counted again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from hotline import executor
from hotline.actions import working_time
from hotline.errors import NotAllowed, Refused
from hotline.records import OrganisationEvent, OutboxRow
from hotline.rules.calendar import DayKind, SpecialDay
from tests.factories import SETTINGS, WEEK, Town

FESTIVAL = SpecialDay(date(2026, 11, 25), DayKind.LOCAL_HOLIDAY, "示例节", "州政府通知")


def due_on(town: Town, place: str, *, days: int = 5) -> str:
    calendar = town.work().book.organisation.calendars[town.place(place)]
    return calendar.count(received_on=date(2026, 11, 23), days=days).due_on.isoformat()


def recounts(town: Town) -> list[int]:
    town.db.flush()
    query = select(OutboxRow).where(OutboxRow.kind == "recompute_deadlines")
    return [row.payload["change"] for row in town.db.scalars(query.order_by(OutboxRow.id))]


def test_a_local_holiday_holds_there_and_below(town: Town) -> None:
    before = due_on(town, "bailu")
    working_time.set_calendar_days(town.work(), place_id=town.place("qinghe"), days=[FESTIVAL])
    assert (before, due_on(town, "bailu"), due_on(town, "qinghe")) == (
        "2026-11-30", "2026-11-30", "2026-12-01",
    )  # fmt: skip
    working_time.set_calendar_days(town.work(), place_id=town.place("nanke"), days=[FESTIVAL])
    assert due_on(town, "bailu") == "2026-12-01"
    for place in ("qinghe", "nanke"):
        working_time.remove_calendar_days(
            town.work(), place_id=town.place(place), days=[FESTIVAL.on]
        )
    assert due_on(town, "qinghe") == "2026-11-30"


def test_a_day_entered_again_is_replaced_the_nations_too(town: Town) -> None:
    for kind in (DayKind.HOLIDAY, DayKind.MAKEUP_WORKDAY):
        day = SpecialDay(date(2026, 11, 28), kind, "示例", "国务院通知")
        working_time.set_calendar_days(town.work(), place_id=None, days=[day])
    days = town.work().book.organisation.calendars[town.place("nanke")].special(day.on)
    assert [one.kind for one in days] == [DayKind.MAKEUP_WORKDAY]
    assert due_on(town, "nanke") == "2026-11-28"


def test_every_change_counts_an_edition_and_one_job(town: Town) -> None:
    before = recounts(town)
    place_id = town.place("nanke")
    editions = [
        working_time.set_calendar_days(town.work(), place_id=place_id, days=[FESTIVAL]),
        working_time.set_hours(town.work(), place_id=place_id, weekly=WEEK),
        working_time.enter_notice(
            town.work(), year=2027, source="国务院通知",
            days=[SpecialDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦", "国务院通知")],
        ),
    ]  # fmt: skip
    assert editions == sorted(set(editions))
    days_set, notice_entered = recounts(town)[len(before) :]  # the same hours again are no change
    kinds = [town.db.get_one(OrganisationEvent, one).kind for one in (days_set, notice_entered)]
    assert kinds == ["days_set", "notice_entered"]


def test_other_hours_count_the_legs_again_that_they_reach_and_no_others(town: Town) -> None:
    house = town.beside(SETTINGS)
    executor.run_all(house, None)  # type: ignore[arg-type]
    codes = ("public_security", "human_resources", "qinghe-public_security")
    legs = {code: town.make_inquiry(unit=code).leg for code in codes}
    for leg in legs.values():
        leg.due_on = date(2026, 12, 9)  # as though each had to be counted again

    def counted_again(**where: int) -> set[str]:
        weekly = [f"09:0{len(recounts(town)) % 10}-12:00"] * 5 + ["", ""]
        working_time.set_hours(town.work(), weekly=weekly, **where)
        executor.run_all(house, None)  # type: ignore[arg-type]
        town.db.expire_all()
        return {code for code, leg in legs.items() if leg.due_on != date(2026, 12, 9)}

    assert counted_again(unit_id=town.unit("public_security").id) == {"public_security"}
    assert counted_again(place_id=town.place("qinghe")) == set(codes) - {"human_resources"}
    assert counted_again(place_id=town.place("nanke")) == set(codes)


def test_a_confirmed_year_makes_its_deadlines_certain(town: Town) -> None:
    calendar = town.work().book.organisation.calendars[town.place("nanke")]
    assert calendar.count(received_on=date(2026, 12, 30), days=5).provisional
    working_time.confirm_year(town.work(), year=2027, source="国务院通知")
    calendar = town.work().book.organisation.calendars[town.place("nanke")]
    assert not calendar.count(received_on=date(2026, 12, 30), days=5).provisional


def test_a_units_own_hours_replace_its_places_until_they_are_taken_back(town: Town) -> None:
    unit = town.unit("public_security")
    own = ["09:00-17:00"] * 6 + [""]
    working_time.set_hours(town.work(), unit_id=unit.id, weekly=own)
    assert town.work().book.organisation.hours(unit.id).written() == tuple(own)
    working_time.set_hours(town.work(), unit_id=unit.id, weekly=[""] * 7)
    assert town.work().book.organisation.hours(unit.id).written() == tuple(WEEK)


@pytest.mark.parametrize(
    "weekly",
    [
        ["08:30-12:00"] * 6,
        ["12:00-08:30"] * 7,
        ["08:30-12:00 11:00-18:00"] * 7,
        ["vormittags"] * 7,
        ["00:00-24:00"] * 7,
        ["25:00-26:00"] * 7,
    ],
)
def test_hours_that_cannot_be_are_refused(town: Town, weekly: list[str]) -> None:
    with pytest.raises(Refused) as refusal:
        working_time.set_hours(town.work(), place_id=town.place("nanke"), weekly=weekly)
    assert refusal.value.wording.key == "working_time.wrong_hours"
    hours = town.work().book.organisation.hours_of_place[town.place("nanke")]
    assert hours.written() == tuple(WEEK)


@pytest.mark.parametrize(
    "days",
    [
        [FESTIVAL, FESTIVAL],
        [SpecialDay(FESTIVAL.on, DayKind.LOCAL_HOLIDAY, "", "通知")],
        [SpecialDay(FESTIVAL.on, DayKind.LOCAL_HOLIDAY, "示例节", " ")],
    ],
)
def test_a_day_is_named_once_with_name_and_source(town: Town, days: list[SpecialDay]) -> None:
    with pytest.raises(Refused):
        working_time.set_calendar_days(town.work(), place_id=None, days=days)


@pytest.mark.parametrize(("year", "source"), [(27, "通知"), (2027, "  ")])
def test_a_year_is_confirmed_by_its_notice(town: Town, year: int, source: str) -> None:
    with pytest.raises(Refused):
        working_time.confirm_year(town.work(), year=year, source=source)


def test_a_county_enters_its_own_days_and_not_the_nations(town: Town) -> None:
    keeper = town.work(town.make_staff("administrator", place="qinghe"))
    working_time.set_calendar_days(keeper, place_id=town.place("qinghe"), days=[FESTIVAL])
    for place_id in (None, town.place("nanke")):
        with pytest.raises(NotAllowed):
            working_time.set_calendar_days(keeper, place_id=place_id, days=[FESTIVAL])
    with pytest.raises(NotAllowed):
        working_time.confirm_year(keeper, year=2027, source="通知")
    everywhere = town.work(town.make_staff("administrator", place="nanke"))
    working_time.confirm_year(everywhere, year=2027, source="通知")
