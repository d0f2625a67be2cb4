"""Personal data stops an entry, until it is gone or somebody has said why it is official."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from faq_kb import actions
from hotline.errors import Refused
from hotline.records import FaqCleared, VersionState
from tests.faq_kb.office import STEPS, Office

NUMBER = "13800010001"
ANSWER = f"请在工作时间拨打{NUMBER}预约。"


def test_submission_stops_until_the_number_is_gone(office: Office) -> None:
    version = office.draft(answer=ANSWER)
    with pytest.raises(Refused) as refusal:
        office.submit(version)
    assert refusal.value.wording.key == "answer.personal_data"
    assert NUMBER not in str(refusal.value)
    assert version.state is VersionState.DRAFT
    assert office.submit(office.draft()).state is VersionState.IN_REVIEW


@pytest.mark.parametrize("field", ["question", "phrasings", "source"])
def test_every_public_text_is_looked_at(office: Office, field: str) -> None:
    text = f"找{NUMBER}"
    with pytest.raises(Refused):
        office.submit(office.draft(**{field: [text] if field == "phrasings" else text}))


def test_a_reason_is_kept_and_holds_for_later_versions(office: Office) -> None:
    version = office.draft(answer=ANSWER)
    work = office.work(office.author)
    for reason in ("", "  "):
        with pytest.raises(Refused):
            actions.submit(work, version, reasons={NUMBER: reason})
    actions.submit(work, version, reasons={NUMBER: "户政科对外值班手机"})
    [kept] = office.db.scalars(select(FaqCleared)).all()
    assert (kept.text, kept.reason, kept.staff_id, kept.cleared_at) == (
        NUMBER, "户政科对外值班手机", office.author.id, office.now,
    )  # fmt: skip
    for step in STEPS:
        office.review(version, step)
    assert version.state is VersionState.PUBLISHED
    office.submit(office.draft(answer=f"{ANSWER}请带身份证。"))
    with pytest.raises(Refused):
        office.submit(office.draft(code="another", answer=ANSWER))


def test_what_slipped_through_is_found_before_publication(office: Office) -> None:
    version = office.submit(office.draft())
    for step in STEPS[:-1]:
        office.review(version, step)
    version.answer = ANSWER  # as if the finder had learnt to see it only since
    office.db.flush()
    with pytest.raises(Refused) as refusal:
        office.review(version, STEPS[-1])
    assert refusal.value.wording.key == "answer.personal_data_still"
    assert version.state is VersionState.IN_REVIEW
    office.review(version, STEPS[-1], passed=False, opinion="请删去手机号。")
    assert version.state is VersionState.REFUSED
