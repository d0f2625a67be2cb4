"""Forwards and extensions on the screen: what is open is offered, what is not says why."""

from __future__ import annotations

from hotline.actions import extensions, forwards
from hotline.records import HandlingLeg, Inquiry, LegState
from tests.agents_console.conftest import Desk, words
from tests.agents_console.test_inquiries import address


def on_leg(inquiry: Inquiry, leg: HandlingLeg, *more: str) -> str:
    return address(inquiry, "legs", leg.id, *more)


def legs_of(desk: Desk, inquiry: Inquiry) -> list[HandlingLeg]:
    desk.town.db.expire_all()
    query = desk.town.db.query(HandlingLeg).where(HandlingLeg.inquiry_id == inquiry.id)
    return list(query.order_by(HandlingLeg.id))


def test_an_office_dispatches_by_the_guess_and_a_reviewer_lets_it_go(desk: Desk) -> None:
    town = desk.town
    logged = town.make_inquiry(unit=None, text="公安局什么时候上班")
    here = address(logged.inquiry)
    desk.sit_down("government_office", unit="government_office")
    page = desk.get(here)
    police = town.unit("public_security")
    assert f'<option value="{police.id}" selected>' in page.text
    assert "知识库推测：南柯州公安局，请核对。" in words(page)
    assert "申请转发政府办" not in words(page)
    act = on_leg(logged.inquiry, logged.leg, "dispatch")
    refused = desk.send(act, seen=here, to_unit=str(police.id), forward_reason=" ")
    assert refused.status_code == 422
    assert "请填写转发理由" in words(refused)
    desk.send(act, seen=here, to_unit=str(police.id), forward_reason="公安局职责")
    page = words(desk.get(here))
    assert "南柯州人民政府办公室拟分发至南柯州公安局" in page
    assert "分发 已有转发申请等待审核" in page
    desk.sit_down("forward_reviewer", unit="government_office")
    home = words(desk.get("/console/"))
    assert "待审核的转发 1" in home
    assert "公安局职责" in home
    desk.send(f"{on_leg(logged.inquiry, logged.leg)}/forward/approve", seen=here)
    first, second = legs_of(desk, logged.inquiry)
    assert (first.state, second.unit_id) == (LegState.FORWARDED, police.id)
    desk.sit_down("liaison", unit="public_security")
    page = words(desk.get(here))
    assert "来自南柯州人民政府办公室" in page
    assert "转发经审核同意，转往南柯州公安局" in page


def test_the_receiver_sees_nothing_before_the_approval(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    officer = desk.town.make_staff("liaison", unit="public_security")
    forwards.pass_on(
        desk.town.work(officer), logged.inquiry, logged.leg, reason="社保部分",
        to_unit_id=desk.town.unit("human_resources").id, part_reply="户口部分",
    )  # fmt: skip
    desk.sit_down("liaison", "forward_reviewer", unit="human_resources")
    assert desk.get(address(logged.inquiry)).status_code == 404
    assert logged.inquiry.reference not in desk.get("/console/").text


def test_what_was_typed_stands_in_the_form_it_was_typed_into_and_in_no_other(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    desk.sit_down("liaison", unit="public_security")
    act = on_leg(logged.inquiry, logged.leg, "pass-on")
    answer = desk.send(
        act, seen=address(logged.inquiry), part_reply="户口部分写了很久", forward_reason="还有社保",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "请从列表中选择转往的单位" in words(answer)
    assert answer.text.count("户口部分写了很久</textarea>") == 1
    assert answer.text.count("还有社保</textarea>") == 1


def test_whoever_comes_second_is_told_who_was_faster_and_loses_nothing(desk: Desk) -> None:
    town = desk.town
    logged = town.make_inquiry()
    first = town.make_staff("liaison", unit="public_security")
    reviewer = town.make_staff("forward_reviewer", unit="public_security")
    desk.sit_down("reply_officer", unit="public_security")
    here = address(logged.inquiry)
    desk.get(here)
    forwards.request_forward(town.work(first), logged.inquiry, logged.leg, reason="不属公安")
    answer = desk.send(
        on_leg(logged.inquiry, logged.leg, "forward"), seen=here, forward_reason="我写的理由"
    )
    assert answer.status_code == 422
    assert "已有转发申请等待审核" in words(answer)
    assert "我写的理由" in words(answer)
    assert first.name in words(answer)
    forwards.approve_forward(town.work(reviewer), logged.inquiry, logged.leg)
    answer = desk.send(
        on_leg(logged.inquiry, logged.leg, "reply"), seen=here, reply="写了很久的答复"
    )
    assert f"该环节已转发，不能答复（{reviewer.name}已于2026-11-23 10:00办理）" in words(answer)
    assert "写了很久的答复" in words(answer)


def test_an_extension_is_asked_for_decided_and_explained(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    here = address(logged.inquiry)
    desk.sit_down("reply_officer", unit="public_security")
    act = on_leg(logged.inquiry, logged.leg, "extension")
    answer = desk.send(act, seen=here, to_days="25", extension_reason="需要会商")
    assert "延期后总时限应多于5个、不超过20个工作日" in words(answer)
    assert "需要会商</textarea>" in answer.text
    desk.send(act, seen=here, to_days="20", extension_reason="需要会商")
    assert "申请延期 已有延期申请等待批准" in words(desk.get(here))
    desk.sit_down("unit_head", unit="public_security")
    assert "待批准的延期 1" in words(desk.get("/console/"))
    answer = desk.send(f"{act}/approve", seen=here)
    assert answer.status_code == 302
    page = words(desk.get(here))
    assert "2026年12月21日" in page
    assert "到期日由2026-11-30改为2026-12-21" in page
    assert "此前的到期日 2026年11月30日" in page


def test_the_asker_sees_why_it_was_refused(desk: Desk) -> None:
    town, logged = desk.town, desk.town.make_inquiry()
    officer = town.make_staff("reply_officer", unit="public_security")
    extensions.request_extension(
        town.work(officer), logged.inquiry, logged.leg, to_days=10, reason="需要会商"
    )
    desk.sit_down("unit_head", unit="public_security")
    here = address(logged.inquiry)
    desk.send(
        on_leg(logged.inquiry, logged.leg, "extension/refuse"), seen=here,
        extension_refusal="材料齐全，按期答复",
    )  # fmt: skip
    desk.sit_down("reply_officer", unit="public_security")
    page = words(desk.get(here))
    assert "未同意" in page
    assert "材料齐全，按期答复" in page


def test_a_classification_moves_the_deadline(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    desk.sit_down("reply_officer", unit="public_security")
    here = address(logged.inquiry)
    act = on_leg(logged.inquiry, logged.leg, "class")
    assert "请选择一般性或重要复杂" in words(desk.send(act, seen=here, because="涉及三个部门"))
    desk.send(act, seen=here, clock="complex", because="涉及三个部门")
    page = words(desk.get(here))
    assert "由一般性查询事项办理改为重要复杂查询事项办理" in page
    assert "2026年12月7日" in page
    assert "认定依据 涉及三个部门" in page


def test_a_head_of_another_unit_decides_nothing_here(desk: Desk) -> None:
    town, logged = desk.town, desk.town.make_inquiry()
    officer = town.make_staff("reply_officer", unit="public_security")
    extensions.request_extension(
        town.work(officer), logged.inquiry, logged.leg, to_days=10, reason="需要会商"
    )
    desk.sit_down("unit_head", unit="human_resources")
    assert "没有待批准的延期" in words(desk.get("/console/"))
    act = on_leg(logged.inquiry, logged.leg, "extension/approve")
    assert desk.send(act, seen="/console/account").status_code == 404


def test_a_contact_is_noted_with_a_masked_number(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    desk.sit_down("reply_officer", unit="public_security")
    here, act = address(logged.inquiry), on_leg(logged.inquiry, logged.leg, "contact")
    typed = {"contact_number": "13900020002", "reached": "0", "contact_note": "无人接听"}
    for wrong in ("", "2026-11-24T10:00", "nonsense"):
        answer = desk.send(act, seen=here, contacted_at=wrong, **typed)
        assert "请填写联系时间（不晚于现在）、完整的号码和结果" in words(answer), wrong
        assert "13900020002" in answer.text
    desk.send(act, seen=here, contacted_at="2026-11-23T09:30", **typed)
    page = words(desk.get(here))
    assert "联系查询人未果" in page
    assert "139****0002 · 未接通 无人接听" in page
    assert "13900020002" not in page


def test_a_withdrawal_needs_a_reason_and_a_head(desk: Desk) -> None:
    logged = desk.town.make_inquiry()
    here, act = address(logged.inquiry), on_leg(logged.inquiry, logged.leg, "withdraw")
    desk.sit_down("liaison", unit="public_security")
    assert act not in desk.get(here).text
    assert "您的岗位不能撤销" in words(desk.send(act, seen=here, withdraw_reason="不办"))
    desk.sit_down("unit_head", unit="public_security")
    assert "请填写撤销理由" in words(desk.send(act, seen=here, withdraw_reason=""))
    desk.send(act, seen=here, withdraw_reason="查询人来电撤回")
    assert "查询人来电撤回" in words(desk.get(here))
    desk.town.db.expire_all()
    assert logged.leg.state is LegState.WITHDRAWN


def test_a_duplicate_is_merged_by_choosing_among_the_same_caller_s(desk: Desk) -> None:
    first, second = desk.town.make_inquiry(), desk.town.make_inquiry()
    stranger = desk.town.make_inquiry(phone="+8613900020002")
    desk.sit_down("reply_officer", unit="public_security")
    here, act = address(second.inquiry), on_leg(second.inquiry, second.leg, "merge")
    page = desk.get(here).text
    assert f'<option value="{first.inquiry.id}"' in page
    assert f'<option value="{stranger.inquiry.id}"' not in page
    answer = desk.send(act, seen=here, into=str(stranger.inquiry.id))
    assert "请选择同一查询人另一件没有撤销的事项" in words(answer)
    desk.send(act, seen=here, into=str(first.inquiry.id))
    assert f"重复事项，已并入 {first.inquiry.reference}" in words(desk.get(here))
    assert "已并入本事项" in words(desk.get(address(first.inquiry)))
