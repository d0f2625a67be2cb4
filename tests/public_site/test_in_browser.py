"""The site in a real Chromium on a telephone's screen: by keyboard alone, nothing cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hotline import frontend
from hotline.actions import legs, web
from hotline.house import House
from hotline.pages.counter import Screen, address_of
from hotline.records import Channel, Complaint, HandlingLeg, Inquiry
from hotline.work import HOTLINE, Actor, Grant
from public_site.door import INQUIRER
from tests.agents_console.served import served_console
from tests.databases import Databases

# Served to nobody: put into the pages by the tests alone.
AXE = (frontend.NODE_MODULES / "axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TELEPHONE = {"width": 390, "height": 844}
PATHS = ("/", "/?q=社保卡丢了怎么补办", "/answers/1", "/ask", "/ask?q=社保卡丢了", "/follow",
         "/complain", "/replies", "/explanations", "/guide", "/catalogue",
         "/item-state?unit=1", "/nothing-here")  # fmt: skip
# The rules are the page's, whatever its language, and few ask how large its type is: each of
# both is looked at once.
CHECKED = {("zh", "normal"), ("en", "large")}
REPLY = "夜市二十三时收摊，周五周六延到二十四时。"


@dataclass
class Served:
    """The site on a port of this machine, over the example office."""

    url: str
    house: House


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_console(databases, tmp_path_factory.mktemp("site")) as (url, house):
        yield Served(url, house)


def press_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press until this is focused, as somebody without a mouse does; every stop can be seen."""
    for _ in range(60):
        page.keyboard.press(key)
        seen = page.evaluate(
            """() => {
                const on = document.activeElement, box = on.getBoundingClientRect();
                return [getComputedStyle(on).outlineStyle, box.top < innerHeight && box.bottom > 0];
            }"""
        )
        assert seen == ["solid", True], page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def accessible(page: Page) -> None:
    """No rule of WCAG 2.2 AA that a programme can check is broken on this page."""
    assert broken(page) == {}, page.url


def broken(page: Page) -> dict[str, list[str]]:
    """Which rules this page breaks, and where."""
    # By the debugger's way in, since the policy of the page lets no script of ours be added.
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })", RULES
    )
    return {one["id"]: [node["html"] for node in one["nodes"]] for one in found["violations"]}


def time_passes(page: Page, *spans: str) -> None:
    """Let the page's clock run, once its scripts have set what they wait for."""
    page.wait_for_load_state()
    for span in spans:
        page.clock.fast_forward(span)


def answer(house: House, reply: str) -> None:
    """The unit replies to the only inquiry."""
    with house.open(HOTLINE) as work:
        leg = work.db.scalars(select(HandlingLeg)).one()
    grant = Grant("reply_officer", unit_ids=frozenset({leg.unit_id}))
    with house.open(Actor(kind="staff", id=1, grants=(grant,))) as work:
        inquiry = work.db.get_one(Inquiry, leg.inquiry_id, with_for_update=True)
        leg = work.db.get_one(HandlingLeg, leg.id)
        legs.reply(work, inquiry, leg, reply=reply, internal_note="已核实")


def test_ask_follow_and_complain_by_keyboard_at_a_telephone_s_width(
    page: Page, served: Served
) -> None:
    page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    page.goto(served.url)
    press_to(page, "#q")
    page.keyboard.type("河边夜市几点收摊")
    page.wait_for_selector("#found form[action='/ask']")
    assert page.url == f"{served.url}/search"
    press_to(page, "#found form[action='/ask'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask")
    expect(page.locator("#text")).to_have_value("河边夜市几点收摊")
    press_to(page, "#main button.main")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("请设一个查询密码")
    expect(page.locator("[role=alert]")).to_be_focused()
    accessible(page)
    expect(page.locator("#text")).to_have_value("河边夜市几点收摊")
    press_to(page, "#query_password")
    page.keyboard.type("桃李不言下自成蹊")
    press_to(page, "#main button.main")
    page.keyboard.press("Enter")
    code = page.locator("[data-code]").inner_text()
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", code)
    expect(page.locator("[data-print]")).to_be_visible()
    accessible(page)

    answer(served.house, REPLY)
    press_to(page, "main a[href='/follow']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/follow")
    press_to(page, "#code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("已答复")
    assert REPLY not in page.content()
    accessible(page)
    press_to(page, ".legs summary")
    page.keyboard.press("Enter")
    expect(page.locator(".legs details")).to_contain_text("自次日起算")
    press_to(page, "#proof")
    page.keyboard.type("桃李不言下自成蹊")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(REPLY)
    accessible(page)
    press_to(page, "input[name=score]")
    page.keyboard.press("ArrowDown")
    press_to(page, "form[action='/rate'] button")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("您的评价 · 满意")

    press_to(page, "form[action='/complain'] button")
    page.keyboard.press("Enter")
    expect(page.locator("#main #code")).to_have_value(code.replace(" ", ""))
    press_to(page, "#text")
    page.keyboard.type("答复与现场公告不一致")
    press_to(page, "#query_password")
    page.keyboard.type("桃李不言下自成蹊")
    press_to(page, "#main button.main")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("已收到您的投诉")
    assert page.locator("[data-code]").inner_text() != code
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    with served.house.open(HOTLINE) as work:
        assert work.db.scalars(select(Complaint)).one().about_inquiry_id is not None


def test_an_impatient_finger_asks_once(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/ask?q=两次点击的问题")
    page.fill("#query_password", "桃李不言下自成蹊")
    page.dblclick("#main button.main")
    page.wait_for_selector("[data-code]")
    with served.house.open(HOTLINE) as work:
        found = work.db.scalars(select(Inquiry).where(Inquiry.text == "两次点击的问题")).all()
    assert len(found) == 1


def test_a_form_that_comes_twice_at_one_moment_is_one_inquiry(served: Served) -> None:
    sender = web.Sender(address="192.0.2.1", language="zh-CN", query_password="桃李不言下自成蹊")

    def send(_: int) -> str:
        with served.house.open(INQUIRER) as work:
            place_id = work.book.organisation.place("nanke").id
            logged = web.ask(
                work, sender, form_id="at-once", place_id=place_id, unit_id=None, text="同时到的"
            )
            return logged.code

    with ThreadPoolExecutor(4) as four:
        assert len(set(four.map(send, range(4)))) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_and_is_accessible_in_normal_and_large_type(
    page: Page, served: Served, language: str
) -> None:
    page.goto(served.url)
    if switch := page.query_selector(f"header button[value={language}]"):
        switch.click()
    # WCAG 1.4.10: nothing scrolls sideways at 320 pixels, which is a telephone's page zoomed in.
    for size, width in (("normal", 320), ("large", 390)):
        page.set_viewport_size({"width": width, "height": 844})
        if switch := page.query_selector(f"header button[value={size}]"):
            switch.click()
        for path in PATHS:
            page.goto(served.url + path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (path, size, wide)
            if (language, size) in CHECKED:
                accessible(page)


def test_a_counter_screen_forgets_whoever_has_gone(page: Page, served: Served) -> None:
    with served.house.open(HOTLINE) as work:
        unit_id = work.book.organisation.unit("public_security").id
    screen = Screen(unit_id, Channel.SERVICE_WINDOW, has_printer=False)
    page.clock.install()
    page.goto(served.url + urlsplit(address_of(served.house.settings, screen)).path)
    time_passes(page, "10:00")  # the first page waits for whoever comes
    accessible(page)
    page.click("nav a[href='/ask']")
    page.fill("#text", "前一位写的")
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, summary")]
            .filter((each) => each.checkVisibility() && !each.closest(".trap, p, .skip"))
            .filter((each) => each.getBoundingClientRect().height < 44)
            .map((each) => each.outerHTML)"""
    )
    assert small == []
    page.click("#main button.main")
    page.fill("#query_password", "桃李不言下自成蹊")
    time_passes(page, "01:35")
    expect(page.locator("#still-there")).to_be_visible()
    expect(page.locator("#still-there button")).to_be_focused()
    accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("#still-there")).to_be_hidden()
    page.click("#main button.main")
    expect(page.locator("[data-code]")).to_be_visible()
    time_passes(page, "01:35", "00:35")
    expect(page.locator("h1")).to_have_text("您想查什么？")
    for _ in range(3):
        page.go_back()
        page.wait_for_url(f"{served.url}/")
        assert "前一位写的" not in page.content()
        expect(page.locator("h1")).to_have_text("您想查什么？")


def test_the_check_sees_what_would_shut_somebody_out(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/follow")
    page.evaluate("document.querySelector('label[for=code]').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    assert {"label", "color-contrast"} <= set(broken(page))
