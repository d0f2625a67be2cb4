"""A reply of general use is proposed to the knowledge base with one action (R-27)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from faq_kb import actions
from faq_kb.search import KnowledgeBase
from hotline.actions.inquiries import Logged
from hotline.records import FaqEntry, FaqVersion, Inquiry, InquiryEvent, VersionState
from hotline.work import CALLER
from tests.agents_console.conftest import Desk, words
from tests.faq_kb.example_base import settings
from tests.faq_kb.office import Office

REPLY = "办理居住登记请带租房合同，到居住地派出所，当天办完。咨询电话0871-63120000。"
ASKED = "我叫王小明，电话13800010077，租房子住怎么办居住登记？"


@pytest.fixture
def office(db: Session) -> Office:
    return Office(db)


@pytest.fixture
def desk(office: Office, data_dir: Path) -> Desk:
    return Desk(office, data_dir)


@pytest.fixture
def replied(office: Office) -> Logged:
    logged = office.make_inquiry(text=ASKED)
    office.reply(logged, REPLY)
    return logged


def where(logged: Logged) -> str:
    return f"/console/inquiries/{logged.inquiry.id}"


def entry(office: Office, logged: Logged) -> FaqEntry | None:
    office.db.expire_all()
    entry_id = office.db.get_one(Inquiry, logged.inquiry.id).proposed_entry_id
    return office.db.get(FaqEntry, entry_id) if entry_id is not None else None


def propose(desk: Desk, logged: Logged) -> int:
    return desk.send(f"{where(logged)}/legs/{logged.leg.id}/propose").status_code


def test_one_press_makes_a_draft_of_question_reply_and_unit(
    desk: Desk, office: Office, replied: Logged
) -> None:
    desk.sit_down("reply_officer", unit="public_security")
    assert "推荐到知识库" in words(desk.get(where(replied)))
    assert propose(desk, replied) == 302
    made = entry(office, replied)
    assert made is not None
    assert made.unit_id == replied.leg.unit_id
    version = office.db.scalars(select(FaqVersion).where(FaqVersion.entry_id == made.id)).one()
    assert version.state is VersionState.DRAFT
    assert version.question == "我叫****，电话****，租房子住怎么办居住登记？"
    assert version.answer == REPLY
    assert version.source == "南柯州公安局的答复"
    page = words(desk.get(where(replied)))
    assert "知识库 我叫****，电话****，租房子住怎么办居住登记？ 草稿" in page
    assert "南柯州公安局的答复已推荐到知识库" in page
    assert "推荐到知识库 答复带普遍性" not in page


def test_an_inquiry_is_proposed_once_only(desk: Desk, office: Office, replied: Logged) -> None:
    desk.sit_down("reply_officer", unit="public_security")
    assert propose(desk, replied) == 302
    again = desk.send(f"{where(replied)}/legs/{replied.leg.id}/propose")
    assert again.status_code == 422
    assert "这件事项已经推荐过了" in words(again)
    events = office.db.scalars(select(InquiryEvent.kind)).all()
    assert events.count("proposed") == 1


def test_what_is_proposed_passes_the_same_review_before_anybody_hears_it(
    desk: Desk, office: Office, replied: Logged
) -> None:
    desk.sit_down("reply_officer", unit="public_security")
    propose(desk, replied)
    made = entry(office, replied)
    assert made is not None
    version = office.draft(code=made.code, question="租房住怎么办居住登记？", answer=REPLY)
    actions.submit(office.work(office.author), version)
    for step in office.reviewer_of:
        office.review(version, step)
    found = KnowledgeBase(settings()).find(
        office.work(CALLER), "租房住怎么办居住登记", place_id=office.place("nanke")
    )
    assert [answer.entry_id for answer in found.answers] == [made.id]
    desk.send("/console/sign-out", seen="/console/account")
    desk.sit_down("government_office")
    page = desk.get(f"/console/knowledge/{made.id}")
    assert replied.inquiry.reference in page.text
    assert "近90天没有人问到" in words(page)


def test_not_before_the_reply_not_a_complaint_and_by_nobody_else(
    desk: Desk, office: Office, replied: Logged
) -> None:
    open_one, complaint = office.make_inquiry(), office.make_complaint()
    desk.sit_down("reply_officer", unit="public_security")
    assert "推荐到知识库" not in words(desk.get(where(open_one)))
    assert propose(desk, open_one) == 422
    assert propose(desk, complaint) == 404
    desk.send("/console/sign-out", seen="/console/account")
    desk.sit_down("operator", place="nanke")
    assert "推荐到知识库" not in words(desk.get(where(replied)))
    assert propose(desk, replied) == 403
    assert entry(office, replied) is None


def test_what_cannot_become_an_entry_says_why(desk: Desk, office: Office) -> None:
    letter = office.make_inquiry(text="事情是这样的。" * 60 + "请问怎么办？")
    office.reply(letter, "答" * 4001)
    desk.sit_down("reply_officer", unit="public_security")
    refused = desk.send(f"{where(letter)}/legs/{letter.leg.id}/propose")
    assert refused.status_code == 422
    assert "答复超过4000字" in words(refused)
    other = office.make_inquiry(text="事情是这样的。" * 60 + "请问怎么办？")
    office.reply(other, REPLY)
    assert propose(desk, other) == 302
    made = entry(office, other)
    assert made is not None
    version = office.db.scalars(select(FaqVersion).where(FaqVersion.entry_id == made.id)).one()
    assert version.question == "事情是这样的。" * 28
