"""The page of the practice phone, in a real browser: one person is caller and liaison."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from hotline import executor
from hotline.app import build_house, create_app
from hotline.clock import PracticeClock
from hotline.house import House
from hotline.records import Call, CallLeg, LegResult, Rating, Record
from hotline.settings import load
from ivr.phone import Phone
from ivr.practice.desk import Desk
from ivr.practice.server import desk_serving
from tests.databases import ENVIRONMENT, environment
from tests.serving import served

FAST = 40  # while the hotline speaks
UNHURRIED = 1  # while somebody looks for the right key
QUESTION = "社保卡丢了怎么补办"


@dataclass
class Rehearsal:
    """A hotline that is served, its exchange, and a browser at its page."""

    url: str
    desk: Desk
    house: House
    page: Page

    def open(self, *, width: int = 1366, height: int = 768) -> Page:
        """The page, in a window of this size."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto(f"{self.url}/phone")
        return self.page

    def hear(self, text: str) -> None:
        """Let the hotline speak on quickly until this is said; then there is time to act."""

        def is_said() -> bool:
            items = self.desk.items(since=0)
            return any(item["kind"] == "said" and text in item["text"] for item in items)

        self.desk.exchange.world.pace = FAST
        assert self.desk.until(is_said), text
        self.desk.exchange.world.pace = UNHURRIED
        expect(self.page.locator(".words", has_text=text).first).to_be_visible()

    def say(self, text: str) -> None:
        """Type what the caller says."""
        self.page.get_by_label("要说的话", exact=True).fill(text)
        self.page.keyboard.press("Enter")

    def key(self, key: str) -> None:
        """Press a key of the caller's telephone."""
        self.page.locator(f"[data-key='{key}']").click()

    def set_clock(self, hour: str) -> None:
        """Put the hotline to this hour, by the page."""
        self.page.locator("#hour").click()
        self.page.get_by_label("拨到").fill(hour)
        self.page.get_by_role("button", name="设定").click()

    def rows(self, kind: type[Record]) -> list[Any]:
        """What the ledger holds of a kind."""
        with self.house.sessions() as db:
            return list(db.query(kind))


@pytest.fixture
def at(fresh_database: Callable[[str], str], tmp_path: Path, page: Page) -> Iterator[Rehearsal]:
    """Everything that `make run` starts but its clock, at real addresses."""
    apps: list[Any] = []  # made when its address is known
    with (
        served(lambda environ, start: apps[0](environ, start)) as url,
        desk_serving(
            hotline_url=url,
            account_sid=ENVIRONMENT["TWILIO_ACCOUNT_SID"],
            auth_token=ENVIRONMENT["TWILIO_AUTH_TOKEN"],
            port=0,
        ) as (exchange_url, desk),
    ):
        exchange = exchange_url.removeprefix("http://")
        settings = load(
            environment(
                fresh_database("example"),
                DATA_DIR=str(tmp_path),
                PUBLIC_URL=url,
                PORT=str(int(exchange.rpartition(":")[2]) - 1),
                TWILIO_API_BASE_URL=exchange_url,
                TWILIO_MEDIA_HOST=exchange,
            )
        )
        house = build_house(settings)
        assert isinstance(house.clock, PracticeClock)
        apps.append(create_app(house))
        yield Rehearsal(url=url, desk=desk, house=house, page=page)
        house.engine.dispose()


def test_a_whole_call_by_clicking(at: Rehearsal) -> None:
    page = at.open()
    page.locator("#hour").click()
    page.get_by_role("button", name="工作时间").click()
    expect(page.locator("#open")).to_have_text("人工在岗")
    page.get_by_role("button", name="拨打 96128").click()
    at.hear("请直接说出您想问的事情")
    expect(page.locator("#mood")).to_have_text("正在听您说，也可以按键")
    at.say(QUESTION)
    at.hear("问题解决了请按1")
    page.locator("body").press("2")  # the keyboard is a keypad, too
    liaison = page.locator(".other", has_text="南柯州人力资源和社会保障局")
    expect(liaison).to_contain_text("来电，请接听")
    expect(page.locator("#mood")).to_have_text("正在转接，对方响铃中")
    liaison.get_by_role("button", name="接听").click()
    at.hear(f"咨询的是，{QUESTION}")
    liaison.get_by_role("button", name="按1").click()
    expect(liaison.locator(".other-mood")).to_have_text("通话中")
    liaison.get_by_label("对方要说的话").fill("您好，这里是社保卡窗口")
    page.keyboard.press("Enter")
    expect(page.locator(".said.liaison", has_text="社保卡窗口")).to_be_visible()
    at.desk.exchange.world.pace = FAST  # a conversation of some length
    expect(page.locator("#timer")).to_have_text(re.compile("0[2-9]:.."))
    at.desk.exchange.world.pace = UNHURRIED
    liaison.get_by_role("button", name="挂断").click()
    at.hear("您的问题得到解答了吗")
    at.key("1")
    at.hear("请您对本次服务做出评价")
    at.key("5")
    expect(page.locator("#caption")).to_contain_text("谢谢您的评价")
    at.desk.exchange.world.pace = FAST
    expect(page.locator("#mood")).to_contain_text("已挂机")
    expect(page.get_by_role("button", name="拨打 96128")).to_be_visible()
    transcript = page.get_by_role("log")
    expect(transcript.locator(".said.caller", has_text=QUESTION)).to_have_count(1)
    expect(transcript.locator(".said.hotline", has_text="以上内容来自")).to_have_count(1)
    expect(transcript.locator(".note.fault")).to_have_count(0)
    expect(transcript.locator(".technical", has_text="ms").first).to_be_visible()
    assert [rating.score for rating in at.rows(Rating)] == [5]
    assert [leg.result for leg in at.rows(CallLeg)] == [LegResult.ANSWERED]
    record = page.get_by_role("link", name="在工作台看这通电话").get_attribute("href")
    answer = requests.get(f"{at.url}{record}", allow_redirects=False, timeout=5)
    assert answer.headers["Location"] == f"/console/calls/{at.rows(Call)[0].id}"


def test_nobody_answers_and_the_code_comes_to_the_callers_mobile(at: Rehearsal) -> None:
    page = at.open(width=390, height=844)
    at.set_clock("2026-11-23T10:00")
    page.locator("label", has=page.locator("[name=everyone][value=busy]")).click()
    page.get_by_role("button", name="拨打 96128").click()
    at.hear("请直接说出您想问的事情")
    at.say(QUESTION)
    at.hear("问题解决了请按1")
    at.key("2")
    at.hear("您的查询码是")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="挂机").click()
    expect(page.locator("#mood")).to_contain_text("已挂机")
    assert executor.run_all(at.house, Phone(at.house.settings))
    expect(page.locator("#texts")).to_contain_text("您的查询码")


def test_the_clock_shows_when_persons_can_be_reached(at: Rehearsal) -> None:
    page = at.open()
    at.set_clock("2026-02-14T10:00")
    expect(page.locator("#now")).to_contain_text("2月14日")
    expect(page.locator("#open")).to_have_text("人工在岗")  # a Saturday that is worked
    at.set_clock("2026-02-16T10:00")
    expect(page.locator("#open")).to_contain_text("人工休息，2月24日 08:30 上班")
    at.set_clock("2026-11-23T10:00")
    expect(page.locator("#open")).to_have_text("人工在岗")


def test_a_number_dialled_by_hand_and_a_page_that_is_opened_again(at: Rehearsal) -> None:
    page = at.open()
    for key in "9612":
        page.locator("body").press(key)
    page.get_by_role("button", name="拨打 9612").click()
    expect(page.locator("#mood")).to_have_text("您拨的号码不是热线，请核对后再拨")
    assert not at.desk.calls()
    for key in "96128":
        at.key(key)
    page.get_by_label("我的号码").select_option("隐藏号码")
    page.get_by_role("button", name="拨打 96128").click()
    at.hear("请直接说出您想问的事情")
    page.reload()
    expect(page.locator(".said.hotline", has_text="您好，欢迎拨打")).to_have_count(1)
    page.get_by_role("button", name="挂机").click()
    expect(page.locator("#mood")).to_contain_text("已挂机")
    assert [call.caller_sealed for call in at.rows(Call)] == [None]


def test_the_page_says_what_to_do_when_the_exchange_is_not_there(
    fresh_database: Callable[[str], str], tmp_path: Path, page: Page
) -> None:
    # The exchange of port 8 would be at 9, the discard port, where there is none.
    given = environment(fresh_database("example"), DATA_DIR=str(tmp_path), PORT="8")
    house = build_house(load(given))
    with served(create_app(house)) as url:
        page.goto(f"{url}/phone")
        expect(page.get_by_role("alert")).to_contain_text("练习总机没有应答（127.0.0.1:9）")
        expect(page.get_by_role("alert")).to_contain_text("make run")
    house.engine.dispose()


def test_no_other_page_can_press_the_buttons(at: Rehearsal) -> None:
    for path in ("api/calls", "clock"):
        answer = requests.post(f"{at.url}/phone/{path}", json={}, timeout=5)
        assert answer.status_code == 401, path
    assert not at.desk.calls()
    assert requests.get(f"{at.url}/phone/api/../../x", timeout=5).status_code == 404
