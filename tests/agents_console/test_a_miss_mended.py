"""A question nobody could answer is attached to an entry in a real browser, and then answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from faq_kb import actions
from faq_kb.search import Found, KnowledgeBase
from hotline import jobs
from hotline.actions import calls, roles, settle
from hotline.house import House
from hotline.records import FaqVersion, Staff, VersionState
from hotline.settings import Settings
from hotline.work import CALLER, HOTLINE
from ivr.phone import Phone
from tests.agents_console.served import enter, served_console
from tests.databases import Databases

ASKED = "我家那张卡片被老鼠啃了领不到钱"
ENTRY = "社会保障卡丢失后怎么补办？"


@pytest.fixture(scope="module")
def desk(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, House]]:
    with served_console(databases, tmp_path_factory.mktemp("misses")) as served:
        yield served


def ask(house: House, knowledge: KnowledgeBase, *, number: int) -> Found:
    """A caller asks, and the call ends."""
    with house.open(CALLER) as work:
        place_id = work.book.organisation.place("nanke").id
        call = calls.arrive(
            work, sid=f"CA{number:032x}", caller=f"+86138000100{number:02}", dialled="96128"
        )
        found = knowledge.find(work, ASKED, place_id=place_id)
        calls.asked(work, call, heard=ASKED, confidence=0.9, verdict=found.verdict)
        calls.move_status(work, call, status="completed", duration_seconds=30)
        settle.settle(work, call)
    return found


def publish_newest(house: House) -> None:
    """The three reviewers of the example agree."""
    for step, username in (
        ("first_review", "chushen.shili"),
        ("second_review", "fuhe.shili"),
        ("approval", "qianfa.shili"),
    ):
        with house.open(HOTLINE) as work:
            row = work.db.scalars(select(Staff).where(Staff.username == username)).one()
            actor = roles.actor_of(work.book.organisation, row)
        with house.open(actor) as work:
            query = select(FaqVersion).where(FaqVersion.state == VersionState.IN_REVIEW)
            actions.review(
                work, work.db.scalars(query).one(), step=step, passed=True, opinion="同意。"
            )


def test_a_miss_becomes_a_phrasing_and_the_next_caller_is_answered(
    page: Page, desk: tuple[str, House], phone: Phone
) -> None:
    url, house = desk
    knowledge = KnowledgeBase()
    assert ask(house, knowledge, number=1).verdict != "answer"
    ask(house, knowledge, number=2)
    jobs.cluster_misses(house, phone)

    enter(page, url, "xinxiyuan.shili")
    page.get_by_role("link", name="待补问题").first.click()
    expect(page.get_by_role("row", name=re.compile(ASKED))).to_contain_text("2 人")
    page.get_by_role("link", name=ASKED).click()
    page.fill("#q", "社会保障卡丢失补办")
    page.get_by_role("button", name="查", exact=True).click()
    page.locator("li", has_text=ENTRY).get_by_role("link", name="附到此条目").click()
    effect = page.locator("#effect")
    expect(effect.locator(".tally").first).to_have_text("2")
    page.get_by_label(ASKED).uncheck()
    expect(effect.locator(".tally").first).to_have_text("0")
    page.get_by_label(ASKED).check()
    expect(effect.locator(".tally").first).to_have_text("2")
    page.get_by_role("button", name="附上并送审").click()
    expect(page.get_by_role("status")).to_contain_text("新版本已送审")

    publish_newest(house)
    found = ask(house, knowledge, number=3)
    assert [answer.question for answer in found.answers] == [ENTRY]


@pytest.fixture
def phone(desk: tuple[str, House]) -> Phone:
    settings: Settings = desk[1].settings
    return Phone(settings)
