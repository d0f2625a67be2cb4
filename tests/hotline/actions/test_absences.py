"""Somebody is away, and a deputy may do the same: for those days, and nothing more than that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hotline.actions import absences, extensions, forwards, legs, roles
from hotline.errors import NotAllowed, Refused
from hotline.records import Absence, InquiryEvent, Staff
from hotline.rules.separation import unites
from hotline.rules.zone import today
from hotline.work import Actor
from tests.factories import Town

UNIT = "public_security"


def row_of(town: Town, actor: Actor) -> Staff:
    return town.db.get_one(Staff, actor.id)


def name(town: Town, absent: Actor, deputy: Actor, *, by: Actor | None = None, days: int = 2,
         after: int = 0) -> Absence:  # fmt: skip
    from_on = today(town.now) + timedelta(days=after)
    return absences.name_deputy(
        town.work(by or absent), row_of(town, absent), deputy_id=deputy.id, from_on=from_on,
        until_on=from_on + timedelta(days=days - 1),
    )  # fmt: skip


def in_stead(town: Town, deputy: Actor, absent: Actor) -> Actor | None:
    assert absent.id is not None
    return absences.in_stead(town.work(), row_of(town, deputy), absent.id)


def key_of(town: Town, *people: Actor, **more: int) -> str:
    with pytest.raises(Refused) as refusal:
        name(town, *people, **more)
    return refusal.value.wording.key


def test_the_deputy_may_do_the_same_on_those_days_by_the_town_s_clock(town: Town) -> None:
    head = town.make_staff("unit_head", unit=UNIT)
    deputy = town.make_staff("reply_officer", unit=UNIT)
    name(town.at("2026-11-23 10:00"), head, deputy, after=1)
    for at, stands_in in (
        ("2026-11-23 23:59", False), ("2026-11-24 00:00", True), ("2026-11-25 23:59", True),
        ("2026-11-26 00:00", False),
    ):  # fmt: skip
        acts = in_stead(town.at(at), deputy, head)
        assert (acts is not None) is stands_in, at
        if acts is not None:
            assert (acts.id, acts.deputy_for, acts.roles) == (deputy.id, head.id, {"unit_head"})


def test_rights_are_those_of_the_moment_and_end_early(town: Town) -> None:
    head, deputy = (town.make_staff(role, unit=UNIT) for role in ("unit_head", "reply_officer"))
    absence = name(town, head, deputy)
    security = town.make_staff("security_administrator", place="nanke")
    unit_id = town.unit(UNIT).id
    roles.grant_role(town.work(security), row_of(town, head), role="approver", unit_id=unit_id)
    acts = in_stead(town, deputy, head)
    assert acts is not None
    assert acts.roles == {"unit_head", "approver"}
    roles.revoke_role(town.work(security), row_of(town, head), role="unit_head", unit_id=unit_id)
    acts = in_stead(town, deputy, head)
    assert acts is not None
    assert acts.roles == {"approver"}
    absences.end(town.work(head), absence_id=absence.id)
    assert in_stead(town, deputy, head) is None
    with pytest.raises(Refused):
        absences.end(town.work(head), absence_id=absence.id)


def test_a_loop_and_a_chain_give_no_more(town: Town) -> None:
    first, second, third = (
        town.make_staff(role, unit=UNIT) for role in ("unit_head", "reply_officer", "approver")
    )
    name(town, first, second, days=1)
    name(town, second, third, days=1, after=1)
    assert key_of(town, third, second, after=1) == "absence.deputy_away"
    town.at("2026-11-24 09:00")
    acts = in_stead(town, third, second)
    assert acts is not None
    assert acts.roles == {"reply_officer"}, "not what the first had lent to the second"
    assert in_stead(town, third, first) is None


def test_whoever_asked_is_not_reviewed_by_himself_through_a_deputy(town: Town) -> None:
    both = town.make_staff("reply_officer", "forward_reviewer", unit=UNIT)
    deputy = town.make_staff("reply_officer", unit=UNIT)
    name(town, both, deputy)
    acts = in_stead(town, deputy, both)
    assert acts is not None
    for asks in (both, deputy):
        logged = town.make_inquiry()
        forwards.request_forward(town.work(asks), logged.inquiry, logged.leg, reason="不归我局")
        with pytest.raises(Refused) as refusal:
            forwards.approve_forward(town.work(acts), logged.inquiry, logged.leg)
        assert refusal.value.wording.key == "moves.needs.other_than_requester"


def test_what_the_deputy_does_says_in_whose_stead(town: Town) -> None:
    head, deputy = (town.make_staff(role, unit=UNIT) for role in ("unit_head", "reply_officer"))
    name(town, head, deputy)
    logged = town.make_inquiry()
    extensions.request_extension(
        town.work(deputy), logged.inquiry, logged.leg, to_days=20, reason="需会商"
    )
    acts = in_stead(town, deputy, head)
    assert acts is not None
    extensions.approve_extension(town.work(acts), logged.inquiry, logged.leg)
    legs.sign_for(town.work(deputy), logged.inquiry, logged.leg)
    town.db.flush()
    told = {row.kind: (row.actor_id, row.data.get("for")) for row in town.db.query(InquiryEvent)}
    assert told["approve_extension"] == (deputy.id, head.id)
    assert told["signed_for"] == (deputy.id, None)


def test_who_can_be_no_deputy(town: Town) -> None:
    head = town.make_staff("unit_head", unit=UNIT)
    closed = town.make_staff("reply_officer", unit=UNIT)
    row_of(town, closed).is_active = False
    elsewhere = town.make_staff("reply_officer", unit="qinghe-public_security")
    operator = town.make_staff("operator", place="nanke")
    other = town.make_staff("reply_officer", unit=UNIT)
    assert key_of(town, head, head) == "absence.nobody"
    assert key_of(town, head, closed) == "absence.nobody"
    assert key_of(town, head, elsewhere) == "absence.nobody"
    assert key_of(town, head, operator) == "absence.outsourced"
    assert key_of(town, head, other, days=400) == "absence.wrong_days"
    assert key_of(town, head, other, after=-1) == "absence.wrong_days"
    assert key_of(town, head, other, days=0) == "absence.wrong_days"
    name(town, head, other)
    assert key_of(town, head, other, after=1) == "absence.twice"


def test_the_three_administrations_are_never_united(town: Town) -> None:
    system, security, auditor, other = (
        town.make_staff(role, place="nanke")
        for role in ("administrator", "security_administrator", "auditor", "reply_officer")
    )
    assert key_of(town, system, security) == "absence.united"
    name(town, system, other)
    assert key_of(town, auditor, other) == "absence.united", "nor by two absences at once"
    assert in_stead(town, other, system) is not None
    with pytest.raises(Refused) as refusal:
        roles.grant_role(
            town.work(security), row_of(town, system), role="auditor", place_id=town.place("nanke")
        )
    assert refusal.value.wording.key == "staff.united"
    place_id = town.place("nanke")
    roles.grant_role(town.work(security), row_of(town, other), role="auditor", place_id=place_id)
    assert in_stead(town, other, system) is None
    assert not unites({"administrator", "operator"}, {"administrator"})


def test_a_head_names_a_deputy_for_who_is_ill_and_nobody_names_himself(town: Town) -> None:
    head, ill, other = (
        town.make_staff(role, unit=UNIT) for role in ("unit_head", "approver", "reply_officer")
    )
    neighbour = town.make_staff("unit_head", unit="human_resources")
    for by in (neighbour, other):
        with pytest.raises(NotAllowed):
            name(town, ill, other, by=by)
    with pytest.raises(NotAllowed):
        name(town, ill, head, by=head)
    name(town, ill, other, by=head)
    assert in_stead(town, other, ill) is not None
    assert today(town.now) == date(2026, 11, 23)
