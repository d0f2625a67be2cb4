"""The directory tells who is open now, and what a department has still to register."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update

from hotline.actions import working_time
from hotline.records import Liaison, Position, Unit
from hotline.reports import directory
from hotline.reports.shown import Department
from hotline.rules.zone import HOTLINE_ZONE
from tests.factories import Town


def department(town: Town, code: str = "public_security") -> Department:
    found = directory.departments(town.work(town.make_staff("operator", place="nanke")))
    return next(one for one in found if one.code == code)


def test_the_office_stands_first_and_places_from_the_top_down(town: Town) -> None:
    operator = town.work(town.make_staff("operator", place="nanke"))
    codes = [one.code for one in directory.departments(operator)]
    assert codes[:5] == [
        "government_office", "public_security", "human_resources", "supervision_office",
        "qinghe-government_office",
    ]  # fmt: skip
    assert len(codes) == 12
    county = directory.departments(operator, place_id=town.place("qinghe"))
    assert [one.code for one in county] == [one for one in codes if one.startswith("qinghe-")]
    top = directory.departments(operator, place_id=town.place("nanke"))
    assert [one.code for one in top] == codes[:4]


def test_whoever_works_for_a_unit_sees_the_departments_of_its_place(town: Town) -> None:
    liaison = town.work(town.make_staff("liaison", unit="qinghe-public_security"))
    places = {one.place.zh for one in directory.departments(liaison)}
    assert places == {"青禾县"}
    assert directory.departments(liaison, place_id=town.place("bailu")) == ()
    reviewer = town.work(town.make_staff("first_reviewer", unit="public_security"))
    assert directory.departments(reviewer) == ()


def test_a_department_is_open_in_its_own_hours(town: Town) -> None:
    for at, is_open in (
        ("2026-11-23 08:29:59", False),
        ("2026-11-23 08:30", True),
        ("2026-11-23 13:00", False),
        ("2026-11-23 17:59:59", True),
        ("2026-11-23 18:00", False),
        ("2026-11-22 10:00", False),
    ):
        assert department(town.at(at)).is_open is is_open, at
    shown = department(town.at("2026-11-20 18:00"))
    assert shown.today == "08:30-12:00 14:30-18:00"
    assert shown.opens_next_at == datetime(2026, 11, 23, 8, 30, tzinfo=HOTLINE_ZONE)
    assert shown.hours[5] == ""
    unit_id = town.unit("public_security").id
    week = [*["09:00-12:00"] * 5, "09:00-12:00", ""]
    working_time.set_hours(town.work(), unit_id=unit_id, weekly=week)
    assert department(town.at("2026-11-21 10:00")).is_open
    assert not department(town, "human_resources").is_open


def test_a_department_that_lacks_something_is_not_ready_and_says_what(town: Town) -> None:
    assert department(town).is_ready
    unit_id = town.unit("public_security").id
    primary = (Liaison.unit_id == unit_id) & (Liaison.position == Position.PRIMARY)
    town.db.execute(update(Liaison).where(primary).values(trained_on=None, verified_on=None))
    town.db.expire_all()
    assert [why.zh for why in department(town).missing] == [
        "联络员电话未核实", "查询管理员未培训"
    ]  # fmt: skip
    town.db.execute(delete(Liaison).where(primary))
    town.db.execute(
        update(Unit).where(Unit.id == unit_id).values(
            first_person=None, deputy_leader="", undertaking_office=None, service_line=None
        )
    )  # fmt: skip
    town.db.expire_all()
    assert [why.key for why in department(town).missing] == [
        "missing.first_person", "missing.deputy_leader", "missing.undertaking_office",
        "missing.service_line", "missing.liaison",
    ]  # fmt: skip


def test_the_primary_liaison_stands_first(town: Town) -> None:
    assert [one.position_name.zh for one in department(town).liaisons] == ["主联络员", "副联络员"]
