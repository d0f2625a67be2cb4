"""Every call has one outcome and every leg one result; the table of metrics.md, line by line."""

from __future__ import annotations

import itertools

import pytest

from hotline.rules.outcome import CallFacts, LegResult, Outcome, leg_result, outcome_of

SHORT = 5
# A caller who wanted a person in office hours and heard only ringing until giving up.
GAVE_UP = {
    "human_requested": True, "in_hours": True, "human_answered": False, "left_message": False,
    "left_while_ringing": True, "waited_seconds": 60.0, "was_served": False,
}  # fmt: skip


def outcome(**changed: object) -> Outcome:
    return outcome_of(CallFacts(**(GAVE_UP | changed)), short_seconds=SHORT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Outcome.ABANDONED_IN_QUEUE),
        ({"waited_seconds": SHORT}, Outcome.ABANDONED_IN_QUEUE),
        ({"waited_seconds": SHORT - 0.1}, Outcome.SHORT_ABANDONED),
        ({"left_while_ringing": False}, Outcome.LOST),
        ({"left_while_ringing": False, "waited_seconds": 1}, Outcome.LOST),
        ({"left_message": True}, Outcome.TO_VOICEMAIL),
        ({"in_hours": False}, Outcome.CLOSED_HOURS),
        ({"in_hours": False, "left_message": True}, Outcome.CLOSED_HOURS),
        ({"human_requested": False}, Outcome.LEFT_IN_MENU),
        ({"human_requested": False, "was_served": True}, Outcome.SELF_SERVED_ONLY),
        ({"was_served": True}, Outcome.ABANDONED_IN_QUEUE),
        ({"was_greeted": False}, Outcome.LOST),
        ({"was_greeted": False, "human_requested": False}, Outcome.LOST),
    ],
)
def test_the_outcome_of_a_call(changed: dict[str, object], expected: Outcome) -> None:
    assert outcome(**changed) is expected


def test_a_person_who_answered_outranks_everything_else() -> None:
    flags = ["human_requested", "in_hours", "left_message", "left_while_ringing", "was_greeted"]
    for values in itertools.product((True, False), repeat=len(flags)):
        changed = dict(zip(flags, values, strict=True))
        assert outcome(human_answered=True, **changed) is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("dial_status", "accepted", "spoke", "caller_left", "expected"),
    [
        ("completed", True, True, False, LegResult.ANSWERED),
        ("canceled", False, True, True, LegResult.ANSWERED),
        ("no-answer", False, False, False, LegResult.NO_ANSWER),
        ("busy", False, False, False, LegResult.BUSY),
        ("failed", False, False, False, LegResult.FAILED),
        ("canceled", False, False, False, LegResult.CALLER_LEFT),
        ("completed", False, False, False, LegResult.DECLINED),
        ("answered", False, False, False, LegResult.DECLINED),
        ("completed", True, False, False, LegResult.FAILED),
        ("completed", True, False, True, LegResult.CALLER_LEFT),
        ("no-answer", False, False, True, LegResult.CALLER_LEFT),
        ("busy", False, False, True, LegResult.BUSY),
        ("failed", False, False, True, LegResult.FAILED),
        ("what-is-this", False, False, False, LegResult.FAILED),
    ],
)
def test_the_result_of_a_leg(
    dial_status: str, accepted: bool, spoke: bool, caller_left: bool, expected: LegResult
) -> None:
    told = {"accepted": accepted, "spoke": spoke, "caller_left": caller_left}
    assert leg_result(dial_status=dial_status, **told) is expected
