"""Keeping the knowledge base at the desk: written, reviewed, published and taken back by page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline.records import FaqEntry, FaqVersion, Staff, VersionState
from hotline.work import Actor
from tests.agents_console.conftest import HASHED, Desk, words
from tests.faq_kb.office import ENTRY, STEPS, Office

TEXT = {
    "question": "身份证丢了怎么补办？",
    "phrasings": "身份证掉了咋个办\n补办身份证",
    "answer": "请带户口簿到派出所申请补领。",
    "category": "户政",
    "publicity": "proactive",
    "source": "示例：户政业务办事指南",
    "source_number": "示公发〔2026〕1号",
    "source_url": "https://example.gov.cn/guide",
    "source_on": "2026-03-02",
    "valid_until": "2028-12-31",
}


@pytest.fixture
def town(db: Session) -> Office:
    return Office(db)


@pytest.fixture
def office(town: Office) -> Office:
    return town


def sit_down_as(desk: Desk, actor: Actor) -> None:
    """Sign in as one of the office's people."""
    row = desk.town.db.get_one(Staff, actor.id)
    row.password_hash = HASHED
    desk.client.delete_cookie("hotline")
    assert desk.enter(row.username).status_code == 302


def newest(desk: Desk) -> FaqVersion:
    desk.town.db.expire_all()
    return desk.town.db.scalars(select(FaqVersion).order_by(FaqVersion.id.desc())).first()  # type: ignore[return-value]


def write(desk: Desk, **changes: str) -> TestResponse:
    """Fill in the form of a new entry and save it."""
    unit = str(desk.town.unit("public_security").id)
    fields = {**TEXT, "unit": unit, "code": "id-card", "after": "0", **changes}
    return desk.send("/console/knowledge/new", seen="/console/knowledge/new", **fields)


def decide(desk: Desk, version: FaqVersion, verb: str, **fields: str) -> TestResponse:
    here = f"/console/knowledge/{version.entry_id}"
    return desk.send(f"{here}/versions/{version.id}/{verb}", seen=here, **fields)


def page(desk: Desk, entry_id: int) -> str:
    return words(desk.get(f"/console/knowledge/{entry_id}"))


def test_an_entry_goes_through_all_hands_by_page(desk: Desk, office: Office) -> None:
    sit_down_as(desk, office.author)
    answer = write(desk, submit="1")
    assert answer.status_code == 302, words(answer)
    version = newest(desk)
    assert (version.state, version.source_url) == (VersionState.IN_REVIEW, TEXT["source_url"])
    assert f"/versions/{version.id}/review" not in desk.get(answer.location).text
    for step, word in zip(STEPS, ("初审", "复核", "签发"), strict=True):
        sit_down_as(desk, office.reviewer_of[step])
        assert TEXT["question"] in words(desk.get("/console/"))
        assert TEXT["question"] in words(desk.get("/console/knowledge?shelf=waiting"))
        assert f"{word}意见" in page(desk, version.entry_id)
        answer = decide(desk, version, "review", step=step, decision="pass", opinion=f"{word}无误")
        assert answer.status_code == 302, words(answer)
    shown = page(desk, version.entry_id)
    for part in (
        "已发布，来电人现在就能听到", "在用的第1版", "第1版送审", "第1版复核：同意", "复核无误",
        "示公发〔2026〕1号", office.author.name, office.second_reviewer.name,
    ):  # fmt: skip
        assert part in shown, part
    assert newest(desk).state is VersionState.PUBLISHED
    assert "没有等您处理的条目" in words(desk.get("/console/knowledge?shelf=waiting"))


def test_who_may_not_decide_is_offered_nothing_and_refused(desk: Desk, office: Office) -> None:
    version = office.submit(office.draft())
    for actor in (
        office.author,
        office.second_reviewer,
        office.make_staff("supervisor", place="nanke"),
    ):
        sit_down_as(desk, actor)
        assert 'name="decision"' not in desk.get(f"/console/knowledge/{version.entry_id}").text
        answer = decide(
            desk, version, "review", step="first_review", decision="pass", opinion="写了很久的意见"
        )
        assert answer.status_code in (403, 422)
        assert "写了很久的意见" in answer.text
    assert newest(desk).state is VersionState.IN_REVIEW


def test_sent_back_with_an_opinion_it_waits_for_its_author(desk: Desk, office: Office) -> None:
    version = office.submit(office.draft())
    sit_down_as(desk, office.first_reviewer)
    step = {"step": "first_review", "decision": "send_back"}
    refused = decide(desk, version, "review", opinion=" ", **step)
    assert refused.status_code == 422
    assert "请填写审查意见" in words(refused)
    decide(desk, version, "review", opinion="工本费不对", **step)
    sit_down_as(desk, office.author)
    assert ENTRY["question"] in words(desk.get("/console/knowledge?shelf=waiting"))
    assert "工本费不对" in page(desk, version.entry_id)
    form = desk.get(f"/console/knowledge/{version.entry_id}/edit")
    assert str(ENTRY["answer"]) in form.text


def test_a_change_is_shown_against_the_live_version_which_stays(desk: Desk, office: Office) -> None:
    live = office.publish(is_example=True)  # as every entry is that a newcomer meets
    sit_down_as(desk, office.author)
    here = f"/console/knowledge/{live.entry_id}/edit"
    fields = {**TEXT, "question": str(ENTRY["question"]), "answer": "工本费现在是二十元。"}
    answer = desk.send(here, seen=here, after="1", submit="1", **fields)
    assert answer.status_code == 302, words(answer)
    text = desk.get(f"/console/knowledge/{live.entry_id}").text
    assert "<ins>" in text
    assert "<del>" in text
    shown = words(desk.get(f"/console/knowledge/{live.entry_id}"))
    assert "与在用版本（第1版）相比" in shown
    assert str(ENTRY["answer"]) in shown
    desk.town.db.expire_all()
    assert desk.town.db.get_one(FaqEntry, live.entry_id).live_version_id == live.id


def test_the_second_of_two_authors_is_told_and_loses_nothing(desk: Desk, office: Office) -> None:
    first = office.draft()
    sit_down_as(desk, office.author)
    here = f"/console/knowledge/{first.entry_id}/edit"
    other = office.make_staff("kb_editor", place="nanke")
    office.draft(office.work(other), answer="别人先改好的答案。")
    mine = "我写了半个小时的答案。"
    answer = desk.send(here, seen=here, after="1", keep="1", **{**TEXT, "answer": mine})
    assert answer.status_code == 422
    assert "别人已经改过这个条目" in words(answer)
    assert mine in answer.text
    # What differs is shown: theirs beside mine.
    assert "别人先改好的答案" in words(answer).replace(" ", "")
    assert other.name in words(answer)
    again = desk.send(here, seen=here, after="2", keep="1", **{**TEXT, "answer": mine})
    assert again.status_code == 302
    assert newest(desk).answer == mine


def test_a_form_saved_twice_makes_one_entry(desk: Desk, office: Office) -> None:
    sit_down_as(desk, office.author)
    assert write(desk).status_code == 302
    answer = write(desk)
    assert answer.status_code == 422
    assert "这个代码已经有一个条目了" in words(answer)
    assert len(desk.town.db.scalars(select(FaqVersion)).all()) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"publicity": "withheld"}, "须逐条写明理由"),
        ({"publicity": "secret"}, "请选择公开属性"),
        ({"source_url": "ftp://x"}, "来源网址应以"),
        ({"valid_until": "soon"}, "“有效期至”的日期"),
        ({"valid_until": "2026-11-22"}, "有效期不能早于今天"),
        ({"unit": "999999"}, "请选择由哪个单位维护"),
        ({"code": "身份证"}, "代码只能用"),
        ({"answer": "答" * 4001}, "最多4000个字"),
    ],
)
def test_bad_input_says_what_is_wrong_and_keeps_the_rest(
    desk: Desk, office: Office, change: dict[str, str], said: str
) -> None:
    sit_down_as(desk, office.author)
    answer = write(desk, **change)
    assert answer.status_code == 422
    assert said in words(answer)
    assert TEXT["phrasings"] in answer.text
    assert desk.town.db.scalars(select(FaqVersion)).all() == []


def test_a_withheld_entry_keeps_its_reason(desk: Desk, office: Office) -> None:
    sit_down_as(desk, office.author)
    write(desk, publicity="withheld", publicity_reason="涉及内部管理信息")
    assert "不予公开：涉及内部管理信息" in page(desk, newest(desk).entry_id).replace("： ", "：")


def test_personal_data_stops_the_submission_and_is_shown_with_its_place(
    desk: Desk, office: Office
) -> None:
    sit_down_as(desk, office.author)
    answer = write(desk, answer="预约请打13800010001找户政科。", submit="1")
    assert answer.status_code == 422
    assert "预约请打<mark>13800010001</mark>找户政科" in answer.text
    assert desk.town.db.scalars(select(FaqVersion)).all() == []
    why = {"why:13800010001": "户政科对外值班手机"}
    answer = write(desk, answer="预约请打13800010001找户政科。", submit="1", **why)
    assert answer.status_code == 302, words(answer)
    version = newest(desk)
    sit_down_as(desk, office.first_reviewer)
    shown = desk.get(f"/console/knowledge/{version.entry_id}")
    assert "<mark>13800010001</mark>" in shown.text
    assert "已确认可以公开：户政科对外值班手机" in words(shown)


def test_a_saved_draft_shows_what_looks_personal_before_it_is_handed_in(
    desk: Desk, office: Office
) -> None:
    version = office.draft(answer="请找联系人：张某某，电话见公告。")
    sit_down_as(desk, office.author)
    assert (
        "联系人：<mark>张某某</mark>，电话"
        in desk.get(f"/console/knowledge/{version.entry_id}").text
    )
    assert decide(desk, version, "submit").status_code == 422
    done = decide(desk, version, "submit", **{"why:张某某": "公告中的示例姓名"})
    assert done.status_code == 302
    assert newest(desk).state is VersionState.IN_REVIEW


def test_withdrawing_takes_a_reason_and_works_at_once(desk: Desk, office: Office) -> None:
    version = office.publish()
    sit_down_as(desk, office.author)
    assert decide(desk, version, "withdraw", reason="").status_code == 422
    answer = decide(desk, version, "withdraw", reason="政策已变")
    assert answer.status_code == 302
    shown = page(desk, version.entry_id)
    assert "已撤下，来电人不会再听到" in shown
    assert "政策已变" in shown
    assert ENTRY["question"] in words(desk.get("/console/knowledge?shelf=withdrawn"))
    again = decide(desk, version, "withdraw", reason="再撤一次")
    assert again.status_code == 422
    assert "再撤一次" in again.text


def test_each_shelf_holds_its_own(desk: Desk, office: Office) -> None:
    office.publish(code="live", question="在用的问题")
    office.draft(code="draft", question="草稿的问题")
    office.publish(code="old", question="过期的问题", valid_until=office.now.date())
    office.later(days=1)
    sit_down_as(desk, office.author)
    for shelf, there in (
        ("", {"在用", "草稿", "过期"}),
        ("mine", {"在用", "草稿", "过期"}),
        ("waiting", {"草稿"}),
        ("preparing", {"草稿"}),
        ("published", {"在用"}),
        ("expired", {"过期"}),
        ("withdrawn", set()),
        ("nonsense", {"在用", "草稿", "过期"}),
    ):
        text = words(desk.get(f"/console/knowledge?shelf={shelf}"))
        assert {one for one in ("在用", "草稿", "过期") if f"{one}的问题" in text} == there, shelf
    assert "草稿的问题" in words(desk.get("/console/knowledge?q=草稿"))
    assert "在用的问题" not in words(desk.get("/console/knowledge?q=草稿"))


def test_the_list_goes_on_where_a_page_ends(desk: Desk, office: Office) -> None:
    for number in range(53):
        office.later(seconds=1).draft(code=f"e-{number}", question=f"第{number}问")
    sit_down_as(desk, office.author)
    first = desk.get("/console/knowledge")
    assert "第52问" in first.text
    assert "第2问" not in words(first).split()
    following = first.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "第2问" in words(desk.get(following.replace("&amp;", "&"))).split()


@pytest.mark.parametrize(
    ("roles", "where", "status"),
    [
        (("kb_editor",), {"unit": "public_security"}, 200),
        (("kb_editor",), {"unit": "human_resources"}, 404),
        (("kb_editor",), {"place": "qinghe"}, 404),
        (("approver",), {"place": "nanke"}, 200),
        (("operator",), {"place": "nanke"}, 403),
        (("liaison",), {"unit": "public_security"}, 403),
    ],
)
def test_drafts_are_for_those_who_keep_them(
    desk: Desk, office: Office, roles: tuple[str, ...], where: dict[str, Any], status: int
) -> None:
    version = office.draft()
    desk.sit_down(*roles, **where)
    assert desk.get(f"/console/knowledge/{version.entry_id}").status_code == status


def test_a_version_of_another_entry_is_not_reached_by_address(desk: Desk, office: Office) -> None:
    mine, other = office.draft(code="mine"), office.draft(code="other")
    sit_down_as(desk, office.author)
    here = f"/console/knowledge/{mine.entry_id}"
    assert desk.send(f"{here}/versions/{other.id}/submit", seen=here).status_code == 404


def test_a_case_is_referred_determined_and_comes_back_by_page(desk: Desk, office: Office) -> None:
    secrecy = office.make_staff("secrecy_officer", unit="supervision_office")
    version = office.submit(office.draft())
    here = f"/console/knowledge/{version.entry_id}"
    sit_down_as(desk, secrecy)
    assert desk.get(here).status_code == 404
    sit_down_as(desk, office.first_reviewer)
    value = re.search(r'value="(secrecy_officer:\d+)"', desk.get(here).text)
    assert value
    given = {"step": "first_review", "authority": value[1]}
    refused = decide(desk, version, "refer", reason="", **given)
    assert (refused.status_code, "请写明不能确定的理由" in words(refused)) == (422, True)
    assert decide(desk, version, "refer", reason="有内部数据，拿不准", **given).status_code == 302
    assert 'name="decision"' not in desk.get(here).text
    assert "没有等您处理的条目" in words(desk.get("/console/knowledge?shelf=waiting"))
    sit_down_as(desk, secrecy)
    assert ENTRY["question"] in words(desk.get("/console/"))
    shown = words(desk.get(here))
    assert "有内部数据，拿不准" in shown
    assert "剩10个工作日" in shown
    case = re.search(r"/referrals/(\d+)/determine", desk.get(here).text)
    assert case
    path = f"{here}/referrals/{case[1]}/determine"
    answer = desk.send(path, seen=here, decision="public", opinion="")
    assert answer.status_code == 422
    assert desk.send(path, seen=here, decision="public", opinion="可以公开").status_code == 302
    late = desk.send(path, seen=here, decision="withheld", opinion="晚到的意见")
    assert late.status_code == 422
    assert "晚到的意见" in late.text
    sit_down_as(desk, office.first_reviewer)
    assert ENTRY["question"] in words(desk.get("/console/knowledge?shelf=waiting"))
    shown = words(desk.get(here))
    assert "确定：第1版可以公开" in shown
    assert 'name="decision"' in desk.get(here).text
