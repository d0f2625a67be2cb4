"""Webhooks that come twice, late, out of order or not at all change nothing that happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.jobs import PERIODIC
from hotline.records import Call, CallLeg, Inquiry, LegResult, Question, Rating, Receipt, Recording
from hotline.rules.outcome import Outcome
from hotline.schedule import run_slot
from ivr.practice.faults import (
    Concurrently,
    Fault,
    Late,
    LostAnswer,
    Never,
    OutOfOrder,
    Replayed,
    Twice,
)
from ivr.practice.people import NO_ANSWER
from tests.ivr.faults import asks, fault
from tests.line import Line

CARD = "社保卡丢了怎么补办"
REPEATS = [Twice, LostAnswer, Concurrently]
repeated = pytest.mark.parametrize("how", REPEATS, ids=lambda how: how.__name__)


@fault(1)
@repeated
def test_the_first_webhook_delivered_twice_is_one_call(line: Line, how: type[Fault]) -> None:
    call = line.call(CARD, "1", "5", faults=[how("voice")])
    ((first, second),) = call.repeats
    assert first.body == second.body
    line.one(Call)
    assert line.events().count("arrived") == 1
    assert line.one(Rating).score == 5


@fault(2, 35)
@repeated
def test_every_key_pressed_counts_once_however_often_it_is_told(
    line: Line, how: type[Fault]
) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call(CARD, "2", "1", "-", faults=[how("gather")], stays=True)
    assert len(call.repeats) >= 3
    assert all(first.body == second.body for first, second in call.repeats)
    assert len(line.rows(Question)) == 1
    assert len(line.rows(CallLeg)) == 4
    assert line.inquiry.text == CARD
    assert line.events().count("person_requested") == 1
    assert call.heard.count("再说一遍") == 2  # once told, once asked for again


@fault(2, 35)
@repeated
def test_a_vote_told_twice_is_one_vote(line: Line, how: type[Fault]) -> None:
    line.call(CARD, "1", "4", faults=[how("rated")])
    assert line.one(Rating).score == 4
    assert line.events().count("rated") == 1


@fault(2, 10)
@pytest.mark.parametrize("how", [*REPEATS, Late], ids=lambda how: how.__name__)
def test_confidentiality_asked_for_counts_once_and_after_hanging_up_too(
    line: Line, how: type[Fault]
) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.call(CARD, "2", "2", "-", stays=True, faults=[how("gather", nth=3)])
    assert line.inquiry.is_confidential
    assert line.events(of=line.inquiry).count("made_confidential") == 1


@fault(3)
@repeated
def test_how_a_telephone_rang_is_recorded_once(line: Line, how: type[Fault]) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call(CARD, "2", stays=True, faults=[how("dial")])
    assert all(first.body == second.body for first, second in call.repeats)
    assert [leg.result for leg in line.rows(CallLeg)] == [LegResult.NO_ANSWER] * 4
    assert line.events().count("leg_ended") == 4
    assert line.inquiry.text == CARD


@fault(4, 5)
@pytest.mark.parametrize("how", [OutOfOrder, Twice], ids=lambda how: how.__name__)
def test_status_callbacks_in_any_order_and_number_tell_one_story(
    line: Line, how: type[Fault]
) -> None:
    line.phone.status_events = frozenset({"initiated", "ringing", "answered", "completed"})
    line.call(CARD, "2", "1", "5")
    expected = (line.last_call.outcome, line.last_call.duration_seconds, line.events()[-1])
    line.call(CARD, "2", "1", "5", faults=[how("status")])
    call = line.last_call
    assert call.status == "completed"
    assert (call.outcome, call.duration_seconds, line.events()[-1]) == expected
    assert line.events().count("settled") == 1
    leg = line.rows(CallLeg)[-1]
    assert (leg.status, leg.result) == ("completed", LegResult.ANSWERED)


def clockwork(line: Line, name: str) -> None:
    """Let one periodic job have its turn."""
    job = next(job for job in PERIODIC if job.run.__name__ == name)
    assert run_slot(line.house, line.provider, job)


@fault(6)
def test_when_no_status_ever_comes_the_provider_is_asked_and_the_call_is_closed(line: Line) -> None:
    call = line.call(CARD, "2", "!ringing", faults=[Never("status")])
    assert line.last_call.ended_at is None
    clockwork(line, "reconcile")
    line.do_jobs(after_seconds=10)
    assert line.last_call.outcome is Outcome.ABANDONED_IN_QUEUE
    assert line.last_call.duration_seconds == call.leg.duration_seconds
    assert line.inquiry.text == CARD


@fault(6)
def test_a_call_nobody_knows_any_more_ends_with_the_last_that_was_heard_of_it(line: Line) -> None:
    line.call(CARD, "1", "-", faults=[Never("status")])
    line.phone.account.forget()
    clockwork(line, "close_stale_calls")
    assert line.last_call.ended_at is None, "a call may last two hours"
    line.pass_time(2 * 3600)
    clockwork(line, "close_stale_calls")
    line.do_jobs(after_seconds=10)
    assert line.last_call.outcome is Outcome.SELF_SERVED_ONLY
    assert (line.last_call.duration_seconds or 0) < 300


@fault(7)
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/ivr/status", {"CallStatus": "ringing", "SequenceNumber": "0"}),
        ("/ivr/recording?of=call", {"RecordingSid": "RE1", "RecordingStatus": "completed"}),
        ("/ivr/leg-status?leg=4711", {"CallStatus": "completed"}),
        ("/ivr/main?turn=3", {"SpeechResult": CARD}),
        ("/ivr/fallback", {"ErrorCode": "11200"}),
    ],
)
def test_a_callback_may_be_the_first_that_is_heard_of_a_call(
    line: Line, path: str, fields: dict[str, str]
) -> None:
    asks(line, "CAunheard", path, **fields)
    assert "我" not in asks(line, "CAunheard", "/ivr/voice", CallStatus="ringing")
    line.one(Call)
    assert "notice_played" in line.events()


@fault(4, 7)
def test_an_end_told_before_the_beginning_is_still_the_end(line: Line) -> None:
    asks(line, "CAearly", "/ivr/status", CallStatus="completed", CallDuration="4")
    asks(line, "CAearly", "/ivr/voice", CallStatus="ringing")
    line.do_jobs(after_seconds=10)
    call = line.one(Call)
    assert (call.status, call.duration_seconds) == ("completed", 4)
    assert call.outcome is Outcome.LOST, "nobody ever greeted this caller"
    assert call.notice_at is None


@fault(4)
def test_a_status_nobody_has_heard_of_ends_no_call(line: Line) -> None:
    asks(line, "CAnew", "/ivr/voice", CallStatus="ringing")
    for status in ("on-hold", ""):
        asks(line, "CAnew", "/ivr/status", CallStatus=status, SequenceNumber=f"9{len(status)}")
    assert line.one(Call).ended_at is None
    assert CARD[:3] in asks(line, "CAnew", "/ivr/main?turn=1", SpeechResult=CARD)


@fault(8)
def test_a_recording_told_of_ten_minutes_late_belongs_to_its_call_and_changes_no_time(
    line: Line,
) -> None:
    line.call(CARD, "1", "5", "!", faults=[Late("recording", seconds=600)], settle=False)
    before = line.last_call
    line.do_jobs(after_seconds=10)
    recording = line.one(Recording)
    assert recording.call_id == before.id
    assert recording.announced_at - before.arrived_at > timedelta(minutes=10)
    after = line.last_call
    assert (after.ended_at, after.duration_seconds) == (before.ended_at, before.duration_seconds)


@fault(18)
def test_a_whole_call_replayed_next_week_changes_nothing_and_tells_nothing(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call(CARD, "2", "1", "-", stays=True)
    line.pass_time(7 * 24 * 3600)
    clockwork(line, "tidy")
    assert not line.rows(Receipt)
    before, legs = line.last_call, line.rows(CallLeg)
    for sent in call.webhooks:
        if sent.kind == "recording":
            continue
        answer = line.phone.knock(sent.url.removeprefix(line.phone.hotline_url), sent.params)
        assert answer.status == 200
        assert "<Say" not in answer.body.decode(), sent
    line.do_jobs(after_seconds=60)
    after = line.last_call
    assert (after.turn, after.outcome, after.ended_at, after.notice_at) == (
        before.turn, before.outcome, before.ended_at, before.notice_at,
    )  # fmt: skip
    assert len(line.rows(CallLeg)) == len(legs)
    line.one(Inquiry)


@fault(18)
def test_a_replay_right_after_the_call_gets_the_old_answers(line: Line) -> None:
    line.call(CARD, "1", "5", faults=[Replayed("gather")])
    assert line.one(Rating).score == 5
    assert line.events().count("rated") == 1


@fault(2)
def test_a_stale_turn_does_not_disturb_the_conversation(line: Line) -> None:
    asks(line, "CAstale", "/ivr/voice", CallStatus="ringing")
    asks(line, "CAstale", "/ivr/main?turn=1", SpeechResult=CARD)
    turn = line.one(Call).turn
    asks(line, "CAstale", "/ivr/main?turn=0", SpeechResult="身份证丢了怎么补办")
    assert line.one(Call).turn == turn
    assert [question.heard for question in line.rows(Question)] == [CARD]
    assert "评价" in asks(line, "CAstale", f"/ivr/solved?turn={turn}", Digits="1")
