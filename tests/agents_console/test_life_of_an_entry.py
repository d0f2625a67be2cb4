"""The whole life of an entry in a real browser: author, two reviewers, secrecy, approver."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from faq_kb.search import KnowledgeBase
from hotline.house import House
from hotline.work import HOTLINE
from tests.agents_console.served import enter, served_console
from tests.databases import Databases

QUESTION = "老年人免费体检每年几次？"
ASKED = "老人免费体检一年几回"
ANSWER = "六十五岁以上老年人每年可以免费体检一次，带身份证到乡镇卫生院或者社区卫生服务中心。"
MOBILE = "13800010001"
LISTEN = "window.said = []; speechSynthesis.speak = (one) => said.push([one.lang, one.text]); 0"


@pytest.fixture(scope="module")
def desk(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, House]]:
    with served_console(databases, tmp_path_factory.mktemp("life")) as served:
        yield served


def fill_in(page: Page, answer: str) -> None:
    page.select_option("#unit", label="南柯州卫生健康委员会")
    page.fill("#question", QUESTION)
    page.fill("#phrasings", "老人体检一年免费几回\n老年人体检要不要钱")
    page.fill("#answer", answer)
    page.fill("#category", "体检")
    page.fill("#valid_until", "2027-12-31")
    page.fill("#source", "示例：基本公共卫生服务问答")
    page.fill("#source_on", "2026-03-02")


def decide(page: Page, url: str, username: str, opinion: str, button: str = "同意") -> None:
    """Find it among what waits, give an opinion, and press the button."""
    enter(page, url, username)
    page.get_by_role("link", name=re.compile(QUESTION)).first.click()
    page.get_by_label(re.compile("意见$")).fill(opinion)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()  # Kept, before the next one sits down.


def heard(house: House, other_process: KnowledgeBase) -> list[str]:
    """What another process answers a caller now."""
    with house.open(HOTLINE) as work:
        place = work.book.organisation.place("nanke").id
        return [one.answer for one in other_process.find(work, ASKED, place_id=place).answers]


def test_the_whole_life_of_an_entry(page: Page, desk: tuple[str, House]) -> None:
    url, house = desk
    other_process = KnowledgeBase()
    assert ANSWER not in heard(house, other_process)

    enter(page, url, "xinxiyuan.shili")
    page.keyboard.press("Alt+KeyK")
    page.get_by_role("link", name="起草新条目").click()
    fill_in(page, f"{ANSWER}预约请打{MOBILE}。")
    page.get_by_role("button", name="保存并送审").click()
    expect(page.get_by_role("alert")).to_contain_text("疑似个人信息")
    expect(page.locator("mark")).to_have_text(MOBILE)
    page.fill("#answer", ANSWER)
    page.get_by_role("button", name="保存并送审").click()
    expect(page.get_by_role("status")).to_contain_text("已保存并送审")
    entry = page.url
    page.get_by_role("link", name="试问这个版本").click()
    page.fill("#q", ASKED)
    page.keyboard.press("Enter")
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "answer")
    expect(page.locator("#spoken")).to_contain_text("六十五岁以上老年人")
    page.evaluate(LISTEN)
    page.get_by_role("button", name="念出来听").click()
    said = page.evaluate("window.said")
    assert {language for language, _ in said} == {"zh-CN"}
    assert "六十五岁以上老年人" in said[1][1]
    assert heard(house, other_process) != [ANSWER]

    enter(page, url, "chushen.shili")
    page.get_by_role("link", name=re.compile(QUESTION)).click()
    page.get_by_text("不能确定是否可以公开").click()
    page.get_by_label("送请确定").select_option(label="保密部门 · 南柯州国家保密局")
    page.get_by_label("不能确定的理由").fill("涉及服务对象人数，拿不准。")
    page.get_by_role("button", name="送请确定").click()
    expect(page.locator("main")).to_contain_text("剩10个工作日")
    expect(page.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    decide(page, url, "baomi.shili", "不涉密。", "可以公开")
    decide(page, url, "chushen.shili", "来源核对无误。")
    decide(page, url, "fuhe.shili", "少了免费二字。", "退回")

    enter(page, url, "xinxiyuan.shili")
    page.get_by_role("link", name=re.compile(QUESTION)).click()
    expect(page.locator(".story")).to_contain_text("少了免费二字。")
    page.get_by_role("link", name="继续修改").click()
    page.fill("#answer", f"免费。{ANSWER}")
    page.get_by_role("button", name="保存并送审").click()
    expect(page.get_by_role("status")).to_contain_text("已保存并送审")
    decide(page, url, "chushen.shili", "同意。")
    decide(page, url, "fuhe.shili", "同意。")
    assert heard(house, other_process) != [f"免费。{ANSWER}"]
    decide(page, url, "qianfa.shili", "同意签发。")
    expect(page.get_by_role("status")).to_contain_text("已发布")
    assert heard(house, other_process) == [f"免费。{ANSWER}"]

    enter(page, url, "xinxiyuan.shili")
    page.goto(entry)
    page.get_by_text("立即撤下").click()
    page.get_by_label("撤下理由").fill("政策正在调整。")
    page.get_by_role("button", name="撤下", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("来电人不会再听到")
    assert heard(house, other_process) != [f"免费。{ANSWER}"]
    for kept in ("涉及服务对象人数", "不涉密。", "第1版复核：退回", "同意签发。", "政策正在调整。"):
        expect(page.locator(".story")).to_contain_text(kept)
