"""Missed questions at the desk: the list, what an attached phrasing changes, and each action."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from faq_kb import misses
from hotline.records import FaqEntry, FaqVersion, MissCluster, VersionState
from tests.agents_console.conftest import Desk, words
from tests.faq_kb.example_base import settings
from tests.faq_kb.office import Office

MISSED = "卡片丢失该去派出所找谁"
OTHER = "小区能不能养鸡"


@pytest.fixture
def office(db: Session) -> Office:
    office = Office(db)
    office.publish_neighbours()
    office.publish()
    return office


@pytest.fixture
def desk(office: Office, data_dir: Path) -> Desk:
    return Desk(office, data_dir)


def missed(office: Office, *heard: str, **how: Any) -> int:
    """Each asked by another caller and not answered; the first one's cluster."""
    for number, text in enumerate(heard):
        call = {"caller": f"+86138000100{number:02}", "verdict": "nothing"} | how
        office.later(minutes=1).make_call(question=text, **call)
    misses.cluster(office.work(), settings=settings)
    return office.db.scalars(select(MissCluster.id).order_by(MissCluster.id.desc())).first() or 0


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9:]+)"', page)
    assert found is not None
    return found[1]


def entry(office: Office) -> FaqEntry:
    return office.db.scalars(select(FaqEntry).where(FaqEntry.code == "id-card-lost")).one()


def test_what_failed_most_callers_stands_on_top_and_names_nobody(
    desk: Desk, office: Office
) -> None:
    missed(office, OTHER)
    missed(office, "我叫王小明电话13800010077想问残疾证", "我叫王小明电话13800010077想问残疾证")
    desk.sit_down("kb_editor")
    page = desk.get("/console/knowledge/misses")
    rows = page.text.split("<tbody>")[1]
    assert rows.index("残疾证") < rows.index(OTHER)
    assert "13800010077" not in page.text
    assert "王小明" not in page.text
    cluster_id = re.findall(r"/console/knowledge/misses/(\d+)", rows)[0]
    inside = desk.get(f"/console/knowledge/misses/{cluster_id}").text
    assert "13800010077" not in inside
    assert "王小明" not in inside


def test_only_editors_find_missed_questions(desk: Desk, office: Office) -> None:
    cluster_id = missed(office, OTHER)
    desk.sit_down("operator")
    assert desk.get("/console/knowledge/misses").status_code == 403
    assert desk.get(f"/console/knowledge/misses/{cluster_id}").status_code == 403


def test_a_cluster_of_a_neighbour_is_not_there(desk: Desk, office: Office) -> None:
    cluster_id = missed(office, OTHER, place="bailu")
    desk.sit_down("kb_editor", place="qinghe")
    assert OTHER not in desk.get("/console/knowledge/misses").text
    for path in ("", "/attach?entry=1"):
        page = f"/console/knowledge/misses/{cluster_id}{path}"
        assert desk.get(page).status_code == 404
    answer = desk.send(
        f"/console/knowledge/misses/{cluster_id}/aside", seen=None, reason="不属于。"
    )
    assert answer.status_code == 404


def test_the_effect_is_seen_before_a_phrasing_is_saved(desk: Desk, office: Office) -> None:
    cluster_id = missed(office, MISSED)
    desk.sit_down("kb_editor")
    where = f"/console/knowledge/misses/{cluster_id}"
    assert "居民身份证丢失后怎么补办？" in words(desk.get(where))
    page = desk.get(f"{where}/attach?entry={entry(office).id}")
    assert "1 会直接答上" in words(page)
    assert "用最近7天没问到的1个问题和答上的0个问题检验" in words(page)
    form = {"seen": seen(page.text), "entry": str(entry(office).id), "days": "7"}
    tried = desk.client.post(
        f"{where}/attach/try",
        data={"csrf_token": token(desk), "own": "完全无关的一句话", **form},
        headers={"HX-Request": "true"},
    )
    assert "<html" not in tried.text
    assert "0 会直接答上" in words(tried)
    assert office.db.scalars(select(FaqVersion).where(FaqVersion.number > 1)).all() == []
    done = desk.client.post(
        f"{where}/attach", data={"csrf_token": token(desk), "phrasing": MISSED, **form}
    )
    assert done.status_code == 302
    version = office.db.scalars(select(FaqVersion).where(FaqVersion.number == 2)).one()
    assert version.state is VersionState.IN_REVIEW
    assert MISSED not in desk.get("/console/knowledge/misses").text.split("<main")[1]
    assert MISSED in desk.get("/console/knowledge/misses?dealt=1").text


def token(desk: Desk) -> str:
    page = desk.client.get("/console/account").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_refused_form_keeps_what_was_typed(desk: Desk, office: Office) -> None:
    cluster_id = missed(office, MISSED)
    desk.sit_down("kb_editor")
    where = f"/console/knowledge/misses/{cluster_id}"
    page = desk.get(where)
    refused = desk.client.post(
        f"{where}/attach",
        data={
            "csrf_token": token(desk), "entry": str(entry(office).id), "days": "30",
            "seen": seen(page.text), "own": "身份证丢了怎么补办",
        },
    )  # fmt: skip
    assert refused.status_code == 422
    assert "这些问法该条目都已有了" in words(refused)
    assert "身份证丢了怎么补办</textarea>" in refused.text
    for channel, reason in (("", ""), ("nowhere", " ")):
        aside = desk.send(f"{where}/aside", channel=channel, reason=reason)
        assert aside.status_code == 422


def test_the_second_editor_is_told_and_loses_no_word(desk: Desk, office: Office) -> None:
    cluster_id = missed(office, OTHER)
    desk.sit_down("kb_editor")
    where = f"/console/knowledge/misses/{cluster_id}"
    then = seen(desk.get(where).text)
    first = desk.client.post(
        f"{where}/aside",
        data={"csrf_token": token(desk), "seen": then, "channel": "citizen_hotline"},
    )
    assert first.status_code == 302
    second = desk.client.post(
        f"{where}/aside",
        data={"csrf_token": token(desk), "seen": then, "reason": "养鸡归城管，不是信息查询。"},
    )
    assert second.status_code == 422
    assert "刚刚有人处理了这组问题" in words(second)
    assert "养鸡归城管，不是信息查询。" in second.text
    back = desk.client.post(
        f"{where}/back", data={"csrf_token": token(desk), "seen": seen(second.text)}
    )
    assert back.status_code == 302
    assert OTHER in desk.get("/console/knowledge/misses").text


def test_near_clusters_are_dealt_with_in_one_go(desk: Desk, office: Office) -> None:
    first = missed(office, OTHER)
    second = missed(office, "小区里养鹅行不行")
    office.db.get_one(MissCluster, second).near_id = first
    desk.sit_down("kb_editor")
    where = f"/console/knowledge/misses/{first}"
    every = re.findall(r'name="seen" value="([0-9:]+)"', desk.get(where).text)
    assert {one.split(":")[0] for one in every} == {str(first), str(second)}
    done = desk.client.post(
        f"{where}/aside",
        data={"csrf_token": token(desk), "seen": every, "reason": "不属于政务信息。"},
    )
    assert done.status_code == 302
    assert "没有待补的问题" in words(desk.get("/console/knowledge/misses"))


def test_an_entry_is_drafted_from_the_callers_words_for_the_likely_unit(
    desk: Desk, office: Office
) -> None:
    cluster_id = missed(office, OTHER, "小区能不能养鸡呀我想问一下")
    unit_id = office.unit("human_resources").id
    desk.sit_down("kb_editor")
    page = desk.get(f"/console/knowledge/new?miss={cluster_id}&unit={unit_id}")
    assert f'value="{OTHER}"' in page.text
    assert f'<option value="{unit_id}" selected>' in page.text
    fields = {
        "unit": str(unit_id), "code": "chickens", "question": OTHER, "phrasings": "养鸡行吗",
        "answer": "按当地的规定办。", "category": "city", "publicity": "proactive",
        "source": "示例文件", "source_on": "2026-03-02", "valid_until": "2028-12-31",
        "after": "0", "miss": str(cluster_id), "seen": seen(page.text),
    }  # fmt: skip
    where = "/console/knowledge/new"
    refused = desk.client.post(where, data={**fields, "csrf_token": token(desk), "answer": ""})
    assert refused.status_code == 422
    assert seen(refused.text) == fields["seen"]
    done = desk.client.post(where, data={**fields, "csrf_token": token(desk)})
    assert done.status_code == 302
    assert "没有待补的问题" in words(desk.get("/console/knowledge/misses"))
    assert "起草新条目" in words(desk.get("/console/knowledge/misses?dealt=1"))


def test_a_question_given_to_a_unit_waits_for_that_unit(desk: Desk, office: Office) -> None:
    cluster_id = missed(office, OTHER)
    desk.sit_down("kb_editor")
    where = f"/console/knowledge/misses/{cluster_id}"
    page = desk.get(where)
    office.make_staff("kb_editor", unit="human_resources")
    nobody = desk.send(f"{where}/give", unit="")
    assert nobody.status_code == 422
    given = desk.client.post(
        f"{where}/give",
        data={
            "csrf_token": token(desk), "seen": seen(page.text),
            "unit": str(office.unit("human_resources").id),
        },
    )  # fmt: skip
    assert given.status_code == 302
    desk.send("/console/sign-out", seen="/console/account")
    desk.sit_down("kb_editor", unit="human_resources")
    assert "交办" in words(desk.get("/console/knowledge/misses"))
    assert desk.get(where).status_code == 200


def test_the_channel_is_suggested_where_the_words_speak_of_one(desk: Desk, office: Office) -> None:
    plain = missed(office, OTHER)
    lamp = missed(office, "我们村口那个路灯都坏了半年了")
    desk.sit_down("kb_editor")
    chosen = '<option value="citizen_hotline" selected>'
    assert chosen in desk.get(f"/console/knowledge/misses/{lamp}").text
    assert chosen not in desk.get(f"/console/knowledge/misses/{plain}").text


def test_what_the_base_answers_by_now_is_taken_off_the_list(desk: Desk, office: Office) -> None:
    cluster_id = missed(office, "身份证掉了咋个办")
    desk.sit_down("kb_editor")
    where = f"/console/knowledge/misses/{cluster_id}"
    page = desk.get(where)
    assert "现在这样问，会直接听到“居民身份证丢失后怎么补办？”" in words(page)
    done = desk.client.post(
        f"{where}/answered",
        data={
            "csrf_token": token(desk), "seen": seen(page.text), "entry": str(entry(office).id)
        },
    )  # fmt: skip
    assert done.status_code == 302
    assert "没有待补的问题" in words(desk.get("/console/knowledge/misses"))


@pytest.mark.parametrize(
    "path",
    ["?page=0", "?page=999999999999999999", "?page=x", "/999999", "/1/attach", "/1/attach?entry=x"],
)
def test_nonsense_in_an_address_is_no_fault(desk: Desk, office: Office, path: str) -> None:
    desk.sit_down("kb_editor")
    assert desk.get(f"/console/knowledge/misses{path}").status_code in (200, 404)
