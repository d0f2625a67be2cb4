"""Accounts at the desk: made, given roles by another administration, handed over, closed."""

from __future__ import annotations

import re

from sqlalchemy import select

from hotline.records import Absence, Liaison, OrganisationEvent, RoleGrant, Staff
from hotline.rules.zone import today
from tests.agents_console.conftest import Desk, words

UNIT = "public_security"
NEW = {"name": "新人示例", "username": "xin.shili", "staff_number": "7001"}
CHOSEN = "a sentence of my own 7"


def do(desk: Desk, person: Staff, what: str, **fields: str) -> int:
    page = f"/console/staff/{person.id}"
    return desk.send(f"{page}/{what}", seen=page, **fields).status_code


def person(desk: Desk, username: str) -> Staff:
    desk.town.db.expire_all()
    return desk.town.db.scalars(select(Staff).where(Staff.username == username)).one()


def test_a_new_account_begins_with_a_password_of_its_own(desk: Desk) -> None:
    desk.sit_down("administrator")
    unit = str(desk.town.unit(UNIT).id)
    refused = desk.send(
        "/console/staff/new", seen="/console/staff", unit=unit, **NEW | {"name": ""}
    )
    assert refused.status_code == 422
    assert 'value="xin.shili"' in refused.text
    made = desk.send("/console/staff/new", seen="/console/staff", unit=unit, **NEW)
    [first] = re.findall(r"data-first-password>([^<]+)<", made.text)
    row = person(desk, "xin.shili")
    assert first not in desk.get(f"/console/staff/{row.id}").text
    again = desk.send("/console/staff/new", seen="/console/staff", unit=unit, **NEW)
    assert again.status_code == 422, "the same form twice is one account"
    assert do(desk, row, "roles/grant", role="liaison", where=f"unit:{unit}") == 403

    desk.sit_down("security_administrator")
    assert do(desk, row, "roles/grant", role="liaison", where=f"unit:{unit}") == 302
    assert do(desk, row, "alter", name="别名", staff_number="7001") == 403
    assert "授予岗位：联络员（南柯州公安局）" in words(desk.get(f"/console/staff/{row.id}"))

    desk.enter("xin.shili", first)
    for path in ("/console/", "/console/inquiries", "/console/staff"):
        assert desk.get(path).location == "/console/account"
    changed = {"password": first, "new_password": CHOSEN, "repeat": CHOSEN}
    assert desk.send("/console/account", seen="/console/account", **changed).status_code == 302
    assert desk.get("/console/").status_code == 200


def test_whoever_leaves_leaves_nothing_without_somebody(desk: Desk) -> None:
    town = desk.town
    place_id = town.place("nanke")
    town.db.add(RoleGrant(staff_id=desk.staff("auditor", place="nanke")[1].id, role="operator",
                          jurisdiction_id=place_id))  # fmt: skip
    _, leaving = desk.staff("reply_officer", "kb_editor", unit=UNIT)
    _, other = desk.staff("forward_reviewer", unit=UNIT)
    absent, away = desk.staff("liaison", unit=UNIT)
    liaison = town.db.scalars(select(Liaison).where(Liaison.unit_id == leaving.unit_id)).first()
    assert liaison is not None
    liaison.name = leaving.name
    on = today(town.now)
    town.db.add(Absence(staff_id=away.id, deputy_id=leaving.id, from_on=on, until_on=on,
                        named_by_id=away.id, named_at=town.now))  # fmt: skip
    admin = desk.sit_down("administrator")
    page = words(desk.get(f"/console/staff/{leaving.id}"))
    assert "唯一 问题答复员（南柯州公安局）" in page
    assert "唯一 审核人" not in page
    assert f"名录中的联络电话 {liaison.target}" in page
    assert f"{leaving.name}代{away.name}" in page
    assert do(desk, leaving, "close") == 422
    assert do(desk, leaving, "close", to=str(leaving.id)) == 422
    assert leaving.is_active
    assert do(desk, leaving, "close", to=str(other.id)) == 302
    town.db.expire_all()
    assert (leaving.is_active, leaving.handed_to_id) == (False, other.id)
    assert liaison.name == other.name
    standing = town.db.scalars(select(Absence).where(Absence.ended_at.is_(None))).one()
    assert (standing.staff_id, standing.deputy_id) == (absent.id, other.id)
    assert do(desk, town.db.get_one(Staff, admin.id), "close", to=str(other.id)) == 403
    assert leaving.username in desk.get("/console/staff?closed=1").text

    desk.sit_down("security_administrator")
    first = words(desk.get("/console/"))
    assert "停用账号待移交的岗位 1" in first
    assert do(desk, leaving, "roles/pass") == 302
    town.db.expire_all()
    assert {grant.role for grant in other.grants} == {
        "forward_reviewer", "reply_officer", "kb_editor",
    }  # fmt: skip
    assert leaving.grants == []
    kinds = town.db.scalars(
        select(OrganisationEvent.kind).where(OrganisationEvent.about == f"staff:{leaving.id}")
    ).all()
    assert kinds[:2] == ["account_closed", "handed_over"]


def test_whoever_moves_leaves_the_roles_of_the_old_unit(desk: Desk) -> None:
    _, moving = desk.staff("reply_officer", unit=UNIT)
    _, other = desk.staff("liaison", unit=UNIT)
    desk.sit_down("administrator")
    new = desk.town.unit("human_resources").id
    assert do(desk, moving, "move", to=str(other.id)) == 422
    assert do(desk, moving, "move", unit=str(new), to=str(other.id)) == 302
    desk.town.db.expire_all()
    assert (moving.unit_id, moving.grants, moving.is_active) == (new, [], True)
    history = words(desk.get(f"/console/staff/{moving.id}"))
    assert "单位：南柯州公安局 → 南柯州人力资源和社会保障局" in history
    assert "收回岗位：问题答复员（南柯州公安局）" in history


def test_a_neighbour_s_accounts_are_nobody_s_to_see(desk: Desk) -> None:
    _, theirs = desk.staff("liaison", unit="bailu-public_security")
    _, security = desk.staff("security_administrator", place="nanke")
    desk.sit_down("administrator", place="qinghe")
    assert theirs.username not in desk.get("/console/staff").text
    assert desk.get(f"/console/staff/{theirs.id}").status_code == 404
    assert do(desk, theirs, "password") in (403, 404)
    desk.sit_down("administrator")
    assert do(desk, security, "password") == 403, "with it he could sign in there"
    assert do(desk, theirs, "password") == 200
