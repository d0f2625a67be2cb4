"""Calls are listed newest first and told in sentences, to whoever may see them."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.actions.events import note_call
from hotline.errors import NotFound
from hotline.reports import calls
from hotline.rules.outcome import Outcome
from tests.factories import Town

TODAY = date(2026, 11, 23)


def test_calls_are_listed_newest_first_page_by_page(town: Town) -> None:
    made = [town.later(minutes=1).make_call().id for _ in range(5)]
    work = town.work(town.make_staff("operator", place="nanke"))
    seen, after = [], None
    while True:
        page = calls.listed(work, from_on=TODAY, to_on=TODAY, after=after, limit=2)
        assert len(page.rows) <= 2
        seen += [row.id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert seen == made[::-1]


def test_calls_that_arrived_in_one_instant_are_all_listed_once(town: Town) -> None:
    made = {town.at("2026-11-23 10:00").make_call().id for _ in range(4)}
    work = town.work(town.make_staff("operator", place="nanke"))
    first = calls.listed(work, from_on=TODAY, to_on=TODAY, limit=3)
    second = calls.listed(work, from_on=TODAY, to_on=TODAY, limit=3, after=first.after)
    assert {row.id for row in first.rows + second.rows} == made
    assert second.after is None


def test_a_day_is_a_day_at_the_hotline(town: Town) -> None:
    town.at("2026-11-22 23:59").make_call()
    inside = [town.at(at).make_call().id for at in ("2026-11-23 00:00", "2026-11-23 23:59")]
    town.at("2026-11-24 00:00").make_call()
    work = town.work(town.make_staff("operator", place="nanke"))
    rows = calls.listed(work, from_on=TODAY, to_on=TODAY).rows
    assert [row.id for row in rows] == inside[::-1]


def test_a_call_s_page_tells_what_happened(town: Town) -> None:
    call = town.make_call(
        question="社保卡丢了怎么补办", verdict="nothing", wants_person=True,
        rings=[("public_security", "no-answer", 0), ("public_security", "accepted", 45)],
        rated=1, seconds=120,
    )  # fmt: skip
    town.make_recording(call)
    page = calls.page(town.work(town.make_staff("operator", place="nanke")), call_id=call.id)
    assert page.row.caller == "138****0001"
    assert page.row.outcome is Outcome.ANSWERED
    assert page.row.heard == "社保卡丢了怎么补办"
    assert [line.sentence.zh for line in page.timeline] == [
        "来电接入，拨打的号码是96128",
        "播放了录音告知（版本2026-11）",
        "来电人问：“社保卡丢了怎么补办”（没有答案）",
        "转人工（工作时间内）",
        "呼叫南柯州公安局联络员公安局示例",
        "南柯州公安局联络员公安局示例无人接听",
        "呼叫南柯州公安局联络员公安局示例",
        "南柯州公安局联络员公安局示例接听了电话",
        "与南柯州公安局联络员公安局示例的通话结束，通话45秒",
        "邀请来电人评价（人工服务）",
        "来电人评价：非常满意（人工服务）",
        "通话结束",
        "来电了结：人工接通",
        "录音已生成（全程录音，30秒）",
        "录音已取回本地并核验",
    ]
    assert [line.sentence.en for line in page.timeline][4:6] == [
        "public_security of nanke: liaison 公安局示例 is rung",
        "public_security of nanke, liaison 公安局示例 did not answer",
    ]
    assert page.rating is not None
    assert page.rating.score_name is not None
    assert page.rating.score_name.zh == "非常满意"
    assert [recording.can_play for recording in page.recordings] == [True]
    assert [leg.result_name.zh for leg in page.legs] == ["无人接听", "已接听"]


def test_what_was_said_is_told_with_its_event(town: Town) -> None:
    call = town.make_call(settled=False)
    note_call(
        town.work(), call, "turn", step="main", keys="1",
        said=[["answer_lead", {"title": "社保卡"}], ["code", {"code": "••••"}], ["gone_prompt"]],
    )  # fmt: skip
    note_call(town.work(), call, "something_new")
    page = calls.page(town.work(town.make_staff("operator", place="nanke")), call_id=call.id)
    turn, new = page.timeline[-2:]
    assert (turn.sentence.zh, turn.keys) == ("来电人回应提示", "1")
    assert [said.zh for said in turn.said] == [
        "您问的是，社保卡。",
        "您的查询码是••••。再说一遍，••••。请记下来，凭查询码可以查询办理进度。",
        "gone_prompt",
    ]
    assert new.sentence.zh == "发生了“something_new”"
    assert new.who.zh == "系统"


def test_what_was_said_in_another_language_stands_as_it_was_heard(town: Town) -> None:
    call = town.make_call(settled=False)
    note_call(
        town.work(), call, "turn", step="main",
        said=[["in_this_language", {"language": "en"}], ["in_this_language", {"language": "zh-CN"}],
              ["in_this_language", {"language": "tlh"}]],
    )  # fmt: skip
    page = calls.page(town.work(town.make_staff("operator", place="nanke")), call_id=call.id)
    english, chinese = "For English, press 8.", "中文服务请按8。"
    assert [(said.zh, said.en) for said in page.timeline[-1].said] == [
        (english, english),
        (chinese, chinese),
        (chinese, english),
    ]


def test_where_a_caller_was_sent_is_told_by_its_name(town: Town) -> None:
    call = town.make_call()
    for kind, code in (
        ("emergency_named", "fire"), ("channel_named", "petition"), ("out_of_scope", "weather"),
    ):  # fmt: skip
        note_call(town.work(), call, kind, code=code)
    page = calls.page(town.work(town.make_staff("operator", place="nanke")), call_id=call.id)
    told = "".join(line.sentence.zh for line in page.timeline)
    channels = town.work().book.redirects.channels
    petition = next(one for one in channels if one.code == "petition")
    for said in ("119", petition.name, "天气预报"):
        assert f"（{said}）" in told


def test_a_call_of_a_neighbour_is_not_there(town: Town) -> None:
    call = town.make_call(place="bailu")
    for actor in (
        town.make_staff("operator", place="qinghe"),
        town.make_staff("liaison", unit="public_security"),
    ):
        with pytest.raises(NotFound):
            calls.page(town.work(actor), call_id=call.id)
    assert calls.page(town.work(town.make_staff("operator", place="nanke")), call_id=call.id)


@pytest.mark.parametrize("after", ["", "nonsense", "20261123T000000.000000Z-x", "-1"])
def test_a_page_that_is_none_is_refused(town: Town, after: str) -> None:
    work = town.work(town.make_staff("operator", place="nanke"))
    with pytest.raises(NotFound):
        calls.listed(work, from_on=TODAY, to_on=TODAY, after=after)
