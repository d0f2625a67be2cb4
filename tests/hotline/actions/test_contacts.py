"""Who is rung where."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from hotline.actions import contacts
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import Liaison, Position
from tests.factories import Town

NEW = {"name": "新示例", "position": Position.PRIMARY, "target": "sip:xin@practice.invalid"}


def add(town: Town, unit: str = "public_security", **changes: Any) -> Liaison:
    fields = {**NEW, **changes}
    return contacts.add_liaison(town.work(), unit_id=town.unit(unit).id, **fields)


def targets(town: Town, unit: str = "public_security") -> list[str]:
    town.db.expire_all()
    return [contact.target for contact in town.unit(unit).contacts]


def test_liaisons_are_rung_before_the_departments_line(town: Town) -> None:
    add(town, position=Position.DEPUTY)
    first, *deputies, line = targets(town)
    assert first == "sip:primary-public_security@practice.invalid"
    assert set(deputies) == {
        "sip:deputy-public_security@practice.invalid",
        "sip:xin@practice.invalid",
    }
    assert line == "sip:line-public_security@practice.invalid"


def test_a_liaisons_telephone_changes(town: Town) -> None:
    liaison = add(town)
    contacts.alter_liaison(town.work(), liaison_id=liaison.id, target="0874-7654321")
    assert "0874-7654321" in targets(town)
    contacts.remove_liaison(town.work(), liaison_id=liaison.id)
    assert "0874-7654321" not in targets(town)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"name": ""}, "organisation.no_name"),
        ({"target": "anonymous"}, "organisation.wrong_target"),
        ({"target": "sip:a b@c"}, "organisation.wrong_target"),
        ({"target": "sip:primary-public_security@practice.invalid"}, "contacts.twice"),
    ],
)
def test_a_liaison_can_be_rung_and_is_entered_once(
    town: Town, change: dict[str, str], key: str
) -> None:
    with pytest.raises(Refused) as refusal:
        add(town, **change)
    assert refusal.value.wording.key == key


def test_whoever_took_a_call_stays_on_record(town: Town) -> None:
    town.make_call(wants_person=True, rings=[("public_security", "accepted", 30)])
    rung = town.db.scalars(
        select(Liaison).where(Liaison.target == "sip:primary-public_security@practice.invalid")
    ).one()
    with pytest.raises(Refused) as refusal:
        contacts.remove_liaison(town.work(), liaison_id=rung.id)
    assert refusal.value.wording.key == "contacts.has_taken_calls"


def test_a_dialled_number_stands_for_one_place(town: Town) -> None:
    for place in ("bailu", "qinghe"):
        contacts.set_dialled_number(town.work(), number="96128001", place_id=town.place(place))
    assert town.work().book.organisation.dialled["96128001"] == town.place("qinghe")
    contacts.remove_dialled_number(town.work(), number="96128001")
    assert "96128001" not in town.work().book.organisation.dialled
    with pytest.raises(NotFound):
        contacts.remove_dialled_number(town.work(), number="96128001")


def test_a_county_does_not_take_the_prefectures_line(town: Town) -> None:
    keeper = town.make_staff("administrator", place="qinghe")
    with pytest.raises(NotAllowed):
        contacts.set_dialled_number(
            town.work(keeper), number="96128", place_id=town.place("qinghe")
        )
    with pytest.raises(NotAllowed):
        contacts.remove_dialled_number(town.work(keeper), number="96128")
