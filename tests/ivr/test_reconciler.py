"""What was lost or came alone is made whole by asking the provider, however long it was away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.jobs import PERIODIC
from hotline.reconciler import close_stale_calls
from hotline.records import Call, CallEvent, CallLeg, PeriodicSlot, Recording, RecordingKind
from hotline.schedule import run_slot
from ivr.phone import Phone
from ivr.practice.faults import Never
from ivr.practice.people import accepts
from ivr.webhook import actor_at
from tests.ivr.faults import asks, outage
from tests.line import Line

CARD = "社保卡丢了怎么补办"
CALLER = "+8613800012345"
RECONCILE = next(job for job in PERIODIC if job.run.__name__ == "reconcile")


def announce(line: Line, sid: str) -> None:
    """A message's recording is told of, which names neither number."""
    fields = {
        "CallSid": sid, "RecordingSid": f"RE{sid}", "RecordingStatus": "completed",
        "RecordingUrl": "http://127.0.0.1:9/RE1", "RecordingDuration": "9",
    }  # fmt: skip
    assert line.phone.knock("/ivr/recording?of=voicemail", fields).status == 200


def test_a_call_first_heard_of_by_its_recording_gets_its_numbers_later(line: Line) -> None:
    announce(line, "CAmessage")
    before = line.one(Call)
    assert (before.caller_sealed, before.dialled) == (None, "")
    assert line.inquiry.phone_sealed is None
    ended = {"CallStatus": "completed", "CallDuration": "20", "From": CALLER}
    asks(line, "CAmessage", "/ivr/status", **ended)
    call = line.one(Call)
    assert (call.caller_masked, call.dialled) == ("138****2345", "96128")
    assert line.inquiry.phone_masked == "138****2345"
    assert line.inquiry.last_four_hash is not None
    line.do_jobs(after_seconds=10)
    assert [message.to for message in line.phone.account.messages()] == [CALLER]


def test_an_outage_of_days_hides_no_call(line: Line) -> None:
    assert run_slot(line.house, line.provider, RECONCILE)
    with outage(line):
        line.call(settle=False, stays=True, expect_problems=True, from_=CALLER)
    line.pass_time(3 * 24 * 3600)
    assert run_slot(line.house, line.provider, RECONCILE)
    assert line.one(Call).caller_masked == "138****2345"
    assert all(slot.error is None for slot in line.rows(PeriodicSlot))


def test_a_talk_whose_callback_was_lost_stands_at_the_person_who_took_it(line: Line) -> None:
    line.phone.people.set("*", accepts(talks_seconds=40))
    line.call(CARD, "2", "1", "5", faults=[Never("recording")])
    line.pass_time(600)
    assert run_slot(line.house, line.provider, RECONCILE)
    (talk,) = [row for row in line.rows(Recording) if row.kind is RecordingKind.TALK]
    (took,) = [leg for leg in line.rows(CallLeg) if leg.accepted_at is not None]
    assert talk.call_leg_id == took.id


def test_a_provider_that_is_away_keeps_no_call_open_for_ever(line: Line) -> None:
    for sid in ("CAone", "CAtwo"):
        asks(line, sid, "/ivr/voice")
    nowhere = {"twilio_api_base_url": "http://127.0.0.1:9"}
    away = Phone(line.house.settings.model_copy(update=nowhere))
    longest = line.house.book.line.times.longest_call_minutes
    line.now += timedelta(minutes=longest + 1)
    close_stale_calls(line.house, away)
    assert [call.ended_at for call in line.rows(Call)] == [None, None]
    line.now += timedelta(minutes=longest)
    close_stale_calls(line.house, away)
    assert all(call.ended_at is not None for call in line.rows(Call))


@pytest.mark.parametrize(
    ("endpoint", "kind"),
    [("main", "caller"), ("whisper", "callee"), ("accept", "callee"), ("status", "hotline"),
     ("recording", "hotline"), ("leg-status", "hotline"), ("fallback", "caller")],
)  # fmt: skip
def test_each_address_has_somebody_answerable(endpoint: str, kind: str) -> None:
    assert actor_at(endpoint).kind == kind


def test_who_did_what_stands_in_the_history(line: Line) -> None:
    line.phone.people.set("*", accepts(talks_seconds=40))
    line.call(CARD, "2", "1", "5")
    who = {event.kind: event.actor_kind for event in line.rows(CallEvent)}
    assert who["accepted"] == "callee"
    assert who["recording_announced"] == "hotline"
    assert who["person_requested"] == "caller"
