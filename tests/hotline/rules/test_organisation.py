"""Who answers for what and where: the level's own unit, or the next one above that has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from hotline.rules.calendar import Calendar
from hotline.rules.hours import WorkingHours
from hotline.rules.organisation import Body, Contact, Organisation, Place, next_contact, scope_of

PROVINCE, NANKE, QINGHE, BAILU = 1, 2, 3, 4
OFFICE, POLICE, TRAFFIC, QINGHE_OFFICE, QINGHE_POLICE, SUPERVISION = range(10, 16)


def place(id_: int, code: str, name: str, *path: int, other_names: tuple[str, ...] = ()) -> Place:
    return Place(
        id=id_, code=code, name=name, name_en=code.title(), short_name=name[:2],
        other_names=other_names, level="county", path=(*path, id_),
    )  # fmt: skip


def body(id_: int, code: str, place_id: int, name: str, *duties: str, office: bool = False) -> Body:
    return Body(
        id=id_, code=code, name=name, name_en=code, short_name=name, place_id=place_id,
        is_government_office=office, duties=duties, contacts=(),
    )  # fmt: skip


def hours(opens: int) -> WorkingHours:
    return WorkingHours(weekly=(((time(opens), time(17)),),) * 5 + ((), ()))


PLACES = [
    place(PROVINCE, "example-province", "示例省"),
    place(NANKE, "nanke", "南柯州", PROVINCE),
    place(QINGHE, "qinghe", "青禾县", PROVINCE, NANKE, other_names=("禾城",)),
    place(BAILU, "bailu", "白鹭县", PROVINCE, NANKE),
]
UNITS = [
    body(OFFICE, "government_office", NANKE, "州政府办", "文件", office=True),
    body(POLICE, "public_security", NANKE, "公安局", "户口", "身份证"),
    body(TRAFFIC, "traffic_police", NANKE, "交警支队", "驾驶证"),
    body(QINGHE_OFFICE, "qinghe-government_office", QINGHE, "县政府办", office=True),
    body(QINGHE_POLICE, "qinghe-public_security", QINGHE, "县公安局", "户口"),
    body(SUPERVISION, "supervision_office", NANKE, "督查室"),
]
DAYS = Calendar(edition=1, days=(), confirmed_through=date(2027, 12, 31), name="全国")
ORGANISATION = Organisation(
    edition=1,
    places={place.id: place for place in PLACES},
    units={unit.id: unit for unit in UNITS},
    oversight={(NANKE, "complaints"): SUPERVISION},
    calendars={place.id: Calendar.inherit(DAYS, (), name=place.name) for place in PLACES},
    hours_of_unit={TRAFFIC: hours(7)},
    hours_of_place={place.id: hours(9) for place in PLACES},
    dialled={"96128": NANKE},
)


def closed(unit_id: int) -> Organisation:
    """The same organisation after this unit was closed."""
    units = dict(ORGANISATION.units)
    units[unit_id] = replace(units[unit_id], is_active=False)
    return replace(ORGANISATION, units=units)


def test_places_and_units_are_found_by_code() -> None:
    assert ORGANISATION.place("qinghe").id == QINGHE
    assert ORGANISATION.unit("traffic_police").id == TRAFFIC
    with pytest.raises(KeyError):
        ORGANISATION.unit("nobody")


def test_what_is_unclear_goes_to_the_office_of_the_level_or_the_next_above() -> None:
    assert ORGANISATION.office_of(QINGHE).id == QINGHE_OFFICE
    assert ORGANISATION.office_of(BAILU).id == OFFICE
    assert closed(QINGHE_OFFICE).office_of(QINGHE).id == OFFICE
    with pytest.raises(LookupError):
        ORGANISATION.office_of(PROVINCE)


def test_supervision_is_inherited_from_above_and_never_from_below() -> None:
    assert ORGANISATION.holder("complaints", QINGHE).id == SUPERVISION
    with pytest.raises(LookupError):
        ORGANISATION.holder("complaints", PROVINCE)
    with pytest.raises(LookupError):
        ORGANISATION.holder("discipline", NANKE)


def test_the_county_has_its_own_department_or_the_prefectures_stays() -> None:
    assert ORGANISATION.same_department_at(POLICE, QINGHE).id == QINGHE_POLICE
    assert ORGANISATION.same_department_at(POLICE, BAILU).id == POLICE
    assert closed(QINGHE_POLICE).same_department_at(POLICE, QINGHE).id == POLICE


@pytest.mark.parametrize(
    ("words", "unit_id"),
    [
        ("我的身份证丢了", POLICE),
        ("驾驶证到期了", TRAFFIC),
        ("户口和驾驶证", TRAFFIC),
        ("找交警支队问户口的事", TRAFFIC),
        ("身份证驾驶证都丢了", None),
        ("要一份文件", None),
        ("今天天气怎么样", None),
    ],
)
def test_the_unit_whose_duties_stand_out_is_named(words: str, unit_id: int | None) -> None:
    found = ORGANISATION.named_in(words, place_id=NANKE)
    assert (found and found.id) == unit_id


def test_a_closed_unit_is_not_named() -> None:
    assert closed(TRAFFIC).named_in("驾驶证到期了", place_id=NANKE) is None


@pytest.mark.parametrize(
    ("words", "place_id"),
    [("我在青禾县", QINGHE), ("白鹭的医院", BAILU), ("住在禾城", QINGHE), ("我在南柯州", None),
     ("别的地方", None)],
)  # fmt: skip
def test_a_place_below_the_dialled_one_is_named(words: str, place_id: int | None) -> None:
    found = ORGANISATION.place_named_in(words, within=NANKE)
    assert (found and found.id) == place_id


def test_the_most_specific_place_is_meant() -> None:
    found = ORGANISATION.place_named_in("南柯州青禾县", within=PROVINCE)
    assert found is not None
    assert found.id == QINGHE


def test_hours_are_the_units_own_or_its_places() -> None:
    assert ORGANISATION.hours(TRAFFIC) == hours(7)
    assert ORGANISATION.hours(POLICE) == hours(9)
    assert ORGANISATION.calendar(QINGHE_POLICE).name == "青禾县"


def test_contacts_are_rung_in_order_and_none_twice() -> None:
    first, second = (Contact(kind="liaison", target=target) for target in ("sip:a", "sip:b"))
    unit = replace(ORGANISATION.units[POLICE], contacts=(first, second))
    assert next_contact(unit, tried=()) == first
    assert next_contact(unit, tried=["sip:a"]) == second
    assert next_contact(unit, tried=["sip:b", "sip:a"]) is None


def test_a_scope_is_a_place_with_all_below_it() -> None:
    assert scope_of(PLACES, NANKE) == {NANKE, QINGHE, BAILU}
    assert scope_of(PLACES, BAILU) == {BAILU}
