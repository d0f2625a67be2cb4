"""The tree is written down by those who keep it, and every process sees the change."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from hotline.actions import organisation
from hotline.actions.organisation import KINDS
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import Edition, Function, Jurisdiction, Level, OutboxRow, Unit
from hotline.work import HOTLINE, Actor
from tests.factories import Town

PLACE = {"name": "木棉县", "name_en": "Mumian", "short_name": "木棉", "level": Level.COUNTY}
UNIT = {"name": "南柯州水务局", "name_en": "Water", "short_name": "水务局", "kind": KINDS[0]}


def edition(town: Town) -> int:
    town.db.flush()
    query = select(Edition.number).where(Edition.subject == "organisation")
    return town.db.execute(query).scalar_one()


def jobs(town: Town) -> int:
    town.db.flush()
    return len(town.db.scalars(select(OutboxRow.id)).all())


def add_place(town: Town, actor: Actor = HOTLINE, **changes: Any) -> Jurisdiction:
    fields = {"code": "mumian", "parent_id": town.place("nanke"), **PLACE, **changes}
    return organisation.add_jurisdiction(town.work(actor), **fields)


def add_unit(town: Town, actor: Actor = HOTLINE, **changes: Any) -> Unit:
    fields = {"code": "water", "place_id": town.place("nanke"), **UNIT, **changes}
    return organisation.add_unit(town.work(actor), **fields)


def test_a_place_knows_its_way_from_the_root(town: Town) -> None:
    county = add_place(town)
    village = add_place(town, code="dashu", parent_id=county.id, level=Level.TOWNSHIP)
    assert county.path == [town.place("nanke"), county.id]
    assert village.path == [town.place("nanke"), county.id, village.id]
    assert town.work().book.organisation.place("dashu").path == tuple(village.path)


def test_a_place_moves_with_all_below_it_and_deadlines_are_counted_again(town: Town) -> None:
    other = add_place(town, code="yunhai", parent_id=None, level=Level.PREFECTURE)
    county = town.place("qinghe")
    village = add_place(town, code="dashu", parent_id=county, level=Level.TOWNSHIP)
    before = jobs(town)
    organisation.move_jurisdiction(town.work(), place_id=county, parent_id=other.id)
    assert village.path == [other.id, county, village.id]
    assert town.work().book.organisation.places[county].path == (other.id, county)
    assert jobs(town) == before + 1


@pytest.mark.parametrize("level", [Level.PROVINCE, Level.PREFECTURE])
def test_a_place_stands_below_one_of_a_higher_level(town: Town, level: Level) -> None:
    with pytest.raises(Refused) as refusal:
        add_place(town, level=level)
    assert refusal.value.wording.key == "organisation.wrong_place"


def test_a_place_never_hangs_below_itself(town: Town) -> None:
    county = add_place(town)
    village = add_place(town, code="dashu", parent_id=county.id, level=Level.TOWNSHIP)
    for below in (county, village):
        with pytest.raises(Refused):
            organisation.move_jurisdiction(town.work(), place_id=county.id, parent_id=below.id)
    assert village.path[-2:] == [county.id, village.id]


def test_a_place_is_not_raised_above_its_own_parent_nor_sunk_below_its_children(
    town: Town,
) -> None:
    for place, level in (("qinghe", Level.PREFECTURE), ("nanke", Level.TOWNSHIP)):
        with pytest.raises(Refused):
            organisation.alter_jurisdiction(town.work(), place_id=town.place(place), level=level)
    renamed = organisation.alter_jurisdiction(
        town.work(), place_id=town.place("qinghe"), name=" 青禾​县城 "
    )
    assert (renamed.name, renamed.level) == ("青禾县城", Level.COUNTY)


@pytest.mark.parametrize("code", ["", "木棉", "Mumian", "mu mian", "-mumian", "nanke", "a" * 300])
def test_a_code_is_plain_and_nobody_elses(town: Town, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        add_place(town, code=code)
    assert refusal.value.wording.key == "organisation.wrong_code"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"name": " "}, "organisation.no_name"),
        ({"short_name": ""}, "organisation.no_name"),
        ({"kind": "俱乐部"}, "organisation.wrong_kind"),
        ({"service_line": "call us"}, "organisation.wrong_target"),
        ({"service_line": "sip:"}, "organisation.wrong_target"),
    ],
)
def test_a_unit_is_written_down_properly_or_not_at_all(
    town: Town, change: dict[str, str], key: str
) -> None:
    before = edition(town)
    with pytest.raises(Refused) as refusal:
        add_unit(town, **change)
    assert refusal.value.wording.key == key
    known = town.unit("public_security")
    with pytest.raises(Refused):
        organisation.alter_unit(town.work(), unit_id=known.id, **change)  # type: ignore[arg-type]
    assert town.unit("public_security") == known
    assert edition(town) == before


@pytest.mark.parametrize("line", ["0874-1234567", "+868741234567", "sip:line@practice.invalid"])
def test_a_new_unit_is_there_for_the_next_work(town: Town, line: str) -> None:
    before = edition(town)
    unit = add_unit(town, service_line=line, duties=["自来水"])
    body = town.work().book.organisation.units[unit.id]
    assert (body.code, body.duties, body.contacts[0].target) == ("water", ("自来水",), line)
    assert edition(town) == before + 1


def test_a_unit_with_work_or_a_function_is_not_closed(town: Town) -> None:
    logged = town.make_inquiry(unit="public_security")
    for code in ("public_security", "supervision_office"):
        with pytest.raises(Refused) as refusal:
            organisation.alter_unit(town.work(), unit_id=town.unit(code).id, is_active=False)
        assert refusal.value.wording.key == "organisation.still_at_work"
    town.reply(logged)
    unit_id = town.unit("public_security").id
    organisation.alter_unit(town.work(), unit_id=unit_id, is_active=False)
    assert not town.work().book.organisation.units[unit_id].is_active


def test_a_function_of_supervision_has_one_holder_a_place(town: Town) -> None:
    place_id = town.place("nanke")
    for code in ("government_office", "human_resources"):
        organisation.set_oversight(
            town.work(), place_id=place_id, function=Function.COMPLAINTS,
            unit_id=town.unit(code).id,
        )  # fmt: skip
    assert town.work().book.organisation.holder("complaints", place_id).code == "human_resources"


def test_who_keeps_one_county_does_not_edit_its_neighbour_nor_what_is_above(town: Town) -> None:
    keeper = town.make_staff("administrator", place="qinghe")
    add_place(town, keeper, parent_id=town.place("qinghe"), level=Level.TOWNSHIP)
    add_unit(town, keeper, place_id=town.place("qinghe"))
    for place in ("bailu", "nanke"):
        with pytest.raises(NotAllowed):
            add_unit(town, keeper, code="lake", place_id=town.place(place))
        with pytest.raises(NotAllowed):
            organisation.alter_jurisdiction(
                town.work(keeper), place_id=town.place(place), name="别处"
            )
    with pytest.raises(NotAllowed):
        organisation.move_jurisdiction(
            town.work(keeper), place_id=town.place("qinghe"), parent_id=town.place("nanke")
        )
    with pytest.raises(NotAllowed):
        add_place(town, keeper, code="root", parent_id=None, level=Level.PREFECTURE)


@pytest.mark.parametrize("role", ["operator", "supervisor", "government_office", "auditor"])
def test_nobody_else_edits_the_organisation(town: Town, role: str) -> None:
    with pytest.raises(NotAllowed):
        add_unit(town, town.make_staff(role, place="nanke"))


def test_what_is_not_there_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound):
        organisation.alter_unit(town.work(), unit_id=10**9, name="无")
