"""How an administrative item (办件) stands: its number and four digits are keyed in (R-61a)."""

from __future__ import annotations

from hotline.actions import calls, item_states
from hotline.actions.events import note_call
from hotline.errors import Refused
from ivr.dialogue import listening, person
from ivr.dialogue.code import subject
from ivr.dialogue.turn import MOST_KEYS, Turn


def ask(turn: Turn, text: str) -> None:
    """The caller wants to know how an item stands: ask for its number."""
    calls.asked(
        turn.work, turn.call, heard=text, confidence=turn.confidence, verdict="out_of_scope"
    )
    _number(turn, "item_number")


def _number(turn: Turn, prompt: str) -> None:
    with turn.script.keys(turn.next("item"), digits=MOST_KEYS):
        turn.script.say(prompt)


def numbered(turn: Turn) -> None:
    """The number was keyed in: ask for the last four digits of the telephone."""
    number = turn.digits.strip("*#")
    if not number:
        if listening.is_last_straw(turn):
            person.reach(turn)
        else:
            _number(turn, "item_number_again")
        return
    turn.call.dialogue["item_sealed"] = turn.work.seal.close(number).decode()
    with turn.script.keys(turn.next("item-proof"), digits=4):
        turn.script.say("item_last_four")


def told(turn: Turn) -> None:
    """Say how it stands, or where else to ask; then go on with the call."""
    sealed = turn.call.dialogue.pop("item_sealed", "")
    number = turn.work.seal.open(sealed.encode()) if sealed else ""
    found = item_states.find(
        turn.work, turn.items, number=number, last_four=turn.digits, subject=subject(turn)
    )
    turn.call.dialogue["served"] = True
    is_found = not isinstance(found, Refused)
    note_call(turn.work, turn.call, "item_state_asked", found=is_found)
    language = turn.call.language
    with turn.script.listen(turn.next("main")):
        if isinstance(found, Refused):
            turn.script.say("item_not_found")
            elsewhere = turn.work.book.redirects.item_state
            turn.script.read_out(
                elsewhere.in_language(language), language=language, redirect=elsewhere.code
            )
        else:
            said = turn.script.text("item_state", state=found.state)
            if found.unit:
                said += turn.script.text("item_unit", unit=found.unit)
            if found.note:
                said += turn.script.text("item_note", note=found.note)
            turn.script.read_out(said, language=language, item_state=True)
        turn.script.say("redirect_end")
