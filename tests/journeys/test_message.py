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
