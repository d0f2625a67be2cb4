"""A call that is over gets its one outcome, and what was promised in it is made good."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, func, select

from hotline.actions import calls, inquiries
from hotline.actions.events import note_call
from hotline.records import (
    Call,
    CallEvent,
    CallLeg,
    Channel,
    LegResult,
    Question,
    Recording,
    RecordingKind,
)
from hotline.rules.outcome import CallFacts, outcome_of
from hotline.work import Work


def settle(work: Work, call: Call) -> None:
    """Give an ended call its outcome, once, and log what it left unanswered (the safety net).

    R-20: every question not fully answered on the spot becomes an inquiry, also when the caller
    hung up before anybody could say so; R-10: also when a transfer ended without a full answer.
    """
    if call.settled_at is not None or call.ended_at is None:
        return
    legs = calls.legs_of(work, call)
    for leg in legs:
        if leg.result is None:
            calls.leg_ended(
                work, call, leg, dial_status="canceled", talk_seconds=None, caller_left=True
            )
    question = calls.open_question(work, call)
    if _is_owed(work, call, legs, question):
        logged = inquiries.log(
            work,
            origin=f"call:{call.id}",
            channel=Channel.PHONE,
            place_id=call.jurisdiction_id,
            text=question.heard if question else None,
            unit_id=_unit_owing(work, call, legs),
            call=call,
            language=call.language,
        )
        inquiries.text_code(work, logged.inquiry)
    call.outcome = outcome_of(
        _facts(work, call, legs), short_seconds=work.book.line.times.short_abandon_seconds
    )
    call.settled_at = work.now
    note_call(work, call, "settled", outcome=call.outcome.value)


def _is_owed(work: Work, call: Call, legs: list[CallLeg], question: Question | None) -> bool:
    """Whether a question stands open for which a person was wanted."""
    if call.human_requested_at is None or call.is_test:
        return False
    if call.dialogue.get("resolved") is True:
        return False
    talked = [leg for leg in legs if leg.result is LegResult.ANSWERED]
    if talked:
        full = work.book.line.times.complete_talk_seconds
        long_talk = any(_talked_seconds(call, leg) >= full for leg in talked)
        return call.dialogue.get("resolved") is False or not long_talk
    # Nobody spoke with the caller: a known question is owed an answer.
    return question is not None


def _talked_seconds(call: Call, leg: CallLeg) -> float:
    """How long they talked; from our own instants where the provider's figure was lost."""
    if leg.talk_seconds is not None:
        return leg.talk_seconds
    ended_at = leg.ended_at or call.ended_at
    if ended_at is None or leg.accepted_at is None:
        return 0
    return (ended_at - leg.accepted_at).total_seconds()


def _unit_owing(work: Work, call: Call, legs: list[CallLeg]) -> int | None:
    """The unit that talked last without a full answer, else the one the question belongs to."""
    talked = [leg for leg in legs if leg.result is LegResult.ANSWERED and leg.unit_id]
    return talked[-1].unit_id if talked else call.dialogue.get("unit_id")


def _facts(work: Work, call: Call, legs: list[CallLeg]) -> CallFacts:
    assert call.ended_at is not None
    requested = call.human_requested_at
    left_ringing = bool(legs) and legs[-1].result is LegResult.CALLER_LEFT
    message = exists().where(
        Recording.call_id == call.id, Recording.kind == RecordingKind.VOICEMAIL
    )
    # The provider tells of a recording later than of the end of the message.
    left_message = call.dialogue.get("message_seconds", 0) > 0 or work.db.scalar(select(message))
    return CallFacts(
        human_requested=requested is not None,
        in_hours=bool(call.human_requested_in_hours),
        human_answered=call.human_answered_at is not None,
        left_message=bool(left_message),
        # A caller who goes before anybody was rung has also left of his own accord.
        left_while_ringing=left_ringing or not legs,
        waited_seconds=(call.ended_at - requested).total_seconds() if requested else 0.0,
        was_served=bool(call.dialogue.get("served")),
        was_greeted=call.notice_at is not None,
    )


def last_sign_at(work: Work, call: Call) -> datetime:
    """When the last thing known of this call happened: its end, where nobody can tell it."""
    query = select(func.max(CallEvent.at)).where(CallEvent.call_id == call.id)
    return work.db.scalar(query) or call.arrived_at


def stale_calls(work: Work, *, before: datetime, limit: int = 200) -> list[Call]:
    """Calls that are over by any measure but were never told so (fault 6)."""
    query = (
        select(Call)
        .where(Call.settled_at.is_(None), Call.arrived_at < before, Call.ended_at.is_(None))
        .order_by(Call.arrived_at)
        .limit(limit)
    )
    return list(work.db.scalars(query.with_for_update(skip_locked=True)))
