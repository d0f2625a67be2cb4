"""The one outcome of a call and of each of its legs, from what happened (metrics.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Exactly one for each call; together they add up to `offered`."""

    SELF_SERVED_ONLY = "self_served_only"
    LEFT_IN_MENU = "left_in_menu"
    ANSWERED = "answered"
    ABANDONED_IN_QUEUE = "abandoned_in_queue"
    SHORT_ABANDONED = "short_abandoned"
    LOST = "lost"
    TO_VOICEMAIL = "to_voicemail"
    TO_CALLBACK = "to_callback"
    CLOSED_HOURS = "closed_hours"


@dataclass(frozen=True)
class CallFacts:
    """What decides a call's outcome.

    `waited_seconds` runs from the request for a person to the end of the call;
    `was_greeted` tells that the dialogue ever began.
    `left_while_ringing` tells that the caller hung up before anybody had failed to answer.
    """

    human_requested: bool
    in_hours: bool
    human_answered: bool
    left_message: bool
    left_while_ringing: bool
    waited_seconds: float
    was_served: bool
    was_greeted: bool = True


def outcome_of(facts: CallFacts, *, short_seconds: int) -> Outcome:
    """The outcome; a person who answered outranks everything else that happened."""
    if facts.human_answered:
        return Outcome.ANSWERED
    if not facts.was_greeted:
        # The hotline itself did not answer: lost to a fault of ours.
        return Outcome.LOST
    if not facts.human_requested:
        return Outcome.SELF_SERVED_ONLY if facts.was_served else Outcome.LEFT_IN_MENU
    if not facts.in_hours:
        return Outcome.CLOSED_HOURS
    if facts.left_message:
        return Outcome.TO_VOICEMAIL
    if not facts.left_while_ringing:
        return Outcome.LOST
    if facts.waited_seconds < short_seconds:
        return Outcome.SHORT_ABANDONED
    return Outcome.ABANDONED_IN_QUEUE


class LegResult(StrEnum):
    """How a leg ended; the failures of M-9 told apart."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    DECLINED = "declined"
    FAILED = "failed"
    CALLER_LEFT = "caller_left"


RESULTS = {
    "busy": LegResult.BUSY,
    "no-answer": LegResult.NO_ANSWER,
    "failed": LegResult.FAILED,
    "canceled": LegResult.CALLER_LEFT,
    # The receiver was lifted and the call not taken: refused, ignored, or a machine (fault 27).
    "completed": LegResult.DECLINED,
    "answered": LegResult.DECLINED,
}


def leg_result(*, dial_status: str, accepted: bool, spoke: bool, caller_left: bool) -> LegResult:
    """How ringing a person ended; `completed` alone tells nothing of whether the two spoke."""
    if spoke:
        return LegResult.ANSWERED
    if caller_left and dial_status in ("canceled", "no-answer", "completed"):
        return LegResult.CALLER_LEFT
    if accepted and dial_status == "completed":
        # Willing, and yet never put through.
        return LegResult.FAILED
    return RESULTS.get(dial_status, LegResult.FAILED)
