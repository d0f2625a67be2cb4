"""A message is taken, its lookup code spoken before the tone, because most callers just hang up.

Whoever stays may hear the code again, or ask that nobody who handles it see who called.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from hotline import outbox
from hotline.actions import calls, confidentiality, inquiries
from hotline.actions.inquiries import Logged
from hotline.actions.recordings import SHORTEST_MESSAGE_SECONDS
from hotline.records import Channel, HandlingLeg, Inquiry
from hotline.rules.clocks import FORWARDING, ROUTINE
from hotline.rules.spoken import spoken_date, spoken_digits, spoken_number
from ivr.dialogue import rating
from ivr.dialogue.turn import Turn

# The provider may tell of a recording long after the call; only then is it known to be empty.
EMPTY_AFTER = timedelta(minutes=30)
AGAIN, CONFIDENTIAL = "1", "2"


def take(turn: Turn) -> None:
    """Voicemail (R-11): an inquiry with code and clock, and a person who listens to it."""
    logged = inquiries.log(
        turn.work,
        origin=f"call:{turn.call.id}",
        channel=Channel.VOICEMAIL,
        place_id=turn.call.jurisdiction_id,
        text=calls.open_words(turn.work, turn.call),
        unit_id=turn.call.dialogue.get("unit_id"),
        call=turn.call,
        language=turn.call.language,
    )
    turn.script.say("voicemail")
    tell_code(turn, logged)
    turn.script.say("message_tone")
    record(turn, logged)


def record(turn: Turn, logged: Logged) -> None:
    """Start recording the message that belongs to this inquiry."""
    turn.call.dialogue["message_for"] = logged.inquiry.id
    outbox.put(
        turn.work, "check_message", key=f"check_message:{logged.inquiry.id}",
        due_at=turn.work.now + EMPTY_AFTER, inquiry_id=logged.inquiry.id,
    )  # fmt: skip
    turn.script.take_message(
        action=turn.next("message"),
        callback=f"/ivr/recording?of=voicemail&inquiry={logged.inquiry.id}",
    )


def received(turn: Turn) -> None:
    """The message is over, by a key, by silence or by hanging up (fault 34)."""
    seconds = turn.form.number("RecordingDuration") or 0
    turn.call.dialogue["message_seconds"] = seconds
    inquiry = turn.work.db.get(Inquiry, turn.call.dialogue.get("message_for", 0))
    if turn.is_over:
        return
    if seconds >= SHORTEST_MESSAGE_SECONDS and inquiry is not None:
        with _waiting(turn, inquiry):
            turn.script.say("message_kept")
    elif inquiry is not None and inquiry.text is not None:
        rating.goodbye(turn)
    else:
        turn.script.say("message_empty")
        turn.script.hang_up()


def tell_code(turn: Turn, logged: Logged) -> None:
    """The lookup code, twice, in groups of digits, and the day by which there will be an answer."""
    inquiries.code_given(turn.work, logged.inquiry)
    code = spoken_digits(logged.code, turn.call.language)
    turn.script.say("code", secret={"code": code})
    tell_deadline(turn, logged.leg)
    if inquiries.text_code(turn.work, logged.inquiry):
        turn.script.say("code_text")


def tell_deadline(turn: Turn, leg: HandlingLeg) -> None:
    """By when: an answer, or, where a government office sorts first, that it is passed on."""
    date = spoken_date(leg.due_on, turn.call.language)
    if leg.clock == FORWARDING:
        days = spoken_number(turn.work.book.clocks[ROUTINE].days, turn.call.language)
        unit = turn.unit_name(leg.unit_id)
        turn.script.say("deadline_forwarding", unit=unit, date=date, days=days)
    else:
        turn.script.say("deadline", date=date)
    if leg.is_provisional:
        turn.script.say("deadline_may_move")


def tell_code_and_wait(turn: Turn, logged: Logged) -> None:
    """Tell the code and stay, so that it can be heard again."""
    with _waiting(turn, logged.inquiry):
        tell_code(turn, logged)


@contextmanager
def _waiting(turn: Turn, inquiry: Inquiry) -> Iterator[None]:
    """Say something, then what whoever has not hung up by now may press."""
    turn.call.dialogue["told_inquiry_id"] = inquiry.id
    with turn.script.keys(turn.next("told")):
        yield
        turn.script.say("code_again" if inquiry.is_confidential else "code_end")


def told(turn: Turn) -> None:
    """1 says the code again, a few times, 2 keeps unknown who called; all else ends the call."""
    inquiry = turn.work.db.get(
        Inquiry, turn.call.dialogue.get("told_inquiry_id", 0), with_for_update=True
    )
    if inquiry is not None and turn.digits == CONFIDENTIAL and not inquiry.is_confidential:
        confidentiality.make(turn.work, inquiry)
        if not turn.is_over:
            with _waiting(turn, inquiry):
                turn.script.say(f"confidential_{inquiry.kind.value}")
    elif turn.is_over:
        return
    elif inquiry is not None and turn.digits == AGAIN and _again(turn):
        logged = inquiries.already(turn.work, origin=inquiry.origin)
        assert logged is not None
        tell_code_and_wait(turn, logged)
    else:
        rating.goodbye(turn)


def _again(turn: Turn) -> bool:
    """Whether the code may be said once more: nothing loops."""
    return turn.count("told_again") <= turn.work.book.line.limits.repeats
