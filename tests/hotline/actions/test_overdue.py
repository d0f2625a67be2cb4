"""A late leg: said once, explained in time or late, reviewed by three, published, accounted for."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.actions import extensions, overdue, supervising
from hotline.actions.inquiries import Logged
from hotline.errors import NotAllowed, Refused
from hotline.records import Explanation, Function, InquiryEvent, LegState
from hotline.reports import overdue as reports
from hotline.work import Actor
from tests.factories import Town

RECEIVED, LATE = "2026-11-23 10:00", "2026-12-01 09:00"  # due on 2026-11-30, 18:00
STEPS = ("first_review", "second_review", "approval")


@pytest.fixture
def officer(town: Town) -> Actor:
    return town.make_staff("reply_officer", unit="public_security")


@pytest.fixture
def supervision(town: Town) -> Actor:
    for function in (Function.SUPERVISED, Function.ACCOUNTABILITY):
        town.bind(function, unit="supervision_office")
    return town.make_staff("supervision", place="nanke", unit="supervision_office")


def explained(town: Town, officer: Actor, logged: Logged) -> Explanation:
    return overdue.explain(
        town.work(officer),
        logged.inquiry,
        logged.leg,
        text="会商未结束",
        public_text="正在会商，月底前答复。",
    )


def said(town: Town, logged: Logged) -> int:
    query = town.db.query(InquiryEvent).where(InquiryEvent.inquiry_id == logged.inquiry.id)
    return query.where(InquiryEvent.kind == "overdue_announced").count()


def test_it_is_announced_once_a_second_after_the_deadline(town: Town) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    town.at("2026-11-30 18:00")
    assert overdue.announce(town.work(), logged.inquiry, logged.leg) is False
    town.later(seconds=1)
    assert overdue.announce(town.work(), logged.inquiry, logged.leg) is True
    assert overdue.announce(town.work(), logged.inquiry, logged.leg) is False
    assert said(town, logged) == 1


def test_a_later_deadline_is_announced_anew(town: Town, officer: Actor) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    extensions.request_extension(
        town.work(officer), logged.inquiry, logged.leg, to_days=10, reason="需要会商"
    )
    overdue.announce(town.at(LATE).work(), logged.inquiry, logged.leg)
    head = town.make_staff("unit_head", unit="public_security")
    extensions.approve_extension(town.work(head), logged.inquiry, logged.leg)
    assert overdue.announce(town.work(), logged.inquiry, logged.leg) is False
    overdue.announce(town.at("2026-12-08 09:00").work(), logged.inquiry, logged.leg)
    assert said(town, logged) == 2


def test_it_is_explained_before_the_day_too_and_once(town: Town, officer: Actor) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    with pytest.raises(Refused, match="enter the explanation"):
        overdue.explain(town.work(officer), logged.inquiry, logged.leg, text="有", public_text="")
    explained(town, officer, logged)
    with pytest.raises(Refused, match="explained already"):
        explained(town, officer, logged)


def test_what_was_replied_in_time_is_not_explained(town: Town, officer: Actor) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    town.reply(logged)
    with pytest.raises(Refused, match="nothing to explain"):
        explained(town.at(LATE), officer, logged)
    late = town.at(RECEIVED).make_inquiry()
    town.at(LATE).reply(late)
    explained(town, officer, late)


def test_it_is_public_after_three_others_agreed(town: Town, officer: Actor) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    one = explained(town, officer, logged)
    people = [
        town.make_staff(role, place="nanke")
        for role in ("first_reviewer", "second_reviewer", "approver")
    ]
    with pytest.raises(NotAllowed):
        overdue.review(
            town.work(people[1]), logged.inquiry, logged.leg, one, passed=True, opinion="同意"
        )
    for person in people:
        assert one.published_at is None
        assert [row.id for row in reports.explanations_to_review(town.work(person))] == [one.id]
        overdue.review(
            town.work(person), logged.inquiry, logged.leg, one, passed=True, opinion="同意"
        )
        assert reports.explanations_to_review(town.work(person)) == ()
    assert one.published_at == town.now


def test_one_person_does_not_decide_two_steps(town: Town, officer: Actor) -> None:
    logged = town.make_inquiry()
    one = explained(town, officer, logged)
    both = town.make_staff("first_reviewer", "second_reviewer", place="nanke")
    overdue.review(town.work(both), logged.inquiry, logged.leg, one, passed=True, opinion="同意")
    with pytest.raises(NotAllowed, match="different persons"):
        overdue.review(
            town.work(both), logged.inquiry, logged.leg, one, passed=True, opinion="同意"
        )


def test_what_is_sent_back_is_filed_anew(town: Town, officer: Actor) -> None:
    logged = town.make_inquiry()
    one = explained(town, officer, logged)
    reviewer = town.make_staff("first_reviewer", place="nanke")
    overdue.review(
        town.work(reviewer), logged.inquiry, logged.leg, one, passed=False, opinion="写明日期"
    )
    with pytest.raises(Refused, match="is over"):
        overdue.review(
            town.work(reviewer), logged.inquiry, logged.leg, one, passed=True, opinion="同意"
        )
    explained(town, officer, logged)


def test_the_accountability_list_is_of_those_who_did_not_explain_in_time(
    town: Town, officer: Actor, supervision: Actor
) -> None:
    in_time, late, never, replied = (town.at(RECEIVED).make_inquiry() for _ in range(4))
    explained(town, officer, in_time)
    town.reply(replied)
    explained(town.at(LATE), officer, late)
    work = town.work(supervision)
    listed = reports.accountable(work, month=date(2026, 11, 15))
    assert [one.row.reference for one in listed.rows] == [
        never.inquiry.reference, late.inquiry.reference,
    ]  # fmt: skip
    assert reports.accountable(work, month=date(2026, 12, 1)).rows == ()
    assert reports.accountable(work, month=date(2026, 11, 1), unit_id=1).rows == ()
    overdue.record_accountability(
        work, never.inquiry, never.leg, facts="逾期一天", measure="提醒谈话"
    )
    (unit,) = reports.accountable_units(work, month=date(2026, 11, 1))
    assert (unit.late_count, unit.recorded_count) == (2, 1)
    assert reports.accountable(work, month=date(2026, 11, 1), unit_id=unit.unit_id).rows != ()


def test_only_the_bound_function_records_and_only_what_is_late(
    town: Town, officer: Actor, supervision: Actor
) -> None:
    logged = town.at(RECEIVED).make_inquiry()
    with pytest.raises(Refused, match="not late"):
        overdue.record_accountability(
            town.work(supervision), logged.inquiry, logged.leg, facts="有", measure="有"
        )
    other = town.make_staff("supervision", place="nanke", unit="human_resources")
    with pytest.raises(Refused, match="holds this function"):
        overdue.record_accountability(
            town.at(LATE).work(other), logged.inquiry, logged.leg, facts="有", measure="有"
        )


def test_a_neighbour_s_supervision_sees_nothing(town: Town, officer: Actor) -> None:
    town.at(RECEIVED).make_inquiry()
    neighbour = town.make_staff("supervision", place="bailu", unit="bailu-supervision_office")
    work = town.at(LATE).work(neighbour)
    assert reports.open_late(work).rows == ()
    assert reports.accountable(work, month=date(2026, 11, 1)).rows == ()
    assert reports.accountable_units(work, month=date(2026, 11, 1)) == ()


def test_a_late_complaint_is_listed_but_not_to_the_unit_it_is_about(
    town: Town, supervision: Actor
) -> None:
    complaint = town.at(RECEIVED).make_complaint(about="public_security")
    of_us = town.make_complaint(about="supervision_office")
    work = town.at("2027-02-01 09:00").work(supervision)
    assert [one.row.id for one in reports.open_late(work).rows] == [complaint.inquiry.id]
    months = [date(2026, 12, 1), date(2027, 1, 1)]
    listed = [one.row.id for month in months for one in reports.accountable(work, month=month).rows]
    assert listed == [complaint.inquiry.id]
    assert sum(
        unit.late_count
        for month in months
        for unit in reports.accountable_units(work, month=month)
    ) == 1  # fmt: skip
    assert of_us.inquiry.id not in listed


def test_a_leg_under_supervised_handling_reports_its_progress(
    town: Town, officer: Actor, supervision: Actor
) -> None:
    logged = town.make_inquiry()
    with pytest.raises(Refused, match="not under supervised"):
        supervising.report_progress(town.work(officer), logged.inquiry, logged.leg, text="在办")
    supervising.supervise(
        town.work(supervision), logged.inquiry, logged.leg, order="三日内报告进展"
    )
    supervising.report_progress(town.work(officer), logged.inquiry, logged.leg, text="在办")


def test_an_upheld_complaint_opens_the_leg_again_once(town: Town, supervision: Actor) -> None:
    logged = town.make_inquiry()
    town.reply(logged)
    with pytest.raises(Refused, match="no complaint"):
        supervising.reopen(town.work(supervision), logged.inquiry, logged.leg)
    complaint = town.make_complaint(about_inquiry=logged.inquiry)
    town.later(hours=1).answer_complaint(complaint, is_upheld=True)
    town.later(minutes=1)
    again = supervising.reopen(town.work(supervision), logged.inquiry, logged.leg)
    assert (again.unit_id, again.clock, again.state) == (
        logged.leg.unit_id, "routine", LegState.OPEN,
    )  # fmt: skip
    with pytest.raises(Refused, match="already"):
        supervising.reopen(town.work(supervision), logged.inquiry, logged.leg)
