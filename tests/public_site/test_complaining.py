"""Complaining: to supervision, with or without a code, answered in three parts."""

from __future__ import annotations

from hotline.actions import legs
from hotline.records import Complaint, Ground, HandlingLeg, InquiryKind
from hotline.work import Actor, Grant
from tests.public_site.test_following import asked, reply, wrong_code
from tests.public_site.visitor import PASSWORD, Visitor, code_on, words


def complaint(visitor: Visitor) -> Complaint:
    visitor.office.db.expire_all()
    return visitor.office.db.query(Complaint).one()


def test_about_a_reply_it_goes_to_supervision_with_a_code_of_its_own(visitor: Visitor) -> None:
    code = asked(visitor)
    reply(visitor)
    page = visitor.complain("答非所问", code=code)
    assert "政府督查室" in words(page)
    assert "15个工作日" in words(page)
    assert code_on(page) != code
    made = complaint(visitor)
    assert made.ground is Ground.REPLY
    assert made.about_unit_id == visitor.office.unit("public_security").id


def test_the_three_parts_are_read_with_the_proof(visitor: Visitor) -> None:
    code = code_on(visitor.complain("窗口没有人"))
    made = complaint(visitor)
    (inquiry,) = visitor.inquiries()
    leg = visitor.office.db.query(HandlingLeg).one()
    judge = Actor(kind="staff", grants=(Grant("supervision", unit_ids=frozenset({leg.unit_id})),))
    legs.answer_complaint(
        visitor.office.work(judge), inquiry, leg, made,
        findings="查实午间无人值守。", opinion="通报批评。", outcome="已安排轮岗。",
    )  # fmt: skip
    assert "查实" not in words(visitor.follow(code))
    page = words(visitor.follow(code, PASSWORD))
    for part in ("调查情况 查实午间无人值守", "处理意见 通报批评", "办理结果 已安排轮岗"):
        assert part in page


def test_without_a_code_too(visitor: Visitor) -> None:
    unit = visitor.office.unit("public_security").id
    for given in ("", "no_reply", "reply", "nonsense"):
        visitor.complain("没人理", unit=str(unit), ground=given, form_id=f"form-{given}")
    assert {inquiry.kind for inquiry in visitor.inquiries()} == {InquiryKind.COMPLAINT}
    made = visitor.office.db.query(Complaint).order_by(Complaint.inquiry_id).all()
    assert {one.about_unit_id for one in made} == {unit}
    assert [one.ground for one in made] == [
        Ground.CONDUCT, Ground.NO_REPLY, Ground.CONDUCT, Ground.CONDUCT,
    ]  # fmt: skip


def test_from_the_page_of_an_inquiry_its_code_comes_along(visitor: Visitor) -> None:
    code = asked(visitor).replace(" ", "")
    page = visitor.send("/complain", code=code)
    assert page.status_code == 200
    assert f'name="code" value="{code}"' in page.text


def test_a_wrong_code_is_told_counted_and_costs_nothing_typed(visitor: Visitor) -> None:
    before = visitor.attempts()
    guess = wrong_code("")
    page = visitor.complain("窗口没有人，等了三小时", code=guess, ground="no_reply", name="张示例")
    assert page.status_code == 422
    assert "没有找到这个查询码" in words(page)
    for typed in ("窗口没有人，等了三小时", guess, "张示例", 'value="no_reply" checked'):
        assert typed in page.text
    assert visitor.inquiries() == []
    assert visitor.attempts() == before + 1


def test_two_submissions_are_one_complaint(visitor: Visitor) -> None:
    assert code_on(visitor.complain()) == code_on(visitor.complain())
    assert len(visitor.inquiries()) == 1


def test_a_complaint_says_what_it_is_about(visitor: Visitor) -> None:
    page = visitor.complain("  ")
    assert page.status_code == 422
    assert "请写明投诉的事情" in words(page)
