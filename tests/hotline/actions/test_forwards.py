"""A leg goes on only after review, comes back with a reason, and in the end is designated."""

from __future__ import annotations

import pytest

from hotline.actions import forwards, legs
from hotline.actions.inquiries import Logged
from hotline.errors import Refused
from hotline.records import HandlingLeg, InquiryState, LegState
from hotline.work import Actor
from tests.factories import Town


class Office:
    """Everybody of one unit of the town."""

    def __init__(self, town: Town, code: str) -> None:
        self.town, self.unit = town, town.unit(code)
        self.officer = town.make_staff("reply_officer", "government_office", unit=code)
        self.reviewer = town.make_staff("forward_reviewer", unit=code)

    def asks(self, logged: Logged, leg: HandlingLeg, **how: object) -> None:
        """Somebody asks for the move that fits what is said."""
        work = self.town.work(self.officer)
        verb = "pass_on" if "part_reply" in how else "dispatch" if "to_unit_id" in how else None
        act = getattr(forwards, verb or "request_forward")
        act(work, logged.inquiry, leg, reason="不属本单位职责", **how)

    def approves(self, logged: Logged, leg: HandlingLeg) -> HandlingLeg:
        return forwards.approve_forward(self.town.work(self.reviewer), logged.inquiry, leg)

    def returns(self, logged: Logged, leg: HandlingLeg) -> HandlingLeg:
        work = self.town.work(self.officer)
        return forwards.return_to_sender(work, logged.inquiry, leg, reason="不属本单位职责")


@pytest.fixture
def police(town: Town) -> Office:
    return Office(town, "public_security")


@pytest.fixture
def labour(town: Town) -> Office:
    return Office(town, "human_resources")


@pytest.fixture
def government(town: Town) -> Office:
    return Office(town, "government_office")


def refused(
    town: Town, actor: Actor, verb: str, logged: Logged, leg: HandlingLeg, **how: object
) -> str:
    """The refusal's words of this move by this person."""
    with pytest.raises(Refused) as caught:
        getattr(forwards, verb)(town.work(actor), logged.inquiry, leg, **how)
    return caught.value.wording.zh


def test_a_forward_waits_for_review_and_the_clock_runs_on(
    town: Town, police: Office, government: Office
) -> None:
    logged = town.make_inquiry()
    police.asks(logged, logged.leg)
    assert logged.leg.state is LegState.OPEN
    assert [leg.unit_id for leg in legs.open_legs(town.work(), logged.inquiry)] == [police.unit.id]
    due_on = logged.leg.due_on
    town.at("2026-11-25 10:00")
    following = police.approves(logged, logged.leg)
    assert (logged.leg.state, logged.leg.due_on) == (LegState.FORWARDED, due_on)
    assert (following.unit_id, following.clock) == (government.unit.id, "forwarding")
    assert f"{following.received_on} {following.due_on}" == "2026-11-25 2026-12-02"
    assert following.sender_leg_id == logged.leg.id
    assert logged.inquiry.state is InquiryState.OPEN


def test_who_asked_does_not_review(town: Town, police: Office) -> None:
    logged = town.make_inquiry()
    both = town.make_staff("liaison", "forward_reviewer", unit="public_security")
    forwards.request_forward(town.work(both), logged.inquiry, logged.leg, reason="不清楚")
    said = refused(town, both, "approve_forward", logged, logged.leg)
    assert said == "申请人不能审核自己的转发"
    assert police.approves(logged, logged.leg).state is LegState.OPEN


def test_a_forward_needs_a_reason_and_one_waits_at_a_time(town: Town, police: Office) -> None:
    logged = town.make_inquiry()
    said = refused(town, police.officer, "request_forward", logged, logged.leg, reason="")
    assert said == "请填写转发理由"
    police.asks(logged, logged.leg)
    said = refused(town, police.officer, "request_forward", logged, logged.leg, reason="再申请")
    assert said == "已有转发申请等待审核"


def test_a_refused_forward_stays_with_its_reason_and_may_be_asked_again(
    town: Town, police: Office
) -> None:
    logged = town.make_inquiry()
    police.asks(logged, logged.leg)
    said = refused(town, police.reviewer, "refuse_forward", logged, logged.leg, reason="")
    assert said == "请填写不同意的理由"
    work = town.work(police.reviewer)
    forwards.refuse_forward(work, logged.inquiry, logged.leg, reason="属于本局职责")
    assert logged.leg.state is LegState.OPEN
    police.asks(logged, logged.leg)


def test_a_joint_reply_goes_on_part_by_part_and_is_shown_together(
    town: Town, police: Office, labour: Office
) -> None:
    logged = town.make_inquiry()
    police.asks(logged, logged.leg, part_reply="户口部分：……", to_unit_id=labour.unit.id)
    following = police.approves(logged, logged.leg)
    assert (following.unit_id, following.clock) == (labour.unit.id, "routine")
    legs.reply(
        town.work(labour.officer), logged.inquiry, following, reply="社保部分：……", internal_note=""
    )
    assert logged.inquiry.state is InquiryState.REPLIED
    assert [leg.reply for leg in (logged.leg, following)] == ["户口部分：……", "社保部分：……"]
    assert logged.inquiry.first_responder_unit_id == police.unit.id


def test_an_office_dispatches_down_and_up_but_not_across(town: Town, government: Office) -> None:
    county = Office(town, "qinghe-government_office")
    logged = town.make_inquiry(unit=None, place="qinghe")
    assert logged.leg.unit_id == county.unit.id
    codes = {
        unit.code
        for unit in forwards.targets(town.work(county.officer), logged.leg, verb="dispatch")
    }
    assert {"qinghe-public_security", "government_office"} <= codes
    assert not {"bailu-public_security", "public_security", "qinghe-government_office"} & codes
    across = town.unit("bailu-public_security").id
    said = refused(
        town, county.officer, "dispatch", logged, logged.leg, to_unit_id=across, reason="不清楚"
    )
    assert said == "请从列表中选择转往的单位"
    county.asks(logged, logged.leg, to_unit_id=government.unit.id)
    above = county.approves(logged, logged.leg)
    government.asks(logged, above, to_unit_id=town.unit("public_security").id)
    assert government.approves(logged, above).is_designated is False


def test_a_return_opens_a_leg_at_the_sender_with_a_clock_of_its_own(
    town: Town, police: Office, government: Office
) -> None:
    logged = town.make_inquiry(unit=None)
    government.asks(logged, logged.leg, to_unit_id=police.unit.id)
    leg = government.approves(logged, logged.leg)
    town.at("2026-11-24 09:00")
    back = police.returns(logged, leg)
    assert leg.state is LegState.RETURNED
    assert (back.unit_id, back.clock, f"{back.received_on}") == (
        government.unit.id, "forwarding", "2026-11-24",
    )  # fmt: skip


def test_what_nobody_sent_cannot_be_returned(town: Town, police: Office) -> None:
    logged = town.make_inquiry()
    said = refused(town, police.officer, "return_to_sender", logged, logged.leg, reason="不属")
    assert said == "本环节不是转来的，无处可退"


def test_after_the_second_return_the_office_designates_and_that_unit_keeps_it(
    town: Town, police: Office, labour: Office, government: Office
) -> None:
    logged = town.make_inquiry(unit=None)
    leg = logged.leg
    for unit in (police, labour):
        government.asks(logged, leg, to_unit_id=unit.unit.id)
        leg = unit.returns(logged, government.approves(logged, leg))
        assert leg.unit_id == government.unit.id
    said = refused(town, government.officer, "return_to_sender", logged, leg, reason="不属")
    assert said == "本事项已退回或转发两次，应由政府办指定承办单位"
    government.asks(logged, leg, to_unit_id=labour.unit.id)
    named = government.approves(logged, leg)
    assert named.is_designated
    for verb in ("return_to_sender", "request_forward"):
        said = refused(town, labour.officer, verb, logged, named, reason="不属本单位职责")
        assert said == "本事项已指定由本单位承办，不能再转出"


def test_the_second_return_goes_past_the_sender_to_the_office(
    town: Town, police: Office, labour: Office, government: Office
) -> None:
    logged = town.make_inquiry()
    police.asks(logged, logged.leg, part_reply="户口部分", to_unit_id=labour.unit.id)
    first = labour.returns(logged, police.approves(logged, logged.leg))
    assert first.unit_id == police.unit.id
    police.asks(logged, first, part_reply="户口部分", to_unit_id=labour.unit.id)
    assert labour.returns(logged, police.approves(logged, first)).unit_id == government.unit.id


def test_an_office_works_on_no_leg_of_a_department(town: Town) -> None:
    office = town.make_staff("government_office", place="nanke")
    logged = town.make_inquiry()
    with pytest.raises(Refused) as caught:
        legs.reply(
            town.work(office), logged.inquiry, logged.leg, reply="越俎代庖", internal_note=""
        )
    assert caught.value.wording.zh == "您的岗位不能答复"


def test_a_complaint_is_never_forwarded(town: Town) -> None:
    logged = town.make_complaint()
    officer = town.make_staff("reply_officer", unit="supervision_office")
    said = refused(town, officer, "request_forward", logged, logged.leg, reason="不清楚")
    assert said == "投诉由监督部门分三部分答复"
