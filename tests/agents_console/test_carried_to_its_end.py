"""An inquiry through the hands of everybody who owes the answer, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hotline.actions import inquiries, lookup
from hotline.house import House
from hotline.records import Channel, InquiryState
from hotline.work import CALLER, HOTLINE
from tests.agents_console.served import enter, served_console
from tests.databases import Databases

QUESTION = "户口从外省迁到青禾县，要带哪些材料，多久能办好？"


@dataclass
class Desk:
    """The console in a browser, and the inquiry that is carried through it."""

    page: Page
    url: str
    house: House
    inquiry_id: int = 0

    def sits(self, username: str) -> None:
        """Somebody else sits down and finds the inquiry on his first page."""
        enter(self.page, self.url, username)
        self.page.locator(f"a[href*='/console/inquiries/{self.inquiry_id}']").first.click()

    def opens(self, move: str) -> None:
        """The form of a move is folded away until it is wanted."""
        self.page.locator("details.move > summary", has_text=move).click()

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)


@pytest.fixture
def desk(page: Page, databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    with served_console(databases, tmp_path) as (url, house):
        yield Desk(page, url, house)


def test_from_a_county_up_to_the_department_that_answers(desk: Desk) -> None:
    with desk.house.open(HOTLINE) as work:
        place = work.book.organisation.place("qinghe")
        logged = inquiries.log(
            work, origin="journey", channel=Channel.WEB, place_id=place.id, text=QUESTION,
            phone="+8613800010001",
        )  # fmt: skip
        desk.inquiry_id, code = logged.inquiry.id, logged.code

    desk.sits("zhengfuban.qinghe")
    desk.page.select_option("[name=to_unit]", label="南柯州人民政府办公室")
    desk.page.fill("[name=forward_reason]", "跨州市迁移，由州级统一答复")
    desk.presses("分发")
    desk.sees("等待决定", "已有转发申请等待审核")
    desk.sits("shenhe.qinghe")
    desk.sees("跨州市迁移，由州级统一答复")
    desk.presses("审核同意转发")

    desk.sits("zhengfuban.zhou")
    desk.sees("来自青禾县人民政府办公室", "知识库推测")
    desk.page.select_option("[name=to_unit]", label="南柯州公安局")
    desk.page.fill("[name=forward_reason]", "户籍管理属公安局职责")
    desk.presses("分发")
    desk.sits("shenhe.zhou")
    desk.presses("审核同意转发")

    desk.sits("chen.shili")
    desk.sees("2026年11月30日")
    desk.presses("签收")
    desk.opens("申请延期")
    desk.page.fill("[name=to_days]", "15")
    desk.page.fill("[name=extension_reason]", "需向迁出地核实户籍档案")
    desk.page.locator("details[open]").get_by_role("button", name="申请延期").click()
    desk.sees("批准之前到期日不变")
    desk.sits("fuze.jia")
    desk.presses("同意延期")
    desk.sees("2026年12月14日", "此前的到期日 2026年11月30日（周一）")

    desk.sits("chen.shili")
    desk.page.fill("[name=reply]", "请带身份证、户口簿和准迁证明，二十个工作日内办结。")
    desk.presses("答复")
    desk.sees("已答复，查询人凭查询码可以看到", "南柯州公安局的延期获同意")
    with desk.house.open(CALLER) as work:
        progress = lookup.by_code(work, code=code, subject="journey")
        assert progress is not None
        assert progress.inquiry.state is InquiryState.REPLIED
        assert [text for _, text in lookup.replies(work, progress.inquiry)] == [
            "请带身份证、户口簿和准迁证明，二十个工作日内办结。"
        ]


def test_a_joint_reply_of_three_with_one_forward_refused(desk: Desk) -> None:
    with desk.house.open(HOTLINE) as work:
        unit = work.book.organisation.unit("public_security")
        logged = inquiries.log(
            work, origin="journey", channel=Channel.WEB, place_id=unit.place_id, text=QUESTION,
            unit_id=unit.id,
        )  # fmt: skip
        desk.inquiry_id = logged.inquiry.id

    def passes_on(to: str, part: str) -> None:
        desk.opens("答复本单位部分并转下一单位")
        desk.page.fill("[name=part_reply]", part)
        desk.page.select_option("details[open] [name=to_unit]", label=to)
        desk.page.fill("details[open] [name=forward_reason]", "其余部分属该单位职责")
        desk.presses("答复本单位部分并转下一单位")

    desk.sits("chen.shili")
    passes_on("南柯州自然资源和规划局", "户口部分：带准迁证明。")
    desk.sits("shenhe.jia")
    desk.opens("审核不同意转发")
    desk.page.fill("[name=forward_refusal]", "社保部分属人社局，不是自然资源局")
    desk.presses("审核不同意转发")
    desk.sits("chen.shili")
    desk.sees("未同意", "社保部分属人社局，不是自然资源局")
    passes_on("南柯州人力资源和社会保障局", "户口部分：带准迁证明。")
    desk.sits("shenhe.jia")
    desk.presses("审核同意转发")

    desk.sits("xu.shili")
    desk.sees("户口部分：带准迁证明。")
    passes_on("南柯州自然资源和规划局", "社保部分：带参保凭证。")
    desk.sits("shenhe.yi")
    desk.presses("审核同意转发")
    desk.sits("tang.shili")
    desk.page.fill("[name=reply]", "宅基地部分：到乡镇登记。")
    desk.presses("答复")
    desk.sees("户口部分：带准迁证明。", "社保部分：带参保凭证。", "宅基地部分：到乡镇登记。")
