"""Two people in conversation."""

from ivr.practice.calls import Leg
from ivr.practice.people import HangUp, Keys, Speech

SETTLE_SECONDS = 60  # how long people talk who were told nothing about it


async def converse(
    leg: Leg, other: Leg, *, limit_seconds: float = 14400, hangup_on_star: bool = False
) -> None:
    """Two people talk until one of them has had enough; the caller's leaving raises HungUp."""
    leg.note("bridge", f"与 {other.who} 通话")
    leg.listening = other.listening = {"kind": "talking"}
    world = leg.exchange.world
    ends = world.seconds + limit_seconds
    mine, theirs = leg.person.leaves("talking"), other.person.talks_seconds()
    mine = leg.person.talks_seconds() if mine is None else mine
    if mine is None and theirs is None and not (leg.person.live or other.person.live):
        theirs = SETTLE_SECONDS
    stop = min(seconds for seconds in (mine, theirs, limit_seconds) if seconds is not None)
    due = min(ends, world.seconds + stop)
    try:
        while (left := due - world.seconds) > 1e-6:
            watched = [each.person.acted for each in (leg, other) if each.person.live]
            got = await leg.wait(other.hung_up, other.turned, *watched, seconds=left)
            if got is None:
                break
            if got not in watched:
                return
            said = _speak(leg) + _speak(other)
            if hangup_on_star and "*" in said:
                return
        if mine is not None and mine == stop and mine < limit_seconds:
            leg.hang_up()
            await leg.wait()
    finally:
        leg.listening = other.listening = None


def _speak(leg: Leg) -> str:
    """What a live person does in a conversation goes into the transcript; the keys pressed."""
    keys = ""
    while leg.person.live and (done := leg.person.take()) is not None:
        match done:
            case HangUp():
                leg.hang_up(leg.who)
            case Keys():
                keys += done.keys
                leg.note("keys", done.keys)
            case Speech():
                leg.note("speech", done.text)
    return keys
