"""What reviewers cannot decide is determined by an authority, against a clock of its own (R-52)."""

from __future__ import annotations

from datetime import date

import pytest

from faq_kb import referrals
from faq_kb.referrals import Authority, authorities, determine, recompute, refer
from hotline.actions import working_time
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import FaqReferral, FaqVersion, VersionState
from hotline.rules.calendar import DayKind, SpecialDay
from hotline.work import Actor
from tests.faq_kb.office import STEPS, Office

HERE = "supervision_office"


def secrecy(office: Office) -> tuple[Actor, Authority]:
    """Somebody of the secrecy authority, and that authority."""
    person = office.make_staff("secrecy_officer", unit=HERE)
    return person, Authority("secrecy_officer", office.unit(HERE).id)


def referred(office: Office, authority: Authority) -> tuple[FaqVersion, FaqReferral]:
    """A version that the first reviewer could not decide."""
    version = office.submit(office.draft())
    work = office.work(office.first_reviewer)
    reason = "里面有内部编制数，拿不准。"
    return version, refer(work, version, step="first_review", authority=authority, reason=reason)


def test_the_review_waits_and_goes_on_where_it_stood(office: Office) -> None:
    person, authority = secrecy(office)
    version, case = referred(office, authority)
    with pytest.raises(Refused) as refusal:
        office.review(version, "first_review")
    assert refusal.value.wording.key == "answer.referred"
    with pytest.raises(Refused):
        office.review(version, "first_review", passed=False, opinion="那就退回。")
    determine(office.work(person), referral_id=case.id, may_publish=True, opinion="可以公开。")
    for step in STEPS:
        office.review(version, step)
    assert version.state is VersionState.PUBLISHED
    assert (case.may_publish, case.opinion, case.decided_by_id) == (True, "可以公开。", person.id)


def test_what_may_not_be_public_can_only_be_sent_back(office: Office) -> None:
    person, authority = secrecy(office)
    version, case = referred(office, authority)
    determine(office.work(person), referral_id=case.id, may_publish=False, opinion="属内部事项。")
    with pytest.raises(Refused) as refusal:
        office.review(version, "first_review")
    assert refusal.value.wording.key == "answer.not_to_be_public"
    office.review(version, "first_review", passed=False, opinion="按确定意见退回。")
    assert version.state is VersionState.REFUSED


def test_the_clock_runs_by_the_authority_s_working_days(office: Office) -> None:
    office.at("2026-09-29 10:00")
    _, authority = secrecy(office)
    _, case = referred(office, authority)
    # 10 working days from the 30th on; in this town the 1st of October is off.
    assert (case.days, case.received_on, case.due_on) == (10, date(2026, 9, 29), date(2026, 10, 14))
    assert not case.is_overdue(office.at("2026-10-14 17:59").now)
    assert case.is_overdue(office.at("2026-10-14 18:01").now)


def test_a_calendar_change_moves_it_and_the_old_day_is_kept(office: Office) -> None:
    _, authority = secrecy(office)
    _, case = referred(office, authority)
    assert case.due_on == date(2026, 12, 7)
    assert recompute(office.work()) == 0
    working_time.set_calendar_days(
        office.work(), place_id=office.place("nanke"),
        days=[SpecialDay(date(2026, 12, 1), DayKind.HOLIDAY, "州庆", "example notice")],
    )  # fmt: skip
    assert recompute(office.work()) == 1
    office.db.flush()
    assert case.due_on == date(2026, 12, 8)
    assert [one["due_on"] for one in case.earlier] == ["2026-12-07"]
    assert {"date": "2026-12-01", "why": "州庆（南柯州）"} in case.skipped


def test_it_goes_to_an_authority_at_the_place_or_above(office: Office) -> None:
    at_home = Authority("secrecy_officer", office.unit("qinghe-supervision_office").id)
    above = Authority("superior_reviewer", office.unit(HERE).id)
    office.make_staff("secrecy_officer", unit="qinghe-supervision_office")
    office.make_staff("secrecy_officer", unit="bailu-supervision_office")
    office.make_staff("superior_reviewer", unit=HERE)
    work = office.work(office.author)
    county, prefecture = office.unit("qinghe-public_security").id, office.unit("public_security").id
    assert authorities(work, unit_id=county) == (at_home, above)
    assert authorities(work, unit_id=prefecture) == (above,)
    assert authorities(work, unit_id=above.unit_id) == ()
    version = office.submit(office.draft())
    for wrong in (at_home, Authority("approver", above.unit_id), Authority("", 0)):
        with pytest.raises(Refused) as refusal:
            refer(office.work(office.first_reviewer), version, step="first_review",
                  authority=wrong, reason="拿不准")  # fmt: skip
        assert refusal.value.wording.key == "answer.no_authority"


def test_only_whose_step_it_is_refers_and_only_once_and_with_a_reason(office: Office) -> None:
    person, authority = secrecy(office)
    version = office.submit(office.draft())
    given = {"step": "first_review", "authority": authority}
    for actor in (office.author, office.second_reviewer, person):
        with pytest.raises(NotAllowed):
            refer(office.work(actor), version, reason="拿不准", **given)  # type: ignore[arg-type]
    work = office.work(office.first_reviewer)
    with pytest.raises(Refused) as refusal:
        refer(work, version, reason=" ", **given)  # type: ignore[arg-type]
    assert refusal.value.wording.key == "answer.no_referral_reason"
    refer(work, version, reason="拿不准", **given)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refusal:
        refer(work, version, reason="再送一次", **given)  # type: ignore[arg-type]
    assert refusal.value.wording.key == "answer.referred"


def test_only_the_authority_decides_and_only_once(office: Office) -> None:
    person, authority = secrecy(office)
    _version, case = referred(office, authority)
    elsewhere = office.make_staff("secrecy_officer", unit="human_resources")
    for actor in (office.first_reviewer, office.approver, office.author, elsewhere):
        with pytest.raises(NotAllowed):
            determine(office.work(actor), referral_id=case.id, may_publish=True, opinion="可以")
    with pytest.raises(Refused):
        determine(office.work(person), referral_id=case.id, may_publish=True, opinion="")
    determine(office.work(person), referral_id=case.id, may_publish=True, opinion="可以")
    with pytest.raises(Refused) as refusal:
        determine(office.work(person), referral_id=case.id, may_publish=False, opinion="改了")
    assert refusal.value.wording.key == "answer.determined"
    with pytest.raises(NotFound):
        determine(office.work(person), referral_id=0, may_publish=True, opinion="可以")


def test_nobody_determines_a_case_of_their_own(office: Office) -> None:
    both = office.make_staff("first_reviewer", "secrecy_officer", place="nanke")
    _, authority = secrecy(office)
    version = office.submit(office.draft())
    case = refer(office.work(both), version, step="first_review", authority=authority, reason="?")
    with pytest.raises(Refused) as refusal:
        determine(office.work(both), referral_id=case.id, may_publish=True, opinion="可以")
    assert refusal.value.wording.key == "answer.same_person"


def test_a_withdrawn_version_needs_no_determination_any_more(office: Office) -> None:
    person, authority = secrecy(office)
    version, case = referred(office, authority)
    office.withdraw(version)
    with pytest.raises(Refused) as refusal:
        referrals.check_determine(office.work(person), case, version)
    assert refusal.value.wording.key == "answer.determined"
