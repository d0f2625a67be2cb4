"""The conversation: which step of it stands at which address below /ivr/."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ivr.dialogue import code, demand, item, message, opening, person, question, rating
from ivr.dialogue.turn import Step, Turn

# Every address is given out by `Turn.next`, with the number of its turn.
STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "main": opening.main,
        "more": question.more,
        "solved": question.solved,
        "choose": question.choose,
        "after-dial": person.after_dial,
        "resolved": person.resolved,
        "message": message.received,
        "told": message.told,
        "rated": rating.rated,
        "lookup": code.looked_up,
        "proof": code.proof,
        "reply-rated": code.reply_rated,
        "after-lookup": code.after_lookup,
        "complaint": code.complaint,
        "demand": demand.answered,
        "item": item.numbered,
        "item-proof": item.told,
    }
)

# Steps that tell of what is over already, a talk or a message: they count after hanging up too,
# and a 0 in them is no wish for a person.
AFTERWARDS = frozenset({"after-dial", "message"})
# Who hung up on the very key that asks for confidentiality has asked for it: these count late too.
COUNTS_LATE = AFTERWARDS | {"told"}


def play(turn: Turn, step: str) -> None:
    """Play one step; 0 reaches a person wherever keys are heard (R-2)."""
    if turn.digits == "0" and step not in AFTERWARDS and not turn.is_over:
        person.reach(turn)
    else:
        STEPS[step](turn)


__all__ = ["STEPS", "Turn", "opening", "person", "play"]
