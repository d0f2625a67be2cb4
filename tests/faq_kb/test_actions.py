"""The life of an entry: nothing reaches a caller that three others have not let through."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from faq_kb import actions
from hotline.errors import NotAllowed, Refused
from hotline.records import FaqEntry, FaqReview, FaqVersion, Publicity, VersionState
from hotline.work import CALLER, HOTLINE, Actor
from tests.faq_kb.office import ENTRY, STEPS, Office


def entry_of(office: Office, version: FaqVersion) -> FaqEntry:
    office.db.flush()
    return office.db.get_one(FaqEntry, version.entry_id)


def test_an_answer_goes_live_at_the_last_step_and_not_before(office: Office) -> None:
    version = office.submit(office.draft())
    for step in STEPS:
        assert version.state is VersionState.IN_REVIEW
        assert entry_of(office, version).live_version_id is None
        assert office.edition() == 0
        office.review(version, step, opinion=f"{step} 同意")
    assert version.state is VersionState.PUBLISHED
    assert version.published_at == office.now
    assert entry_of(office, version).live_version_id == version.id
    assert office.edition() == 1


def test_every_step_keeps_who_when_and_the_opinion(office: Office) -> None:
    version = office.publish()
    kept = office.db.scalars(select(FaqReview).order_by(FaqReview.id)).all()
    assert [(one.step, one.staff_id, one.passed) for one in kept] == [
        (step, office.reviewer_of[step].id, True) for step in STEPS
    ]
    assert {(one.version_id, one.decided_at, one.opinion) for one in kept} == {
        (version.id, office.now, "同意。")
    }


@pytest.mark.parametrize("step", ["second_review", "approval", "publication", ""])
def test_steps_are_not_skipped(office: Office, step: str) -> None:
    version = office.submit(office.draft())
    everything = office.make_staff("first_reviewer", "second_reviewer", "approver", place="nanke")
    with pytest.raises(Refused):
        actions.review(office.work(everything), version, step=step, passed=True, opinion="同意")
    assert version.state is VersionState.IN_REVIEW


def test_a_step_is_not_taken_twice(office: Office) -> None:
    version = office.submit(office.draft())
    office.review(version, "first_review")
    another = office.make_staff("first_reviewer", place="nanke")
    with pytest.raises(Refused) as refusal:
        actions.review(
            office.work(another), version, step="first_review", passed=True, opinion="同意"
        )
    assert refusal.value.wording.key == "answer.wrong_step"


def test_author_and_reviewers_are_all_different_people(office: Office) -> None:
    does_all = office.make_staff(
        "kb_editor", "first_reviewer", "second_reviewer", "approver", place="nanke"
    )
    own = office.submit(office.draft(office.work(does_all), code="own"))
    others = office.submit(office.draft(code="others"))
    with pytest.raises(Refused) as refusal:
        actions.review(office.work(does_all), own, step="first_review", passed=True, opinion="同意")
    assert refusal.value.wording.key == "answer.same_person"
    actions.review(office.work(does_all), others, step="first_review", passed=True, opinion="同意")
    with pytest.raises(Refused) as refusal:
        actions.review(
            office.work(does_all), others, step="second_review", passed=True, opinion="同意"
        )
    assert refusal.value.wording.key == "answer.same_person"


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_its_roles_alone(office: Office, step: str) -> None:
    version = office.submit(office.draft())
    for before in STEPS[: STEPS.index(step)]:
        office.review(version, before)
    right = office.reviewer_of[step]
    for actor in (office.author, *office.reviewer_of.values(), HOTLINE, CALLER):
        if actor is not right:
            with pytest.raises(NotAllowed):
                actions.review(office.work(actor), version, step=step, passed=True, opinion="同意")
    office.review(version, step)


def test_a_refused_version_is_over_and_says_why(office: Office) -> None:
    version = office.submit(office.draft())
    office.review(version, "first_review")
    office.review(version, "second_review", passed=False, opinion="涉及内部电话。")
    assert (version.state, version.ended_at) == (VersionState.REFUSED, office.now)
    with pytest.raises(Refused):
        office.review(version, "approval")
    with pytest.raises(Refused):
        office.submit(version)
    assert office.submit(office.draft()).number == 2


@pytest.mark.parametrize("opinion", ["", "  \n ", "\u200b"])
def test_no_step_without_an_opinion(office: Office, opinion: str) -> None:
    version = office.submit(office.draft())
    with pytest.raises(Refused) as refusal:
        office.review(version, "first_review", opinion=opinion)
    assert refusal.value.wording.key == "answer.no_opinion"


def test_a_new_version_takes_over_when_it_is_approved_and_not_before(office: Office) -> None:
    old = office.publish()
    new = office.submit(office.draft(answer="现在不收工本费。"))
    assert (new.entry_id, new.number) == (old.entry_id, 2)
    office.review(new, "first_review")
    office.review(new, "second_review")
    assert entry_of(office, old).live_version_id == old.id
    assert old.state is VersionState.PUBLISHED
    office.later(days=1)
    office.review(new, "approval")
    assert entry_of(office, old).live_version_id == new.id
    assert (old.state, old.ended_at) == (VersionState.SUPERSEDED, office.now)
    assert office.edition() == 2


def test_a_draft_gives_way_to_the_next_one_and_a_review_does_not(office: Office) -> None:
    first, second = office.draft(), office.draft(answer="改正后的答案。")
    assert (first.state, second.state) == (VersionState.SUPERSEDED, VersionState.DRAFT)
    office.submit(second)
    with pytest.raises(Refused) as refusal:
        office.draft()
    assert refusal.value.wording.key == "answer.in_review_already"
    actions.withdraw(office.work(office.author), second, opinion="来源过期，重写。")
    assert office.draft().number == 3


def test_withdrawing_is_at_once_and_by_one(office: Office) -> None:
    version = office.publish()
    actions.withdraw(office.work(office.author), version, opinion="政策已变。")
    assert version.state is VersionState.WITHDRAWN
    assert entry_of(office, version).live_version_id is None
    assert office.edition() == 2
    with pytest.raises(Refused) as refusal:
        actions.withdraw(office.work(office.author), version, opinion="再一次。")
    assert refusal.value.wording.key == "answer.ended"
    last = office.db.scalars(select(FaqReview).order_by(FaqReview.id.desc())).first()
    assert last is not None
    assert (last.step, last.opinion, last.staff_id) == (
        "withdrawal", "政策已变。", office.author.id,
    )  # fmt: skip


def test_withdrawing_a_new_version_leaves_the_live_one(office: Office) -> None:
    live = office.publish()
    new = office.submit(office.draft(answer="草稿。"))
    actions.withdraw(office.work(office.author), new, opinion="不改了。")
    assert entry_of(office, live).live_version_id == live.id
    assert office.edition() == 1


def test_what_ran_out_in_review_is_not_published(office: Office) -> None:
    version = office.submit(office.draft(valid_until=date(2026, 11, 23)))
    office.review(version, "first_review")
    office.review(version, "second_review")
    office.later(days=1)
    with pytest.raises(Refused) as refusal:
        office.review(version, "approval")
    assert refusal.value.wording.key == "answer.out_of_date"
    assert version.state is VersionState.IN_REVIEW


def test_several_are_decided_all_or_none(office: Office) -> None:
    both = [office.submit(office.draft(code=code)) for code in ("one", "two")]
    office.review(both[0], "first_review")
    with pytest.raises(Refused):
        actions.review(
            office.work(office.first_reviewer), *both,
            step="first_review", passed=True, opinion="同意",
        )  # fmt: skip
    office.review(both[1], "first_review")
    for step in STEPS[1:]:
        actions.review(
            office.work(office.reviewer_of[step]), *both, step=step, passed=True, opinion="同意"
        )
    assert {version.state for version in both} == {VersionState.PUBLISHED}
    assert office.edition() == 1


def test_departments_keep_their_own_and_nobody_elses(office: Office) -> None:
    own = office.make_staff("kb_editor", unit="public_security")
    office.draft(office.work(own))
    for actor in (
        office.make_staff("kb_editor", place="qinghe"),
        office.make_staff("kb_editor", unit="human_resources"),
        office.make_staff("operator", place="nanke"),
        HOTLINE,
        CALLER,
        Actor(kind="staff", id=None),
    ):
        with pytest.raises(NotAllowed):
            office.draft(office.work(actor), code="other")
    other_unit = office.unit("human_resources").id
    with pytest.raises(Refused) as refusal:
        office.draft(unit_id=other_unit)
    assert refusal.value.wording.key == "answer.anothers"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"question": "  "}, "answer.incomplete"),
        ({"answer": "\n"}, "answer.incomplete"),
        ({"source": ""}, "answer.incomplete"),
        ({"category": ""}, "answer.incomplete"),
        ({"question": "问" * 201}, "answer.incomplete"),
        ({"answer": "答" * 4001}, "answer.incomplete"),
        ({"phrasings": ["问" * 201]}, "answer.too_many_phrasings"),
        ({"phrasings": [f"第{n}问" for n in range(201)]}, "answer.too_many_phrasings"),
        ({"publicity": Publicity.WITHHELD}, "answer.no_reason"),
        ({"publicity": Publicity.ON_REQUEST, "publicity_reason": " "}, "answer.no_reason"),
        ({"source_on": date(2026, 11, 24)}, "answer.wrong_dates"),
        ({"valid_until": date(2026, 11, 22)}, "answer.wrong_dates"),
        ({"question_en": "How?"}, "answer.half_english"),
        ({"answer_en": "So."}, "answer.half_english"),
        ({"code": "身份证"}, "answer.wrong_code"),
        ({"code": "id card"}, "answer.wrong_code"),
    ],
)
def test_an_incomplete_entry_is_refused_in_both_languages(
    office: Office, change: dict[str, Any], key: str
) -> None:
    with pytest.raises(Refused) as refusal:
        office.draft(**change)
    wording = refusal.value.wording
    assert wording.key == key
    assert wording.zh
    assert wording.en


def test_text_is_kept_as_it_is_but_for_invisible_marks_and_repetitions(office: Office) -> None:
    version = office.draft(
        question=" 身份证\u200b丢了？ ",
        answer="第一步。\r\n第二步。",
        phrasings=["丢了", " 丢了", "", "掉了"],
    )
    assert version.question == "身份证丢了？"
    assert version.answer == "第一步。\n第二步。"
    assert [phrasing.text for phrasing in version.phrasings] == ["丢了", "掉了"]
    assert version.source == ENTRY["source"]
