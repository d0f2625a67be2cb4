"""The console in a real Chromium: nothing refused by the policy, nothing cut off, no mouse."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hotline.actions import calls, inquiries, recordings, settle
from hotline.house import House
from hotline.records import Channel, Ground, Inquiry, Question, RecordingKind
from hotline.rules.organisation import Contact
from hotline.work import HOTLINE, Work
from tests.agents_console.conftest import PASSWORD
from tests.agents_console.served import enter as sign_in
from tests.agents_console.served import served_console
from tests.databases import Databases

LONG = "我家老人今年七十八岁，户口在青禾县，人住在州里，高龄补贴去年十月以后就没有到账，" * 12
UNBROKEN = "https://example.gov.cn/" + "a" * 300
SIZES = ((1366, 768), (390, 844))


@dataclass
class Served:
    """The console on a port of this machine, over the example office."""

    url: str
    house: House
    call_id: int
    inquiry_id: int
    complaint_id: int


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_console(databases, tmp_path_factory.mktemp("console")) as (url, house):
        with house.open(HOTLINE) as work:
            ids = busy_morning(work, house.settings.recordings_dir)
        yield Served(url, house, *ids)


def busy_morning(work: Work, folder: Path) -> tuple[int, int, int]:
    """A call with a long question and a recording, an inquiry and a complaint from it."""
    place_id = work.book.organisation.place("nanke").id
    unit = work.book.organisation.unit("public_security")
    call = calls.arrive(work, sid="CA1", caller="+8613800010001", dialled="96128")
    calls.notice_played(work, call, version="2026-11")
    calls.asked(work, call, heard=LONG, confidence=0.9, verdict="miss", unit_id=unit.id)
    work.db.add(Question(
        call_id=call.id, asked_at=work.now, heard=UNBROKEN, verdict="miss", edition=1,
    ))  # fmt: skip
    calls.person_requested(work, call, in_hours=True)
    contact = Contact(kind="liaison", target=unit.contacts[0].target)
    leg = calls.ring(work, call, contact=contact, unit_id=unit.id, in_hours=True)
    calls.leg_ended(work, call, leg, dial_status="busy", talk_seconds=None, caller_left=False)
    calls.move_status(work, call, status="completed", duration_seconds=95)
    settle.settle(work, call)
    recording = recordings.announced(
        work, call, sid="RE1", status="completed", url="http://127.0.0.1/x",
        kind=RecordingKind.CALL, duration_seconds=2,
    )  # fmt: skip
    recordings.fetched(work, recording, file_name="RE1.wav", sha256="0" * 64, byte_count=1)
    folder.mkdir(parents=True)
    (folder / "RE1.wav").write_bytes(two_seconds())
    asked = inquiries.log(
        work, origin="test", channel=Channel.WEB, place_id=place_id, text=LONG + UNBROKEN,
        unit_id=unit.id, phone="+8613800010001", name="张示例",
    )  # fmt: skip
    complaint = inquiries.complain(
        work, origin="test2", channel=Channel.PHONE, place_id=place_id, ground=Ground.CONDUCT,
        text=LONG, about_unit_id=unit.id,
    )  # fmt: skip
    return call.id, asked.inquiry.id, complaint.inquiry.id


def two_seconds() -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(8000)
        wav.writeframes(bytes(32_000))
    return sound.getvalue()


def enter(page: Page, served: Served, username: str) -> None:
    sign_in(page, served.url, username)


def test_somebody_signs_in_by_keyboard(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/console/")
    page.keyboard.type("huawuyuan.jia")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_every_screen_and_breaks_no_rule(
    page: Page, served: Served, language: str
) -> None:
    rounds = {
        "zhiban.shili": [
            "/", "/answers?q=社保卡丢了", "/calls", f"/calls/{served.call_id}", "/inquiries",
            f"/inquiries/{served.inquiry_id}", "/inquiries/new", "/directory", "/figures",
            "/figures/M-1", "/system", "/account", "/nothing-here", "/knowledge/clarifications",
            "/knowledge/clarifications/new",
        ],
        "xinxiyuan.shili": [
            "/", "/knowledge", "/knowledge/new", "/knowledge/1", "/knowledge/1/edit",
            "/knowledge/trial?q=社保卡丢了", "/knowledge/imports", "/knowledge/disclosure",
            "/knowledge/withheld",
        ],
        "chen.shili": ["/", f"/inquiries/{served.inquiry_id}", "/calls", "/todo"],
        "ducha.zhou": [
            "/", f"/inquiries/{served.complaint_id}", "/late", "/late/accountable?month=2026-11"
        ],
        "guanli.shili": ["/", "/calendar?year=2026"],
    }  # fmt: skip
    sizes = list(SIZES)
    for username, paths in rounds.items():
        enter(page, served, username)
        if switch := page.query_selector(f"header button[value={language}]"):
            switch.click()
        for path in paths:
            page.goto(f"{served.url}/console{path}")
            for width, height in sizes:
                page.set_viewport_size({"width": width, "height": height})
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (username, path, width)
            sizes.reverse()  # the next page begins as this one ends


def test_answers_are_found_while_typing_and_by_a_plain_form(page: Page, served: Served) -> None:
    enter(page, served, "huawuyuan.jia")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("社保卡丢了怎么补办")
    expect(page.locator("#found")).to_contain_text("社会保障卡")
    assert page.url.endswith("/console/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/answers?**")
    expect(page.locator("#found")).to_contain_text("最相符")


def test_nothing_is_asked_while_an_input_method_is_composing(page: Page, served: Served) -> None:
    enter(page, served, "huawuyuan.jia")
    expect(page.locator("#q")).to_be_focused()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    composing = page.context.new_cdp_session(page)
    composing.send(
        "Input.imeSetComposition", {"text": "she'bao", "selectionStart": 7, "selectionEnd": 7}
    )
    composing.send("Input.insertText", {"text": "社保卡"})
    expect(page.locator("#found")).to_contain_text("社会保障卡")
    assert not [url for url in asked if "she" in url]


def test_an_inquiry_is_logged_without_a_mouse(page: Page, served: Served) -> None:
    enter(page, served, "huawuyuan.jia")
    page.keyboard.press("Alt+KeyN")
    page.wait_for_url("**/inquiries/new")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("用键盘登记的问题")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("南柯州 人力")
    assert page.locator("#unit option:checked").inner_text() == "南柯州人力资源和社会保障局"
    page.keyboard.press("Enter")
    expect(page.locator("#unit")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    code = page.locator("[data-code]").inner_text()
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", code)
    expect(page.locator("[data-print]")).to_be_visible()


def test_the_first_key_leads_past_the_navigation(page: Page, served: Served) -> None:
    enter(page, served, "huawuyuan.jia")
    page.goto(f"{served.url}/console/calls")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_an_impatient_click_logs_once(page: Page, served: Served) -> None:
    enter(page, served, "huawuyuan.yi")
    page.goto(f"{served.url}/console/inquiries/new")
    page.fill("#text", "  ")
    page.click("[data-once]")
    expect(page.locator("[role=alert]")).to_be_focused()
    page.click("[role=alert] a")
    expect(page.locator("#text[aria-invalid=true]")).to_be_focused()
    expect(page.locator("#text-wrong")).to_have_text("请填写查询内容。")
    page.fill("#text", "点了两下的登记")
    page.dblclick("[data-once]")
    page.wait_for_selector("[data-code]")
    with served.house.open(HOTLINE) as work:
        found = work.db.scalars(select(Inquiry).where(Inquiry.text == "点了两下的登记")).all()
    assert len(found) == 1


def test_a_recording_can_be_heard(page: Page, served: Served) -> None:
    enter(page, served, "huawuyuan.jia")
    page.goto(f"{served.url}/console/calls/{served.call_id}")
    player = page.locator("audio")
    seconds = player.evaluate(
        "a => new Promise((heard, no) => { a.onloadedmetadata = () => heard(a.duration);"
        " a.onerror = () => no(a.error.message); a.load(); a.preload = 'auto'; a.load(); })"
    )
    assert seconds == pytest.approx(2.0)


def test_the_number_comes_from_behind_its_mask_for_a_reason(page: Page, served: Served) -> None:
    enter(page, served, "chen.shili")
    page.goto(f"{served.url}/console/inquiries/{served.inquiry_id}")
    page.locator("details:has(#reason) > summary").click()
    page.fill("#reason", "回电核实")
    page.keyboard.press("Enter")
    expect(page.locator("[data-number]")).to_have_text("+8613800010001")
