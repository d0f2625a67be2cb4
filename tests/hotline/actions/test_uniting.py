"""Departments merge: everything of the one goes on at the other, and nothing is orphaned."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.actions import forwards, legs, roles, uniting
from hotline.errors import NotAllowed, Refused
from hotline.records import (
    FaqEntry,
    Function,
    HandlingLeg,
    InquiryEvent,
    Liaison,
    Oversight,
    RoleGrant,
    Staff,
    Unit,
)
from hotline.reports import inquiry_page, scope
from hotline.work import Actor
from tests.factories import Town

OLD, NEW = "human_resources", "public_security"
BY = "机构改革方案（示例〔2026〕1号）"


def unite(town: Town, *, old: str = OLD, new: str = NEW, by: Actor | None = None) -> int:
    actor = by or town.make_staff("administrator", place="nanke")
    return uniting.unite(
        town.work(actor), unit_id=town.unit(old).id, successor_id=town.unit(new).id, reason=BY
    )


def test_open_legs_go_on_with_their_clock_and_closed_ones_stay(town: Town) -> None:
    old, new = town.unit(OLD).id, town.unit(NEW).id
    closed, first, second = (town.make_inquiry(unit=OLD) for _ in range(3))
    elsewhere = town.make_inquiry(unit="supervision_office")
    town.reply(closed)
    officer = town.make_staff("reply_officer", unit=OLD)
    due = first.leg.due_at
    town.later(hours=3)
    assert unite(town) == 2
    town.db.expire_all()
    for logged in (first, second):
        leg = town.db.get_one(HandlingLeg, logged.leg.id)
        assert (leg.unit_id, leg.due_at, leg.received_at) == (new, due, logged.leg.received_at)
        told = town.db.scalars(
            select(InquiryEvent).where(
                InquiryEvent.inquiry_id == logged.inquiry.id,
                InquiryEvent.kind == "leg_taken_over",
            )
        ).one()
        assert (told.data["unit_id"], told.data["to_unit_id"]) == (old, new)
    assert town.db.get_one(HandlingLeg, closed.leg.id).unit_id == old
    assert elsewhere.leg.unit_id == town.unit("supervision_office").id
    # Whoever worked at the old unit works on, and still reads what it has handled.
    person = town.db.get_one(Staff, officer.id)
    assert person.unit_id == new
    acts = roles.actor_of(town.work().book.organisation, person)
    assert new in scope.my_units(town.work(acts))
    legs.sign_for(town.work(acts), first.inquiry, town.db.get_one(HandlingLeg, first.leg.id))
    assert inquiry_page.page(town.work(acts), inquiry_id=closed.inquiry.id).legs
    neighbour = town.make_staff("reply_officer", unit="supervision_office")
    with pytest.raises(Refused):
        inquiry_page.page(town.work(neighbour), inquiry_id=closed.inquiry.id)


def test_people_contacts_entries_and_functions_go_along(town: Town) -> None:
    old, new = town.unit(OLD).id, town.unit(NEW).id
    entry = FaqEntry(code="hr-1", unit_id=old, category="社保")
    town.db.add(entry)
    town.bind(Function.OVERSIGHT, unit=OLD)
    town.bind(Function.ACCOUNTABILITY, unit=OLD, place="qinghe")
    both = town.make_staff("liaison", unit=OLD)
    town.db.get_one(Staff, both.id).grants.append(RoleGrant(role="liaison", unit_id=new))
    town.db.get_one(Unit, town.unit("supervision_office").id).supervising_unit_id = old
    town.db.get_one(Unit, old).duties = ["养老", "户口"]
    town.db.get_one(Unit, new).duties = ["户口"]
    town.db.flush()
    unite(town)
    town.db.expire_all()
    assert entry.unit_id == new
    assert set(
        town.db.scalars(select(Oversight.unit_id).where(Oversight.function != "complaints"))
    ) == {new}
    assert town.db.get_one(Unit, town.unit("supervision_office").id).supervising_unit_id == new
    assert town.db.get_one(Unit, new).duties == ["户口", "养老"]
    grants = town.db.scalars(select(RoleGrant).where(RoleGrant.staff_id == both.id)).all()
    assert [(grant.role, grant.unit_id) for grant in grants] == [("liaison", new)]
    contacts = [one.name for one in town.unit(NEW).contacts]
    assert len(contacts) == 5, "two of each, and the department's line"
    assert contacts[0] == "公安局示例"
    assert town.db.scalars(select(Liaison).where(Liaison.unit_id == old)).all() == []


def test_what_is_meant_for_the_old_unit_finds_its_successor(town: Town) -> None:
    new = town.unit(NEW).id
    waiting = town.make_inquiry(unit=None)
    office = town.make_staff("government_office", unit="government_office")
    forwards.dispatch(
        town.work(office), waiting.inquiry, waiting.leg, to_unit_id=town.unit(OLD).id, reason="社保"
    )
    unite(town)
    assert town.make_inquiry(unit=OLD).leg.unit_id == new
    reviewer = town.make_staff("forward_reviewer", unit="government_office")
    leg = forwards.approve_forward(town.work(reviewer), waiting.inquiry, waiting.leg)
    assert leg.unit_id == new
    body = town.unit(OLD)
    assert (body.is_active, body.successor_id) == (False, new)


def test_a_complaint_about_the_successor_goes_above_it(town: Town) -> None:
    complaint = town.make_complaint(place="qinghe", about="qinghe-public_security")
    other = town.make_complaint(place="qinghe", about="qinghe-human_resources")
    unite(town, old="qinghe-supervision_office", new="qinghe-public_security")
    town.db.expire_all()
    at = {
        logged.inquiry.id: town.db.get_one(HandlingLeg, logged.leg.id).unit_id
        for logged in (complaint, other)
    }
    assert at[complaint.inquiry.id] == town.unit("supervision_office").id
    assert at[other.inquiry.id] == town.unit("qinghe-public_security").id


def test_what_cannot_be_closed_is_not(town: Town) -> None:
    admin = town.make_staff("administrator", place="nanke")
    with pytest.raises(NotAllowed):
        unite(town, by=town.make_staff("administrator", place="qinghe"))
    for old, new, key in (
        (OLD, OLD, "uniting.no_successor"),
        ("government_office", NEW, "uniting.no_office"),
    ):
        with pytest.raises(Refused) as refusal:
            unite(town, old=old, new=new, by=admin)
        assert refusal.value.wording.key == key
    with pytest.raises(Refused) as refusal:
        uniting.unite(
            town.work(admin), unit_id=town.unit(OLD).id, successor_id=town.unit(NEW).id, reason=" "
        )
    assert refusal.value.wording.key == "uniting.no_reason"
    unite(town, by=admin)
    with pytest.raises(Refused) as refusal:
        unite(town, by=admin)
    assert refusal.value.wording.key == "uniting.closed"
    with pytest.raises(Refused):
        unite(town, old="supervision_office", new=OLD, by=admin)
