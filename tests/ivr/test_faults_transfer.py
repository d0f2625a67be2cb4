"""Bringing the caller to a person: whoever does not take the call is followed by the next."""

from __future__ import annotations

import pytest

from hotline.records import Call, CallLeg, LegKind, LegResult, Question
from hotline.rules.outcome import Outcome
from ivr.practice.faults import Fault, Garbled, LostAnswer, Never, TimesOut
from ivr.practice.people import (
    BUSY,
    DECLINES,
    HANGS_UP_AT_ONCE,
    IGNORES,
    MACHINE,
    NO_ANSWER,
    UNREACHABLE,
    Callee,
    accepts,
)
from tests.ivr.faults import asks, fault, without_table
from tests.line import Line

CARD = "社保卡丢了怎么补办"
OPERATOR = "sip:duty-operator@practice.invalid"


def only_the_operator_answers(line: Line, others: Callee) -> None:
    line.phone.people.set("*", others)
    line.phone.people.set(OPERATOR, accepts(talks_seconds=40))


@fault(27)
@pytest.mark.parametrize("told", ["completed", "no-answer", "busy"])
@pytest.mark.parametrize(
    "who", [MACHINE, DECLINES, IGNORES, HANGS_UP_AT_ONCE],
    ids=["a machine", "declines", "says nothing", "hangs up"],
)  # fmt: skip
def test_lifting_the_receiver_is_not_taking_the_call(line: Line, who: Callee, told: str) -> None:
    line.phone.refused_status = told
    only_the_operator_answers(line, who)
    call = line.call(CARD, "2", "1", "1")
    legs = line.rows(CallLeg)
    assert [leg.kind for leg in legs][-1] is LegKind.OPERATOR
    assert all(leg.result is not LegResult.ANSWERED for leg in legs[:-1])
    assert all(leg.accepted_at is None for leg in legs[:-1])
    assert legs[-1].result is LegResult.ANSWERED
    assert line.last_call.outcome is Outcome.ANSWERED
    assert "您的问题得到解答了吗" in call.heard


@fault(28)
@pytest.mark.parametrize(
    ("who", "result"),
    [(BUSY, LegResult.BUSY), (NO_ANSWER, LegResult.NO_ANSWER), (UNREACHABLE, LegResult.FAILED)],
    ids=["busy", "no answer", "unreachable"],
)  # fmt: skip
def test_who_cannot_be_reached_is_followed_by_the_next_and_at_last_by_a_code(
    line: Line, who: Callee, result: LegResult
) -> None:
    line.phone.people.set("*", who)
    call = line.call(CARD, "2", stays=True)
    assert [leg.result for leg in line.rows(CallLeg)] == [result] * 4
    assert "查询码是" in call.heard
    assert line.inquiry.text == CARD
    assert line.last_call.outcome is Outcome.LOST


@fault(28)
@pytest.mark.parametrize("how", [Never, TimesOut, Garbled], ids=lambda how: how.__name__)
@pytest.mark.parametrize("at", ["whisper", "accept"])
def test_when_the_whisper_cannot_be_had_the_next_one_is_rung(
    line: Line, at: str, how: type[Fault]
) -> None:
    line.call(CARD, "2", "1", "1", faults=[how(at, nth=1)], expect_problems=True)
    first, second = line.rows(CallLeg)
    assert second.result is LegResult.ANSWERED
    assert first.target != second.target
    assert line.last_call.outcome is Outcome.ANSWERED
    assert first.accepted_at is None, "pressed a key perhaps, and yet never spoke with anybody"
    assert line.last_call.human_answered_at == second.accepted_at


@fault(28)
def test_when_the_whisper_breaks_inside_nobody_unasked_is_put_through(line: Line) -> None:
    """What is asked on a callee's line may never dial, and an unscreened one is never connected."""
    line.phone.people.set(OPERATOR, NO_ANSWER)
    asks(line, "CAwhisper", "/ivr/voice")
    asks(line, "CAwhisper", "/ivr/main?turn=1", Digits="0")
    leg = line.one(CallLeg)
    child = {"ParentCallSid": "CAwhisper"}
    with without_table(line, "call_event"):
        answer = asks(line, "CAchild", f"/ivr/accept?leg={leg.id}", Digits="1", **child)
    assert answer.endswith("<Response><Hangup /></Response>")
    assert line.one(CallLeg).accepted_at is None
    answer = asks(line, "CAchild", f"/ivr/accept?leg={leg.id}", Digits="1", **child)
    assert "已接通" in answer
    assert line.one(CallLeg).accepted_at is not None


@fault(28)
def test_an_acceptance_lost_on_its_way_is_made_good_by_the_word_that_two_were_connected(
    line: Line,
) -> None:
    asks(line, "CAlost", "/ivr/voice")
    asks(line, "CAlost", "/ivr/main?turn=1", Digits="0")
    line.pass_time(100)
    answer = asks(
        line, "CAlost", "/ivr/after-dial?turn=2", DialCallStatus="completed", DialBridged="true",
        DialCallDuration="60",
    )  # fmt: skip
    assert "您的问题得到解答了吗" in answer
    leg, call = line.one(CallLeg), line.one(Call)
    assert (leg.result, leg.talk_seconds) == (LegResult.ANSWERED, 60)
    assert call.human_requested_at is not None
    assert call.human_answered_at is not None
    assert (call.human_answered_at - call.human_requested_at).total_seconds() == 40


@fault(28)
def test_a_leg_that_nobody_is_on_any_more_tells_a_caller_of_the_night_nothing(line: Line) -> None:
    call = line.call(CARD, "2", "1", "1")
    leg = line.rows(CallLeg)[0]
    for path in (f"/ivr/whisper?leg={leg.id}", "/ivr/whisper?leg=99999", "/ivr/accept"):
        answer = asks(line, "CAnight", path, ParentCallSid=call.sid)
        assert answer.endswith("<Response><Hangup /></Response>")


@fault(42)
def test_what_is_told_of_a_telephone_rung_never_overwrites_the_callers_call(line: Line) -> None:
    line.phone.status_events = frozenset({"initiated", "ringing", "answered", "completed"})
    line.phone.people.set("*", BUSY)
    call = line.call(CARD, "2", "-", stays=True, settle=False)
    parent = line.last_call
    for child in call.legs[1:]:
        asks(
            line, child.sid, "/ivr/status", ParentCallSid=call.sid, CallStatus="busy",
            CallDuration="0", SequenceNumber="3",
        )  # fmt: skip
    # Even where a gateway reports the child under its parent's name.
    asks(line, call.sid, "/ivr/status", ParentCallSid=call.sid, CallStatus="failed")
    assert len(line.rows(Call)) == 1
    after = line.last_call
    assert (after.status, after.duration_seconds) == ("completed", parent.duration_seconds)
    assert {leg.sid for leg in line.rows(CallLeg)} == {child.sid for child in call.legs[1:]}


@fault(3, 28)
def test_the_answer_to_a_talks_end_lost_once_is_given_again(line: Line) -> None:
    line.call(CARD, "2", "2", "4", faults=[LostAnswer("dial"), LostAnswer("resolved")])
    assert len(line.rows(CallLeg)) == 1
    assert len(line.rows(Question)) == 1
    assert line.inquiry.text == CARD
