"""Routine or complex, and an extension: capped, counted from receipt, agreed to, told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.actions import deadlines, extensions
from hotline.actions.inquiries import Logged
from hotline.errors import Refused
from hotline.records import Deadline, OutboxRow
from hotline.work import Actor
from tests.factories import Town

RECEIVED = "2026-11-23 10:00"  # a Monday; +5 is 11-30, +10 is 12-07, +20 is 12-21


@pytest.fixture
def officer(town: Town) -> Actor:
    return town.make_staff("reply_officer", unit="public_security")


@pytest.fixture
def head(town: Town) -> Actor:
    return town.make_staff("unit_head", unit="public_security")


def ask(
    town: Town, actor: Actor, logged: Logged, *, to_days: int | None = 20, reason: str = "需要会商"
) -> None:
    extensions.request_extension(
        town.work(actor), logged.inquiry, logged.leg, to_days=to_days, reason=reason
    )


def refused(town: Town, actor: Actor, logged: Logged, **how: object) -> str:
    with pytest.raises(Refused) as caught:
        ask(town, actor, logged, **how)  # type: ignore[arg-type]
    return caught.value.wording.zh


def reasons(town: Town, logged: Logged) -> list[tuple[str, str]]:
    """How the deadline was counted each time: when it is due, and why it was counted."""
    query = select(Deadline).where(Deadline.handling_leg_id == logged.leg.id).order_by(Deadline.id)
    return [(row.due_on.isoformat(), row.reason) for row in town.db.scalars(query)]


def test_complex_is_counted_from_receipt_and_has_an_author(town: Town, officer: Actor) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    town.at("2026-11-26 10:00")
    extensions.classify(
        town.work(officer), logged.inquiry, logged.leg, clock="complex", because="涉及两个部门"
    )
    assert reasons(town, logged) == [("2026-11-30", "opened"), ("2026-12-07", "classified")]
    assert logged.leg.classified_because == "涉及两个部门"


@pytest.mark.parametrize(("clock", "because"), [("complex", ""), ("forwarding", "拖"), ("", "拖")])
def test_a_class_is_one_of_two_and_has_grounds(
    town: Town, officer: Actor, clock: str, because: str
) -> None:
    logged = town.make_inquiry()
    with pytest.raises(Refused) as caught:
        extensions.classify(
            town.work(officer), logged.inquiry, logged.leg, clock=clock, because=because
        )
    assert caught.value.wording.zh == "请选择一般性或重要复杂，并写明依据"


def test_an_extension_changes_nothing_until_the_head_agrees(
    town: Town, officer: Actor, head: Actor
) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    ask(town.at("2026-11-27 10:00"), officer, logged)
    assert logged.leg.due_on.isoformat() == "2026-11-30"
    extensions.approve_extension(town.work(head), logged.inquiry, logged.leg)
    assert reasons(town, logged) == [("2026-11-30", "opened"), ("2026-12-21", "extended")]


def test_twenty_is_a_cap_and_no_addition(town: Town, officer: Actor) -> None:
    logged = town.make_inquiry()
    for to_days in (5, 21, 0, None):
        said = refused(town, officer, logged, to_days=to_days)
        assert said == "延期后总时限应多于5个、不超过20个工作日(自收到之日起算)"


def test_a_second_extension_is_longer_than_the_first_and_still_capped(
    town: Town, officer: Actor, head: Actor
) -> None:
    logged = town.make_inquiry()
    ask(town, officer, logged, to_days=10)
    assert refused(town, officer, logged) == "已有延期申请等待批准"
    extensions.approve_extension(town.work(head), logged.inquiry, logged.leg)
    assert refused(town, officer, logged, to_days=10).startswith("延期后总时限应多于10个")
    ask(town, officer, logged, to_days=20)
    extensions.approve_extension(town.work(head), logged.inquiry, logged.leg)
    assert refused(town, officer, logged) == "该时限不能再延期"


def test_it_is_asked_for_before_the_deadline_with_a_reason(town: Town, officer: Actor) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    assert refused(town, officer, logged, reason="") == "请填写延期理由"
    ask(town.at("2026-11-30 18:00"), officer, logged)
    other = town.at(RECEIVED).make_inquiry()
    town.at("2026-11-30 18:00").later(seconds=1)
    assert refused(town, officer, other) == "已过办理时限"


def test_only_that_unit_s_head_agrees(town: Town, officer: Actor) -> None:
    logged = town.make_inquiry()
    ask(town, officer, logged)
    for stranger in (officer, town.make_staff("unit_head", unit="human_resources")):
        with pytest.raises(Refused) as caught:
            extensions.approve_extension(town.work(stranger), logged.inquiry, logged.leg)
        assert caught.value.wording.zh == "您的岗位不能同意延期"


def test_a_complaint_s_extension_is_for_the_head_of_supervision(town: Town) -> None:
    logged = town.make_complaint()
    ask(
        town,
        town.make_staff("supervision", place="nanke", unit="supervision_office"),
        logged,
        to_days=30,
    )
    with pytest.raises(Refused) as caught:
        extensions.approve_extension(
            town.work(town.make_staff("unit_head", unit="supervision_office")),
            logged.inquiry, logged.leg,
        )  # fmt: skip
    assert caught.value.wording.zh == "该时限的延期应由规定的负责人批准"
    boss = town.make_staff("supervision_head", place="nanke", unit="supervision_office")
    extensions.approve_extension(town.work(boss), logged.inquiry, logged.leg)
    assert logged.leg.extended_to_days == 30


def test_a_government_office_s_forwarding_is_not_extended(town: Town) -> None:
    logged = town.make_inquiry(unit=None)
    office = town.make_staff("reply_officer", unit="government_office")
    assert refused(town, office, logged) == "该时限不能再延期"


def test_a_refusal_leaves_the_date_and_keeps_its_reason(
    town: Town, officer: Actor, head: Actor
) -> None:
    logged = town.make_inquiry()
    ask(town, officer, logged)
    extensions.refuse_extension(
        town.work(head), logged.inquiry, logged.leg, reason="材料齐全，不必延期"
    )
    assert reasons(town, logged) == [("2026-11-30", "opened")]
    ask(town, officer, logged)


def test_a_changed_calendar_counts_an_extended_leg_by_its_whole_length(
    town: Town, officer: Actor, head: Actor
) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    ask(town, officer, logged)
    extensions.approve_extension(town.work(head), logged.inquiry, logged.leg)
    held = {logged.inquiry.id: logged.inquiry}
    assert deadlines.recompute(town.work(), held, [logged.leg]) == 0
    assert logged.leg.due_on.isoformat() == "2026-12-21"


@pytest.mark.parametrize(("phone", "told"), [("+8613800010001", 1), ("+8687112345678", 0)])
def test_the_inquirer_is_told_by_sms_where_one_reaches(
    town: Town, officer: Actor, head: Actor, phone: str, told: int
) -> None:
    logged = town.make_inquiry(phone=phone)
    ask(town, officer, logged)
    extensions.approve_extension(town.work(head), logged.inquiry, logged.leg)
    jobs = town.db.scalars(select(OutboxRow).where(OutboxRow.kind == "text_extension")).all()
    assert len(jobs) == told
