"""Accounts and roles, and signing in without telling a stranger anything."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from hotline.actions import passwords, roles, signing_in, staff, throttle
from hotline.errors import NotAllowed, NotFound, Refused, Throttled
from hotline.records import Attempt, Staff
from hotline.work import HOTLINE, Actor
from tests.conftest import IN_EARNEST
from tests.factories import BOOK, Town

PASSWORD = "k7mf-9tqx-w3hp"
HERE, THERE = "192.0.2.1", "198.51.100.7"


def add(town: Town, actor: Actor = HOTLINE, **changes: str) -> Staff:
    fields = {
        "username": "Zhao.Shili",
        "staff_number": "1001",
        "name": "赵示例",
        "password": PASSWORD,
    }
    unit_id = town.unit("public_security").id
    return staff.add_staff(town.work(actor), unit_id=unit_id, **{**fields, **changes})


def sign_in(
    town: Town, *, username: str = "zhao.shili", password: str = PASSWORD, address: str = HERE
) -> Staff | Refused:
    return signing_in.sign_in(town.work(), username=username, password=password, address=address)


def key_of(result: object) -> str:
    assert isinstance(result, Refused)
    return result.wording.key


# ---- signing in ------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["zhao.shili", " ZHAO.Shili "])
def test_whoever_knows_the_password_is_let_in(town: Town, username: str) -> None:
    person = add(town)
    assert sign_in(town, username=username) is person
    assert person.last_sign_in_at == town.now


def test_a_password_is_the_same_on_every_keyboard(town: Town) -> None:
    add(town, password="ｐａｓｓ密码１２３４５６")
    assert isinstance(sign_in(town, password="pass密码123456"), Staff)


def test_unknown_wrong_and_closed_are_told_alike(town: Town) -> None:
    closed = add(town, username="qian.shili", staff_number="1002")
    add(town)
    staff.deactivate(town.work(), closed)
    refusals = [
        sign_in(town, username="nobody"),
        sign_in(town, password="wrong"),
        sign_in(town, username="qian.shili"),
        sign_in(town, password="x" * 100_000),
        sign_in(town, username="\0", password=""),
    ]
    assert {key_of(refusal) for refusal in refusals} == {"sign_in.wrong"}


def test_a_stranger_is_checked_against_a_hash_of_the_same_cost(town: Town) -> None:
    person = add(town)
    assert person.password_hash.rsplit("$", 2)[0] == signing_in._nobodys_hash().rsplit("$", 2)[0]


def nearly_used_up(town: Town, address: str) -> int:
    """An address with so many failures that the account limit is what is left; that many."""
    guard = BOOK.line.guards["sign_in"]
    assert guard.per_address is not None
    for _ in range(guard.per_address - guard.per_subject):
        throttle.count(town.work(), "sign_in", f"address:{address}")
    return guard.per_subject


def test_an_office_behind_one_address_is_not_locked_out_by_a_few_mistakes(town: Town) -> None:
    add(town)
    for number in range(BOOK.line.guards["sign_in"].per_subject):
        sign_in(town, username=f"nobody.{number}", password="wrong")
    assert isinstance(sign_in(town), Staff)


@pytest.mark.parametrize("by", ["username", "address"])
def test_guessing_ends_by_account_and_by_address(town: Town, by: str) -> None:
    add(town)
    for number in range(nearly_used_up(town, HERE)):
        one = {"username": "zhao.shili", "address": f"203.0.113.{number}"}
        other = {"username": f"nobody.{number}", "address": HERE}
        result = sign_in(town, password="wrong", **(one if by == "username" else other))
        assert key_of(result) == "sign_in.wrong"
    refused = sign_in(town)
    assert isinstance(refused, Throttled)
    town.later(minutes=BOOK.line.guards["sign_in"].per_subject_minutes, seconds=1)
    assert isinstance(sign_in(town), Staff)


def test_failures_are_kept_when_the_refusal_is_shown(town: Town) -> None:
    with town.house.sessions(bind=town.db.connection()) as db, db.begin():
        work = town.house.work(db, HOTLINE)
        signing_in.sign_in(work, username="nobody", password="wrong", address=HERE)
    assert town.db.scalar(select(func.count()).select_from(Attempt)) == 2


def test_an_account_of_ones_own_buys_no_guesses_at_others(town: Town) -> None:
    add(town)
    for number in range(nearly_used_up(town, HERE)):
        assert isinstance(sign_in(town), Staff)
        sign_in(town, username=f"nobody.{number}", password="wrong")
    assert isinstance(sign_in(town), Throttled)
    assert isinstance(sign_in(town, address=THERE), Staff)


def test_a_hash_costs_whoever_steals_it_what_owasp_asks() -> None:
    assert IN_EARNEST.hash(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_old_hash_is_made_anew(town: Town) -> None:
    person = add(town)
    person.password_hash = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    assert isinstance(sign_in(town), Staff)
    assert not passwords.HASHER.check_needs_rehash(person.password_hash)
    assert isinstance(sign_in(town), Staff)


# ---- accounts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"username": "ZHAO.shili"}, {"staff_number": "1001"}, {"name": " "}, {"username": ""}],
)
def test_an_account_is_one_persons(town: Town, change: dict[str, str]) -> None:
    add(town)
    other = {"username": "other", "staff_number": "1003", "name": "另示例"}
    with pytest.raises(Refused) as refusal:
        add(town, **{**other, **change})
    assert refusal.value.wording.key == "staff.taken"


@pytest.mark.parametrize(
    "password", ["short-pass", "zhao.shili-1234", "aaaaaaaaaaaa", "abababababab", "x7" * 65]
)
def test_a_weak_password_is_refused(town: Town, password: str) -> None:
    with pytest.raises(Refused) as refusal:
        add(town, password=password)
    assert refusal.value.wording.key == "password.weak"


def test_a_new_password_ends_all_sessions(town: Town) -> None:
    person = add(town)
    me = town.work(Actor(kind="staff", id=person.id))
    assert key_of(signing_in.change_password(me, person, old="wrong", new="another-pass-1")) == (
        "password.wrong_old"
    )
    assert (
        key_of(signing_in.change_password(me, person, old=PASSWORD, new=PASSWORD))
        == "password.weak"
    )
    assert signing_in.change_password(me, person, old=PASSWORD, new="another-pass-1") is None
    assert person.session_epoch == 1
    assert key_of(sign_in(town)) == "sign_in.wrong"
    assert isinstance(sign_in(town, password="another-pass-1"), Staff)


def test_guessing_the_present_password_ends_too(town: Town) -> None:
    person = add(town)
    me = town.work(Actor(kind="staff", id=person.id))
    for _ in range(BOOK.line.guards["sign_in"].per_subject):
        signing_in.change_password(me, person, old="wrong", new="another-pass-1")
    refusal = signing_in.change_password(me, person, old=PASSWORD, new="another-pass-1")
    assert isinstance(refusal, Throttled)


def test_nobody_changes_anothers_password_and_few_end_anothers_sessions(town: Town) -> None:
    person = add(town)
    for actor in (HOTLINE, town.make_staff("administrator", place="nanke")):
        with pytest.raises(NotAllowed):
            signing_in.change_password(town.work(actor), person, old=PASSWORD, new="another-pass-1")
    with pytest.raises(NotAllowed):
        signing_in.end_sessions(town.work(town.make_staff("supervisor", place="nanke")), person)
    for actor in (
        Actor(kind="staff", id=person.id),
        town.make_staff("security_administrator", place="nanke"),
    ):
        signing_in.end_sessions(town.work(actor), person)
    assert person.session_epoch == 2


def test_accounts_are_made_and_closed_by_the_administrator_of_the_place(town: Town) -> None:
    person = add(town, town.make_staff("administrator", place="nanke"))
    elsewhere = town.work(town.make_staff("administrator", place="qinghe"))
    with pytest.raises(NotAllowed):
        staff.deactivate(elsewhere, person)
    with pytest.raises(NotAllowed):
        add(town, town.make_staff("security_administrator", place="nanke"), username="other")


# ---- roles ---------------------------------------------------------------------------------------


def test_a_role_at_a_place_reaches_all_below_and_one_at_a_unit_that_unit(town: Town) -> None:
    person = add(town)
    unit = town.unit("public_security")
    roles.grant_role(town.work(), person, role="supervisor", place_id=town.place("qinghe"))
    roles.grant_role(town.work(), person, role="liaison", unit_id=unit.id)
    actor = roles.actor_of(town.work().book.organisation, person)
    assert (actor.kind, actor.id, actor.unit_id) == ("staff", person.id, unit.id)
    below = town.unit("qinghe-human_resources")
    assert actor.roles_at(place_id=below.place_id, unit_id=below.id) == {"supervisor"}
    assert actor.roles_at(place_id=unit.place_id, unit_id=unit.id) == {"liaison"}
    assert actor.roles_at(place_id=unit.place_id) == frozenset()
    assert actor.roles_at(place_id=town.place("bailu")) == frozenset()
    roles.grant_role(town.work(), person, role="supervisor", place_id=town.place("nanke"))
    actor = roles.actor_of(town.work().book.organisation, person)
    places = {town.place(code) for code in ("nanke", "qinghe", "bailu")}
    assert max((grant.place_ids for grant in actor.grants), key=len) == places


def test_a_role_granted_twice_is_taken_back_once(town: Town) -> None:
    person = add(town)
    where = {"place_id": town.place("qinghe")}
    for _ in range(2):
        roles.grant_role(town.work(), person, role="operator", **where)
    assert len(person.grants) == 1
    roles.revoke_role(town.work(), person, role="operator", **where)
    assert person.grants == []
    with pytest.raises(NotFound):
        roles.revoke_role(town.work(), person, role="operator", **where)


def test_roles_are_granted_by_security_within_its_place_and_never_to_oneself(town: Town) -> None:
    person = add(town)
    keeper = town.make_staff("security_administrator", place="qinghe")
    roles.grant_role(town.work(keeper), person, role="operator", place_id=town.place("qinghe"))
    for place, whom in (
        ("nanke", person),
        ("bailu", person),
        ("qinghe", town.db.get_one(Staff, keeper.id)),
    ):
        with pytest.raises(NotAllowed):
            roles.grant_role(town.work(keeper), whom, role="auditor", place_id=town.place(place))
    with pytest.raises(NotAllowed):
        roles.grant_role(
            town.work(town.make_staff("administrator", place="nanke")),
            person, role="auditor", place_id=town.place("nanke"),
        )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        roles.grant_role(town.work(), person, role="king", place_id=town.place("nanke"))
    assert refusal.value.wording.key == "staff.no_role"
