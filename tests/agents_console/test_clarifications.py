"""Marking a rumour at the desk, and the unit that answers it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.records import Clarification
from tests.agents_console.conftest import Desk, words
from tests.agents_console.test_knowledge import TEXT, sit_down_as
from tests.faq_kb.office import Office

RUMOUR = "都说下个月起身份证工本费涨到一百元。"
NEW = "/console/knowledge/clarifications/new"


@pytest.fixture
def town(db: Session) -> Office:
    return Office(db)


def mark(desk: Desk, *, seen: str = NEW, **changes: str) -> str:
    unit = str(desk.town.unit("public_security").id)
    fields = {"form_id": "f1", "said": RUMOUR, "kind": "rumour", "unit": unit, **changes}
    answer = desk.send(NEW, seen=seen, **fields)
    assert answer.status_code == 302, words(answer)
    return answer.location


def test_a_rumour_heard_in_a_call_is_answered_by_an_entry(desk: Desk, town: Office) -> None:
    call = town.make_call(question="身份证是不是要涨价")
    desk.sit_down("operator")
    link = f"{NEW}?call={call.id}"
    assert link in desk.get(f"/console/calls/{call.id}").text
    here = mark(desk, seen=link, call=str(call.id))
    assert RUMOUR in words(desk.get(here))
    assert f"/console/calls/{call.id}" in desk.get(here).text
    sit_down_as(desk, town.author)
    assert "有1件不实或不完整信息" in words(desk.get("/console/"))
    assert RUMOUR in words(desk.get("/console/knowledge/clarifications"))
    draft = re.search(r'href="(/console/knowledge/new\?clarification=\d+)"', desk.get(here).text)
    assert draft
    assert RUMOUR in words(desk.get(draft[1]))
    unit = str(town.unit("public_security").id)
    fields = {**TEXT, "unit": unit, "code": "fee", "after": "0", "submit": "1"}
    assert desk.send(draft[1], seen=draft[1], **fields).status_code == 302
    assert "准备中" in words(desk.get(here))
    assert "继续准备" in words(desk.get(here))


def test_what_is_incomplete_is_completed_in_the_entry_there_is(desk: Desk, town: Office) -> None:
    live = town.publish()
    town.publish_neighbours()
    desk.sit_down("operator")
    here = mark(desk, kind="incomplete", said="身份证补办的答案里没说多少天能拿到")
    sit_down_as(desk, town.author)
    link = re.search(
        r'href="(/console/knowledge/\d+/edit\?clarification=\d+)"', desk.get(here).text
    )
    assert link
    assert f"/{live.entry_id}/" in link[1]
    answer = desk.send(link[1], seen=link[1], **{**TEXT, "after": "1", "submit": "1"})
    assert answer.status_code == 302, words(answer)
    assert "准备中" in words(desk.get(here))


def test_what_is_needless_is_dropped_for_a_reason(desk: Desk, town: Office) -> None:
    desk.sit_down("operator")
    here = mark(desk, kind="incomplete")
    assert "不需澄清的理由" not in words(desk.get(here))
    sit_down_as(desk, town.author)
    assert desk.send(f"{here}/drop", seen=here, reason="").status_code == 422
    assert desk.send(f"{here}/drop", seen=here, reason="条目里已经写明").status_code == 302
    late = desk.send(f"{here}/drop", seen=here, reason="第二个人也写了理由")
    assert late.status_code == 422
    assert "第二个人也写了理由" in late.text
    assert "条目里已经写明" in words(desk.get("/console" + here.split("/console")[1]))
    assert RUMOUR in words(desk.get("/console/knowledge/clarifications?show=settled"))
    assert RUMOUR not in words(desk.get("/console/knowledge/clarifications"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"said": ""}, "请写明流传的说法"),
        ({"kind": "gossip"}, "请选择是不实传言还是信息不完整"),
        ({"unit": "999999"}, "请选择应当澄清的单位"),
        ({"form_id": ""}, "表单已失效"),
        ({"said": "长" * 1001}, "最多1000个字"),
    ],
)
def test_bad_input_keeps_what_was_typed(
    desk: Desk, town: Office, change: dict[str, str], said: str
) -> None:
    desk.sit_down("operator")
    unit = str(town.unit("public_security").id)
    fields = {"form_id": "f1", "said": RUMOUR, "kind": "rumour", "unit": unit, **change}
    answer = desk.send(NEW, seen=NEW, **fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert fields["said"] in answer.text
    assert desk.town.db.scalars(select(Clarification)).all() == []


def test_a_call_one_may_not_see_is_not_attached(desk: Desk, town: Office) -> None:
    call = town.make_call(place="bailu")
    desk.sit_down("operator", place="qinghe")
    assert desk.get(f"{NEW}?call={call.id}").status_code == 404
