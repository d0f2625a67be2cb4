"""The invitation to rate, the one vote, and goodbye."""

from __future__ import annotations

from hotline.actions import ratings
from hotline.records import RatingSubject
from ivr.dialogue.turn import Turn


def invite(turn: Turn, *, subject: RatingSubject) -> None:
    """Invite to rate by key: automatic, neither steered nor skipped (R-13)."""
    ratings.invite(turn.work, turn.call, subject=subject)
    ask(turn, "rating")


def ask(turn: Turn, prompt: str) -> None:
    """Ask for a key from 1 to 5."""
    with turn.script.keys(turn.next("rated")):
        turn.script.say(prompt)


def rated(turn: Turn) -> None:
    """A vote, silence, or a wrong key, which is asked about once more (fault 35)."""
    if turn.digits.isdigit() and int(turn.digits) in ratings.SCORES:
        ratings.rate(turn.work, turn.call, score=int(turn.digits))
        turn.script.say("rated")
        turn.script.hang_up()
    elif turn.digits and turn.count("rating_tries") == 1:
        ask(turn, "rating_again")
    else:
        goodbye(turn)


def goodbye(turn: Turn) -> None:
    """Thank the caller and hang up."""
    turn.script.say("goodbye")
    turn.script.hang_up()
