"""An inquiry through the hands of all who owe the answer, until it is in hand and judged."""

from __future__ import annotations

import json
from typing import Any

from hotline import deadline_jobs
from hotline.actions import deadlines, inquiries, legs
from hotline.actions.inquiries import Logged
from hotline.records import Channel, HandlingLeg, Inquiry, InquiryKind, Rating
from hotline.work import Actor, Grant
from ivr.practice.people import NO_ANSWER, Speech
from tests.journeys.whole_house import WholeHouse
from tests.line import spoken_code

CALLER = "+8613800010001"
QINGHE = "+868740196128"
QUESTION = "户口从外省迁到青禾县，要带哪些材料，多久能办好？"
REPLY = "请带身份证、户口簿和准迁证明，二十个工作日内办结。"


def test_from_a_voicemail_in_the_county_to_the_rating_of_the_reply(house: WholeHouse) -> None:
    line = house.line
    line.phone.people.set("*", NO_ANSWER)
    words = Speech("户口从外省迁到青禾县要带哪些材料", seconds=12)
    code = spoken_code(line.call("0", words, to=QINGHE, from_=CALLER).heard)
    line.do_jobs(after_seconds=600)
    inquiry_id = line.inquiry.id

    house.sits("zhengfuban.qinghe")
    house.finds(inquiry_id)
    house.page.fill("[name=text]", "户口从外省迁到青禾县，要带哪些材料？")
    house.presses("保存内容")
    house.page.select_option("[name=to_unit]", label="南柯州人民政府办公室")
    house.page.fill("[name=forward_reason]", "跨州市迁移，由州级统一答复")
    house.presses("分发")
    house.sees("等待决定", "已有转发申请等待审核")
    house.sits("shenhe.qinghe")
    house.finds(inquiry_id)
    house.sees("跨州市迁移，由州级统一答复")
    house.presses("审核同意转发")

    house.sits("zhengfuban.zhou")
    house.finds(inquiry_id)
    house.sees("来自青禾县人民政府办公室", "知识库推测")
    house.page.select_option("[name=to_unit]", label="南柯州公安局")
    house.page.fill("[name=forward_reason]", "户籍管理属公安局职责")
    house.presses("分发")
    house.sits("shenhe.zhou")
    house.finds(inquiry_id)
    house.presses("审核同意转发")

    house.sits("chen.shili")
    house.finds(inquiry_id)
    house.sees("2026年11月30日")
    house.presses("签收")
    form = house.opens("申请延期")
    form.locator("[name=to_days]").fill("15")
    form.locator("[name=extension_reason]").fill("需向迁出地核实户籍档案")
    house.presses("申请延期")
    house.sees("批准之前到期日不变")
    house.sits("fuze.jia")
    house.finds(inquiry_id)
    house.presses("同意延期")
    house.sees("2026年12月14日", "此前的到期日 2026年11月30日（周一）")
    line.do_jobs(after_seconds=60)
    *_, text = line.phone.account.messages()
    assert "12月14日前答复您，延期已经该单位负责人同意" in text.body, text.body

    house.sits("chen.shili")
    house.finds(inquiry_id)
    house.page.fill("[name=reply]", REPLY)
    house.presses("答复")
    house.sees("已答复，查询人凭查询码可以看到", "南柯州公安局的延期获同意")

    heard = line.call("6", code, "0001", "2", from_=CALLER).heard
    assert "请带身份证、户口簿和准迁证明" in heard
    assert (line.one(Rating).inquiry_id, line.one(Rating).score) == (inquiry_id, 2)
    house.page.reload()
    house.sees("查询人评价书面答复：满意")


def asked(house: WholeHouse, unit_code: str) -> Logged:
    """Somebody has asked this unit on the site."""
    with house.line.work() as work:
        unit = work.book.organisation.unit(unit_code)
        return inquiries.log(
            work, origin=f"journey:{work.now}", channel=Channel.WEB, place_id=unit.place_id,
            text=QUESTION, unit_id=unit.id, phone=CALLER,
        )  # fmt: skip


def test_a_joint_reply_of_three_with_one_forward_refused(house: WholeHouse) -> None:
    inquiry_id = asked(house, "public_security").inquiry.id

    def passes_on(to: str, part: str) -> None:
        form = house.opens("答复本单位部分并转下一单位")
        form.locator("[name=part_reply]").fill(part)
        form.locator("[name=to_unit]").select_option(label=to)
        form.locator("[name=forward_reason]").fill("其余部分属该单位职责")
        house.presses("答复本单位部分并转下一单位")

    house.sits("chen.shili")
    house.finds(inquiry_id)
    passes_on("南柯州自然资源和规划局", "户口部分：带准迁证明。")
    house.sits("shenhe.jia")
    house.finds(inquiry_id)
    house.opens("审核不同意转发")
    house.page.fill("[name=forward_refusal]", "社保部分属人社局，不是自然资源局")
    house.presses("审核不同意转发")
    house.sits("chen.shili")
    house.finds(inquiry_id)
    house.sees("未同意", "社保部分属人社局，不是自然资源局")
    passes_on("南柯州人力资源和社会保障局", "户口部分：带准迁证明。")
    house.sits("shenhe.jia")
    house.finds(inquiry_id)
    house.presses("审核同意转发")

    house.sits("xu.shili")
    house.finds(inquiry_id)
    house.sees("户口部分：带准迁证明。")
    passes_on("南柯州自然资源和规划局", "社保部分：带参保凭证。")
    house.sits("shenhe.yi")
    house.finds(inquiry_id)
    house.presses("审核同意转发")
    house.sits("tang.shili")
    house.finds(inquiry_id)
    house.page.fill("[name=reply]", "宅基地部分：到乡镇登记。")
    house.presses("答复")
    house.sees("户口部分：带准迁证明。", "社保部分：带参保凭证。", "宅基地部分：到乡镇登记。")


def test_a_late_reply_is_explained_published_and_accounted_for(house: WholeHouse) -> None:
    line = house.line
    logged = asked(house, "public_security")
    inquiry_id = logged.inquiry.id
    line.at("2026-12-01 09:00")
    deadline_jobs.announce_overdue(line.house, line.provider)

    house.sits("ducha.zhou")
    house.sees("逾期", logged.inquiry.reference)
    house.sits("chen.shili")
    house.finds(inquiry_id)
    form = house.opens("提交未按期回复说明")
    form.locator("[name=explanation]").fill("迁出地档案未到，已发函两次")
    form.locator("[name=public_explanation]").fill("需等迁出地寄回档案，预计十二月四日前答复。")
    house.presses("提交未按期回复说明")
    house.sees("待初审")
    for reviewer in ("shenhe.jia", "fuhe.shili", "fuze.jia"):
        house.sits(reviewer)
        house.page.locator("a[href*='/console/explanations/']").first.click()
        house.page.fill("[name=opinion]", "内容属实，可以公开")
        house.presses("同意")
    house.sees("已公开")

    house.page.goto(f"{house.url}/explanations")
    house.sees("南柯州公安局", "需等迁出地寄回档案")
    heard = line.call("6", logged.code, from_=CALLER).heard
    assert "已经超过办理时限，监督部门可以看到。" in heard
    assert "承办单位说明，需等迁出地寄回档案，预计十二月四日前答复。" in heard

    house.sits("wenze.shili")
    house.finds(inquiry_id)
    form = house.opens("登记问责")
    for name, text in (
        ("facts", "到期日未答复，到期前未说明"), ("measure", "约谈承办人"),
        ("result", "已书面检查"), ("referral", "移送机关纪委"),
    ):  # fmt: skip
        form.locator(f"[name={name}]").fill(text)
    house.presses("登记问责")
    house.page.goto(f"{house.url}/console/late/accountable?month=2026-11")
    house.sees(logged.inquiry.reference, "约谈承办人", "已书面检查", "移送机关纪委")


def test_a_complaint_by_telephone_is_answered_and_heard_in_three_parts(house: WholeHouse) -> None:
    line = house.line
    logged = asked(house, "public_security")
    grants = (Grant("reply_officer", unit_ids=frozenset({logged.leg.unit_id})),)
    with line.house.open(Actor(kind="staff", grants=grants)) as work:
        inquiry = work.db.get_one(Inquiry, logged.inquiry.id, with_for_update=True)
        leg = work.db.get_one(HandlingLeg, logged.leg.id)
        legs.reply(work, inquiry, leg, reply=REPLY, internal_note="")
    words = Speech("答复没说清要不要本人到场", seconds=9)
    code = spoken_code(line.call("7", logged.code, words, from_=CALLER).heard)
    line.do_jobs(after_seconds=600)
    complaint = next(row for row in line.rows(Inquiry) if row.kind is InquiryKind.COMPLAINT)

    house.sits("chen.shili", f"/console/inquiries/{logged.inquiry.id}")
    seen = house.page.content()
    assert complaint.reference not in seen
    assert "投诉" not in house.page.locator("main").inner_text()
    house.sits("chen.shili", f"/console/inquiries/{complaint.id}")
    house.sees("没有这个事项，或者您无权查看")

    house.sits("ducha.zhou")
    house.finds(complaint.id)
    house.sees("这是语音投诉", "对答复不满意", "被投诉单位 南柯州公安局")
    house.page.fill("[name=text]", "答复没说清要不要本人到场")
    house.presses("保存内容")
    for name, text in (
        ("findings", "已调阅答复，确未说明是否本人到场。"),
        ("opinion", "责令公安局补充答复。"),
        ("outcome", "须本人到场，已电话告知。"),
    ):  # fmt: skip
        house.page.fill(f"[name={name}]", text)
    house.page.check("[name=upheld]")
    house.presses("答复投诉")
    heard = line.call("6", code, "0001", "-", from_=CALLER).heard
    assert "调查情况，已调阅答复" in heard
    assert "处理意见，责令公安局补充答复" in heard
    assert "办理结果，须本人到场" in heard
    house.page.goto(f"{house.url}/console/inquiries/{logged.inquiry.id}")


NOTICE: dict[str, Any] = {
    "year": 2027,
    "papers": ["示例：2027年部分节假日安排的通知"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-04", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
    ],
}


def test_a_notice_imported_in_december_moves_forty_open_legs(house: WholeHouse) -> None:
    line = house.line.at("2026-12-10 09:00")
    with line.work() as work:
        unit = work.book.organisation.unit("public_security")
        for number in range(42):
            logged = inquiries.log(
                work, origin=f"journey:{number}", channel=Channel.WEB, place_id=unit.place_id,
                text=f"第{number + 1}件：{QUESTION}", unit_id=unit.id,
            )  # fmt: skip
            logged.leg.extended_to_days = 20
            deadlines.recount(work, logged.inquiry, logged.leg, reason="extended")
            if number < 2:
                legs.withdraw(work, logged.inquiry, logged.leg, reason="重复")
    house.sits("guanli.shili", "/console/calendar?year=2027")
    content = json.dumps(NOTICE).encode()
    house.page.set_input_files(
        "#file", {"name": "2027.json", "mimeType": "application/json", "buffer": content}
    )
    house.presses("导入")
    house.sees("已写入3天")
    line.do_jobs(after_seconds=60)
    house.page.reload()
    due = [str(row.due_on) for row in line.rows(HandlingLeg)]
    assert due == ["2027-01-08"] * 2 + ["2027-01-09"] * 40

    house.sits("chen.shili")
    house.finds(line.rows(Inquiry)[2].id)
    house.page.locator(".arithmetic summary").click()
    house.sees("到期日由2027-01-08改为2027-01-09", "此前的到期日", "元旦", "日历调整后重算")
