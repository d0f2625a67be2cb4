"""Late on the screen: explained by the unit, reviewed, published, and accounted for."""

from __future__ import annotations

from hotline.actions import overdue
from hotline.jobs import announce_overdue
from hotline.records import Explanation, Function, InquiryEvent
from tests.agents_console.conftest import Desk, words
from tests.agents_console.test_inquiries import address

RECEIVED, LATE = "2026-11-23 10:00", "2026-12-01 10:00"
BOTH = {"explanation": "会商未结束", "public_explanation": "正在会商，月底前答复。"}


def test_a_late_reply_is_explained_published_and_accounted_for(desk: Desk) -> None:
    town = desk.town
    town.bind(Function.ACCOUNTABILITY, unit="supervision_office")
    logged = town.at(RECEIVED).make_inquiry()
    town.at(LATE).reply(logged)
    here, leg = address(logged.inquiry), address(logged.inquiry, "legs", logged.leg.id)
    desk.sit_down("reply_officer", unit="public_security")
    half = desk.send(f"{leg}/explain", seen=here, **(BOTH | {"public_explanation": " "}))
    assert "请填写情况说明和公开的未按期回复说明" in words(half)
    assert "会商未结束</textarea>" in half.text
    named = desk.send(
        f"{leg}/explain", seen=here, **(BOTH | {"public_explanation": "请找13800010001"})
    )
    assert "像是有个人信息：13800010001" in words(named)
    desk.send(f"{leg}/explain", seen=here, **BOTH)
    page = words(desk.get(here))
    assert "公安局逾期后提交了情况说明和公开说明" in page
    assert "待初审" in page
    town.db.expire_all()
    shown = f"/console/explanations/{town.db.query(Explanation).one().id}"
    for role in ("first_reviewer", "second_reviewer", "approver"):
        desk.sit_down(role)
        assert "待审查的未按期回复说明 1" in words(desk.get("/console/"))
        assert desk.get(here).status_code == 403, "reviewers see the text, not the inquiry"
        empty = desk.send(f"{shown}/review", seen=shown, decision="pass", opinion=" ")
        assert "请填写审查意见" in words(empty)
        desk.send(f"{shown}/review", seen=shown, decision="pass", opinion="同意公开")
    assert "已公开" in words(desk.get(shown))
    desk.sit_down("supervision", place="nanke", unit="supervision_office")
    listed = words(desk.get("/console/late/accountable?month=2026-11"))
    assert "南柯州公安局 1 0 1" in listed
    assert logged.inquiry.reference in listed
    assert "会商未结束" in words(desk.get(here))
    desk.send(f"{leg}/accountability", seen=here, facts="逾期一天", measure="提醒谈话")
    of_unit = words(desk.get(f"/console/late/accountable?month=2026-11&unit={logged.leg.unit_id}"))
    assert "应问责1件，已登记1件" in of_unit
    assert "提醒谈话" in of_unit
    assert "没有应问责的环节" in words(desk.get("/console/late/accountable?month=nonsense"))


def test_what_is_late_and_open_stands_in_supervision_s_list(desk: Desk) -> None:
    town = desk.town
    logged = town.at(RECEIVED).make_inquiry()
    fresh = town.at(LATE).make_inquiry()
    desk.sit_down("supervision", place="nanke", unit="supervision_office")
    page = desk.get("/console/late").text
    assert logged.inquiry.reference in page
    assert fresh.inquiry.reference not in page
    desk.sit_down("liaison", unit="public_security")
    assert desk.get("/console/late").status_code == 403


def test_the_job_announces_each_deadline_once(desk: Desk) -> None:
    town = desk.town
    logged = [town.at(RECEIVED).make_inquiry() for _ in range(3)]
    town.reply(logged[0])
    town.at(LATE)
    for _ in range(2):
        announce_overdue(desk.house, None)  # type: ignore[arg-type]
    kinds = town.db.query(InquiryEvent.inquiry_id).where(InquiryEvent.kind == "overdue_announced")
    assert [row[0] for row in kinds] == [each.inquiry.id for each in logged[1:]]
    desk.sit_down("liaison", unit="public_security")
    page = words(desk.get(address(logged[1].inquiry)))
    assert "南柯州公安局的办理已逾期（到期日2026-11-30），已告知承办单位和监督部门" in page


def test_a_second_reviewer_is_told_and_keeps_what_was_typed(desk: Desk) -> None:
    town = desk.town
    logged = town.make_inquiry()
    officer = town.make_staff("reply_officer", unit="public_security")
    one = overdue.explain(
        town.work(officer), logged.inquiry, logged.leg, text="会商", public_text="正在会商。"
    )
    first = town.make_staff("first_reviewer", place="nanke")
    desk.sit_down("first_reviewer")
    shown = f"/console/explanations/{one.id}"
    desk.get(shown)
    overdue.review(
        town.work(first), logged.inquiry, logged.leg, one, passed=False, opinion="写明日期"
    )
    answer = desk.send(
        f"{shown}/review", seen="/console/account", decision="pass", opinion="我的意见"
    )
    assert "审查已有结果" in words(answer)
    assert "我的意见" in words(answer)


def test_a_neighbour_s_explanation_is_not_there(desk: Desk) -> None:
    town = desk.town
    logged = town.make_inquiry()
    officer = town.make_staff("reply_officer", unit="public_security")
    one = overdue.explain(
        town.work(officer), logged.inquiry, logged.leg, text="会商", public_text="正在会商。"
    )
    for role, where in (("liaison", {"unit": "human_resources"}), ("approver", {"place": "bailu"})):
        desk.sit_down(role, **where)
        assert desk.get(f"/console/explanations/{one.id}").status_code == 404


def test_supervised_handling_asks_and_the_unit_reports(desk: Desk) -> None:
    town = desk.town
    town.bind(Function.SUPERVISED, unit="supervision_office")
    logged = town.make_inquiry()
    here, leg = address(logged.inquiry), address(logged.inquiry, "legs", logged.leg.id)
    desk.sit_down("supervision", place="nanke", unit="supervision_office")
    assert "请填写督办要求" in words(desk.send(f"{leg}/supervise", seen=here, order=""))
    desk.send(f"{leg}/supervise", seen=here, order="三日内报告进展")
    desk.sit_down("liaison", unit="public_security")
    assert "三日内报告进展" in words(desk.get(here))
    desk.send(f"{leg}/progress", seen=here, progress="已约定现场核实")
    assert "已约定现场核实" in words(desk.get(here))


def test_a_reply_complained_about_with_reason_is_handled_again(desk: Desk) -> None:
    town = desk.town
    logged = town.make_inquiry()
    town.reply(logged)
    complaint = town.make_complaint(about_inquiry=logged.inquiry)
    desk.sit_down("supervision", place="nanke", unit="supervision_office")
    there = address(complaint.inquiry)
    desk.send(
        f"{there}/legs/{complaint.leg.id}/complaint", seen=there,
        findings="答复有误", opinion="责令更正", outcome="退回重办", upheld="1",
    )  # fmt: skip
    here = address(logged.inquiry)
    desk.send(f"{here}/legs/{logged.leg.id}/reopen", seen=here)
    page = words(desk.get(here))
    assert "投诉成立，由南柯州公安局重新办理" in page
    assert "办理中" in page
