"""A batch of entries goes in and is decided alike, each kept by itself, all of them or none."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline.records import FaqReview, FaqVersion, VersionState
from tests.agents_console.conftest import Desk, words
from tests.agents_console.test_knowledge import sit_down_as
from tests.faq_kb.office import STEPS, Office

HERE = "/console/knowledge/review"


@pytest.fixture
def town(db: Session) -> Office:
    return Office(db)


def batch(office: Office, count: int = 3) -> list[FaqVersion]:
    return [
        office.later(seconds=1).submit(office.draft(code=f"b-{n}", question=f"第{n}件事怎么办？"))
        for n in range(count)
    ]


def decide(desk: Desk, *versions: FaqVersion, at: str = HERE, **fields: str) -> TestResponse:
    page = desk.get(at).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    ids = [str(version.id) for version in versions]
    data = {"csrf_token": token[1], "version": ids, **fields}
    return desk.client.post(at, data=data)


def states(desk: Desk) -> list[VersionState]:
    desk.town.db.expire_all()
    return list(desk.town.db.scalars(select(FaqVersion.state).order_by(FaqVersion.id)))


def test_a_batch_goes_through_step_by_step_and_each_keeps_the_opinion(
    desk: Desk, town: Office
) -> None:
    versions = batch(town)
    for step in STEPS:
        sit_down_as(desk, town.reviewer_of[step])
        assert (
            'href="/console/knowledge/review"'
            in desk.get("/console/knowledge?shelf=to_review").text
        )
        assert words(desk.get(HERE)).count("件事怎么办？") == 3
        answer = decide(desk, *versions, decision="pass", opinion="逐条核对过。")
        assert answer.status_code == 302, words(answer)
    assert states(desk) == [VersionState.PUBLISHED] * 3
    kept = town.db.scalars(select(FaqReview.opinion)).all()
    assert kept == ["逐条核对过。"] * 9
    assert "没有等您处理的条目" in words(desk.get(HERE))


def test_what_is_not_ticked_waits_on(desk: Desk, town: Office) -> None:
    first, second, third = batch(town)
    sit_down_as(desk, town.first_reviewer)
    decide(desk, first, third, decision="send_back", opinion="来源不全。")
    assert states(desk) == [VersionState.REFUSED, VersionState.IN_REVIEW, VersionState.REFUSED]
    assert "第1件事" in words(desk.get(HERE))
    assert "第0件事" not in words(desk.get(HERE))
    assert second.state is VersionState.IN_REVIEW


def test_if_one_has_moved_on_none_is_touched_and_the_opinion_stays(
    desk: Desk, town: Office
) -> None:
    versions = batch(town)
    sit_down_as(desk, town.first_reviewer)
    desk.get(HERE)
    town.withdraw(versions[1])
    answer = decide(desk, *versions, decision="pass", opinion="写了很久的意见。")
    assert answer.status_code == 422
    assert "这一批都没有动" in words(answer)
    assert "写了很久的意见。" in answer.text
    assert answer.text.count(" checked") == 2
    assert states(desk).count(VersionState.IN_REVIEW) == 2
    assert town.db.scalars(select(FaqReview.step)).all() == ["withdrawal"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"decision": "pass", "opinion": ""}, "请填写审查意见"),
        ({"opinion": "同意。"}, "请选择同意或退回"),
    ],
)
def test_bad_input_is_told(desk: Desk, town: Office, fields: dict[str, str], said: str) -> None:
    versions = batch(town)
    sit_down_as(desk, town.first_reviewer)
    answer = decide(desk, *versions, **fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert "请勾选" in words(decide(desk, decision="pass", opinion="同意。"))


def test_nobody_decides_what_is_not_theirs(desk: Desk, town: Office) -> None:
    versions = batch(town, 1)
    sit_down_as(desk, town.first_reviewer)
    page = desk.get(HERE)
    assert page.status_code == 200
    sit_down_as(desk, town.author)
    assert "件事怎么办" not in words(desk.get(HERE))
    refused = desk.send(
        HERE, seen="/console/account", version=str(versions[0].id), decision="pass", opinion="好"
    )
    assert refused.status_code == 403
    elsewhere = town.make_staff("first_reviewer", place="qinghe")
    sit_down_as(desk, elsewhere)
    refused = desk.send(
        HERE, seen="/console/account", version=str(versions[0].id), decision="pass", opinion="好"
    )
    assert refused.status_code == 404
    assert states(desk) == [VersionState.IN_REVIEW]


def test_drafts_are_handed_in_together_or_not_at_all(desk: Desk, town: Office) -> None:
    at = "/console/knowledge/submit"
    clean = town.draft(code="clean", question="第一件事怎么办？")
    number = town.later(seconds=1).draft(code="number", answer="请打13800010001。")
    other = town.make_staff("kb_editor", place="nanke")
    town.later(seconds=1).draft(town.work(other), code="others", question="别人的草稿？")
    sit_down_as(desk, town.author)
    assert f'href="{at}"' in desk.get("/console/knowledge?shelf=drafts").text
    assert "别人的草稿" not in words(desk.get(at))
    assert "<mark>13800010001</mark>" in desk.get(at).text
    refused = decide(desk, clean, number, at=at)
    assert refused.status_code == 422
    assert "疑似个人信息" in words(refused)
    assert states(desk) == [VersionState.DRAFT] * 3
    why = {"why:13800010001": "值班手机"}
    assert decide(desk, clean, number, at=at, **why).status_code == 302
    assert states(desk) == [VersionState.IN_REVIEW, VersionState.IN_REVIEW, VersionState.DRAFT]
