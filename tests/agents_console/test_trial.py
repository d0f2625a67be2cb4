"""The page on which a question is tried: what a caller would hear, and why."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.agents_console.conftest import Desk, words
from tests.faq_kb.office import Office


@pytest.fixture
def town(db: Session) -> Office:
    return Office(db)


def test_a_question_is_tried_and_read_as_the_telephone_reads_it(desk: Desk, town: Office) -> None:
    town.publish(answer="请带户口簿，工本费40元，电话0871-12345678。")
    town.publish_neighbours()
    desk.sit_down("approver")
    page = desk.get("/console/knowledge/trial?q=身份证掉了咋个办")
    assert 'data-verdict="answer"' in page.text
    said = page.text.split('id="spoken"')[1].split("</div>")[0]
    assert "您问的是，居民身份证丢失后怎么补办。" in said
    assert "四十元" in said
    assert "0871-12345678" not in said
    assert "二零二六年三月二日发布" in said
    assert "<mark>身份证掉了咋个办</mark>" in page.text


@pytest.mark.parametrize(
    ("asked", "verdict", "said"),
    [
        ("zzz", "nothing", "没有找到对应的答复"),
        ("办理", "ask_back", "请说得再具体一些"),
        ("我要投诉商家卖假货", "elsewhere", "如果您还有其他问题"),
    ],
)
def test_what_is_not_answered_sounds_as_on_the_line(
    desk: Desk, town: Office, asked: str, verdict: str, said: str
) -> None:
    town.publish()
    town.publish_neighbours()
    desk.sit_down("approver")
    page = desk.get(f"/console/knowledge/trial?q={asked}")
    assert f'data-verdict="{verdict}"' in page.text
    assert said in words(page)


def test_an_emergency_is_told_first(desk: Desk, town: Office) -> None:
    town.publish()
    desk.sit_down("approver")
    page = desk.get("/console/knowledge/trial?q=着火了怎么办")
    assert "幺幺九" in page.text.split('id="spoken"')[1].split("</p>")[0]


def test_a_draft_is_tried_from_its_entry_s_page(desk: Desk, town: Office) -> None:
    town.publish()
    town.publish_neighbours()
    draft = town.draft(answer="改过的答案。")
    desk.sit_down("approver")
    path = f"/console/knowledge/trial?version={draft.id}"
    assert path in desk.get(f"/console/knowledge/{draft.entry_id}").text
    page = words(desk.get(f"{path}&q=身份证掉了咋个办"))
    assert "假设第2版已经发布" in page
    assert "改过的答案。" in page


def test_a_stranger_s_draft_is_not_tried(desk: Desk, town: Office) -> None:
    draft = town.draft()
    desk.sit_down("approver", place="qinghe")
    assert desk.get(f"/console/knowledge/trial?version={draft.id}&q=身份证").status_code == 404
    assert desk.get("/console/knowledge/trial?version=999999&q=身份证").status_code == 404
    assert desk.get("/console/knowledge/trial?version=x&q=身份证").status_code == 200
