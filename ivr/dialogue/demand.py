"""A demand of another channel is passed on by interface, if the caller agrees (R-6)."""

from __future__ import annotations

from hotline.actions import demands
from ivr.dialogue import listening, opening
from ivr.dialogue.turn import Turn

AGREES = "1"


def answered(turn: Turn) -> None:
    """1 agrees, and only that; whatever else is said goes on with the call."""
    code = turn.call.dialogue.pop("demand", None)
    if turn.digits != AGREES or code is None:
        opening.main(turn)
        return
    taken = demands.pass_on(turn.work, turn.call, code=code)
    listening.understood(turn)
    listening.main(turn, "passed_on" if taken else "not_passed_on", "redirect_end")
