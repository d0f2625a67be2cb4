"""Voicemail is an inquiry: its code before the tone, its clock, a person who listens (R-11)."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.records import Channel, InquiryState, Recording, RecordingKind
from hotline.rules.outcome import Outcome
from ivr.practice.people import NO_ANSWER, HangUp, Speech
from tests.line import Line


def test_the_code_is_spoken_before_the_tone_and_the_message_is_kept(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call("0", Speech("我想问低保怎么申请", seconds=12))
    assert call.heard.index("查询码是") < call.heard.index("嘀声")
    assert "留言已经收到" in call.heard
    assert line.inquiry.channel is Channel.VOICEMAIL
    assert line.leg.clock == "forwarding"
    assert line.unit_code(line.leg.unit_id) == "government_office"
    assert line.last_call.outcome is Outcome.TO_VOICEMAIL
    line.do_jobs(after_seconds=3600)
    assert line.inquiry.state is InquiryState.OPEN
    voicemail = [r for r in line.rows(Recording) if r.kind is RecordingKind.VOICEMAIL]
    assert [r.inquiry_id for r in voicemail] == [line.inquiry.id]


def test_a_message_ended_by_hanging_up_is_kept(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.call("0", Speech("我想问低保怎么申请", seconds=12, ends="hangup"))
    line.do_jobs(after_seconds=3600)
    assert line.inquiry.state is InquiryState.OPEN


@pytest.mark.parametrize(
    "leaves", [{"hangs_up_on": "嘀声"}, {"script": HangUp(after_seconds=1)}], ids=["early", "tone"]
)
def test_an_empty_message_is_withdrawn_with_an_event(line: Line, leaves: dict[str, Any]) -> None:
    line.phone.people.set("*", NO_ANSWER)
    script = [leaves.pop("script")] if "script" in leaves else []
    line.call("0", *script, **leaves)
    line.do_jobs(after_seconds=3600)
    assert line.inquiry.state is InquiryState.WITHDRAWN
    assert "withdraw_empty" in line.events(of=line.inquiry)


def test_who_stays_may_hear_the_code_again_and_ask_for_confidentiality(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    message = Speech("我想问低保怎么申请", seconds=12)
    call = line.call("0", message, "1", "2", "-", stays=True)
    assert call.heard.count("您的查询码是") == 2
    assert "请按2" not in call.heard.partition("承办单位看不到您是谁")[2], "noted, not asked again"
    assert call.heard.endswith("谢谢您的来电，再见。")
    assert line.inquiry.is_confidential
    assert line.events(of=line.inquiry).count("made_confidential") == 1


def test_a_complaint_by_telephone_may_be_confidential_too(line: Line) -> None:
    call = line.call("7", "1#", Speech("窗口没有人", seconds=9), "2", "-", stays=True)
    assert "监督部门听取您的留言，看不到您的号码" in call.heard
    assert line.inquiry.is_confidential


def test_a_question_logged_while_nobody_answers_may_be_confidential(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.call("社保卡丢了怎么补办", "2", "2", stays=True)
    assert line.inquiry.is_confidential
