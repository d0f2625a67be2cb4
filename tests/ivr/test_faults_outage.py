"""When parts of the hotline are down callers still reach a person, and nothing said is lost."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

from hotline.app import build_house, create_app
from hotline.jobs import PERIODIC
from hotline.records import (
    Call,
    CallLeg,
    Channel,
    Inquiry,
    LegResult,
    Question,
    Rating,
    Receipt,
    Recording,
    RecordingKind,
    RecordingState,
)
from hotline.rules.outcome import Outcome
from hotline.schedule import run_slot
from ivr.practice.faults import Garbled, Never, TimesOut
from ivr.practice.people import NO_ANSWER, Speech, accepts
from ivr.practice.transport import Answer, wsgi_post
from tests.ivr.faults import asks, fault, outage, without_table
from tests.line import Line

CARD = "社保卡丢了怎么补办"
OPERATOR = "sip:duty-operator@practice.invalid"


def reconcile(line: Line) -> None:
    """Ask the provider what was missed, and do all that follows from it."""
    job = next(job for job in PERIODIC if job.run.__name__ == "reconcile")
    assert run_slot(line.house, line.provider, job)
    line.do_jobs(after_seconds=60)


@fault(14)
def test_with_the_database_down_the_caller_reaches_the_operator(line: Line) -> None:
    with outage(line):
        call = line.call(settle=False, stays=True, expect_problems=True)
    assert [leg.to for leg in call.legs[1:]] == [OPERATOR]
    assert "为您转接人工" in call.heard
    assert call.recordings[0].source == "DialVerb"
    reconcile(line)
    assert line.one(Call).caller_masked == "138****0000"
    assert line.one(Recording).kind is RecordingKind.TALK


@fault(14)
def test_with_the_database_down_and_nobody_there_a_message_becomes_an_inquiry_later(
    line: Line,
) -> None:
    line.phone.people.set("*", NO_ANSWER)
    began_at = line.now
    with outage(line):
        call = line.call(
            Speech("我想问低保怎么申请", seconds=9), from_="+8613800012345", settle=False,
            expect_problems=True,
        )  # fmt: skip
    assert "请在嘀声后留下您的问题" in call.heard
    assert not line.rows(Call)
    line.pass_time(1800)
    reconcile(line)
    assert line.one(Call).arrived_at == began_at
    assert line.one(Call).outcome is Outcome.LOST, "no dialogue ever began: a fault of ours"
    assert line.inquiry.channel is Channel.VOICEMAIL
    assert line.inquiry.phone_masked == "138****2345"
    assert [recording.inquiry_id for recording in line.rows(Recording)] == [line.inquiry.id]
    assert [message.to for message in line.phone.account.messages()] == ["+8613800012345"]
    line.pass_time(3600)
    reconcile(line)
    assert len(line.rows(Inquiry)) == 1


@fault(14)
def test_an_outage_in_the_middle_of_a_call_loses_neither_call_nor_message(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    down: list[Any] = []

    def listener(item: Any) -> None:
        if item.kind == "speech" and not down:
            down.append(outage(line))
            down[0].__enter__()

    call = line.call(
        CARD, Speech("我还在等社保卡", seconds=9), listener=listener, settle=False,
        expect_problems=True,
    )  # fmt: skip
    down[0].__exit__(None, None, None)
    assert "请在嘀声后留下您的问题" in call.heard
    reconcile(line)
    assert line.one(Call).outcome is Outcome.TO_VOICEMAIL
    assert line.inquiry.channel is Channel.VOICEMAIL


@fault(32)
def test_a_message_whose_callback_was_lost_joins_the_inquiry_it_was_left_for(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.call("0", Speech("我想问低保怎么申请", seconds=9), faults=[Never("recording")])
    assert not line.rows(Recording)
    reconcile(line)
    line.do_jobs(after_seconds=3600)
    voicemail = [row for row in line.rows(Recording) if row.kind is RecordingKind.VOICEMAIL]
    assert [row.inquiry_id for row in voicemail] == [line.inquiry.id]
    assert "withdraw_empty" not in line.events(of=line.inquiry)


@fault(14)
def test_a_lock_that_nobody_releases_costs_a_moment_and_then_a_person(line: Line) -> None:
    asks(line, "CAlocked", "/ivr/voice")
    sessions, url = line.house.sessions, line.house.engine.url
    impatient = create_engine(url.update_query_dict({"options": "-c lock_timeout=200"}))
    with line.house.engine.connect() as blocker:
        blocker.execute(text("select 1 from call for update"))
        line.house.sessions = sessionmaker(impatient, expire_on_commit=False)
        try:
            answer = asks(line, "CAlocked", "/ivr/main?turn=1", SpeechResult=CARD)
        finally:
            line.house.sessions = sessions
            impatient.dispose()
    assert OPERATOR in answer
    # The provider's own retry, or a replay of ours, then gets what should have been said.
    assert "以上内容来自" in asks(line, "CAlocked", "/ivr/main?turn=1", SpeechResult=CARD)
    assert not [row for row in line.rows(Receipt) if row.error]


@fault(15)
def test_a_step_that_breaks_inside_hands_the_caller_to_a_person_and_keeps_what_failed(
    line: Line,
) -> None:
    with without_table(line, "question"):
        call = line.call(CARD, stays=True, expect_problems=True, settle=False)
    assert "为您转接人工" in call.heard
    assert call.legs[1].answered_seconds is not None
    failed = [row for row in line.rows(Receipt) if row.error]
    assert len(failed) == 1
    assert CARD not in (failed[0].error or "")
    with line.work() as work:
        assert failed[0].request_sealed is not None
        kept = work.seal.open(failed[0].request_sealed)
    assert json.loads(kept)["args"] == [["turn", "1"]]
    assert ["CallSid", call.sid] in json.loads(kept)["form"]


@fault(14, 15, 16)
@pytest.mark.parametrize(
    "fault_at",
    [
        lambda at: TimesOut(at, nth=1),
        lambda at: Never(at, nth=1),
        lambda at: Garbled(at, nth=1),
        lambda at: Garbled(at, nth=1, status=500, body="", delivered=True),
        lambda at: Garbled(
            at, nth=1, status=200, content_type="text/xml", delivered=True,
            body='<?xml version="1.0"?><Response><Say>您好，欢迎',
        ),
    ],
    ids=["slow", "refused", "502 page", "500", "cut short"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("at", "script"), [("voice", ()), ("main", (CARD,)), ("dial", (CARD, "2", "1"))]
)
def test_an_answer_the_provider_cannot_use_is_followed_by_a_person_and_an_alarm(
    line: Line, at: str, script: tuple[str, ...], fault_at: Callable[[str], Any]
) -> None:
    with structlog.testing.capture_logs() as logs:
        call = line.call(*script, "1", "1", faults=[fault_at(at)], stays=True)
    assert "现在为您转接人工" in call.heard
    assert line.rows(CallLeg)[-1].result is LegResult.ANSWERED
    assert line.last_call.outcome is Outcome.ANSWERED
    assert "fallback" in line.events()
    assert [log["log_level"] for log in logs if log["event"] == "fallback asked"] == ["error"]


@fault(15)
def test_when_the_fallback_has_to_help_twice_the_operator_is_rung_and_a_message_taken(
    line: Line,
) -> None:
    line.phone.people.set("*", NO_ANSWER)
    broken = [Garbled("voice"), Garbled("after-dial")]
    call = line.call(Speech("我想问低保", seconds=5), faults=broken, stays=True)
    assert len(call.documents) < 12
    assert "请在嘀声后留下您的问题" in call.heard
    assert line.inquiry.channel is Channel.VOICEMAIL


@fault(16)
def test_a_late_fallback_for_a_caller_who_has_gone_rings_nobody(line: Line) -> None:
    call = line.call(CARD, "1", "5")
    asks(
        line, call.sid, "/ivr/fallback", CallStatus="completed", ErrorCode="11200",
        ErrorUrl="http://127.0.0.1:9612/ivr/rated?turn=3",
    )  # fmt: skip
    assert not line.rows(CallLeg)


@fault(39)
def test_the_server_is_restarted_between_any_two_webhooks_and_the_call_goes_on(line: Line) -> None:
    before = line.phone.delivery.post
    apps: list[object] = []

    def restarted(**request: Any) -> Answer:
        house = build_house(line.house.settings, clock=lambda: line.now)
        try:
            apps.append(house)
            return wsgi_post(create_app(house))(**request)
        finally:
            house.engine.dispose()

    line.phone.people.set("*", accepts(talks_seconds=40))
    line.phone.delivery.post = restarted
    try:
        line.call(CARD, "2", "1", "5")
    finally:
        line.phone.delivery.post = before
    assert len(apps) > 6
    assert line.last_call.outcome is Outcome.ANSWERED
    assert line.one(Rating).score == 5


@fault(41)
def test_two_hundred_calls_in_ten_seconds_are_all_answered_in_time(line: Line) -> None:
    began = time.perf_counter()
    calls = line.phone.burst(200, CARD, threads=12, every_seconds=0.05)
    took = [s.answer.took_ms for call in calls for s in call.webhooks if s.answer is not None]
    p99 = statistics.quantiles(took, n=100)[98]
    print(f"\n{len(took)} webhooks in {time.perf_counter() - began:.1f} s, p99 {p99:.0f} ms")
    assert p99 < 2500
    assert all("以上内容来自" in call.heard for call in calls)
    assert len(line.rows(Call)) == 200
    assert len(line.rows(Question)) == 200
    assert not [row for row in line.rows(Receipt) if row.error]
    assert {row.state for row in line.rows(Recording)} <= {RecordingState.AT_PROVIDER}
