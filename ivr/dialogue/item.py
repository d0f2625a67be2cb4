"""How an administrative item (办件) stands: its number and four digits are keyed in (R-61a)."""

from __future__ import annotations

from hotline.actions import calls, item_states
from hotline.actions.events import note_call
from hotline.errors import Refused
from hotline.rules.redirects import Redirect
from ivr.dialogue import listening, person
from ivr.dialogue.code import subject
from ivr.dialogue.turn import MOST_KEYS, Turn


def elsewhere(turn: Turn, text: str) -> Redirect | None:
    """Where to ask how the item stands that these words ask about, if they do."""
    is_asked = turn.work.book.redirects.asks_item_state(text)
    return _where(turn, _unit(turn, text)) if is_asked else None


def _unit(turn: Turn, text: str) -> int | None:
    named = turn.work.book.organisation.named_in(text, place_id=turn.call.jurisdiction_id)
    return named.id if named is not None else None


def _where(turn: Turn, unit_id: int | None) -> Redirect:
    return turn.work.book.redirects.where_to_ask(turn.work.book.organisation, unit_id=unit_id)


def ask(turn: Turn, text: str) -> None:
    """The caller wants to know how an item stands: ask for its number."""
    turn.call.dialogue["item_unit_id"] = _unit(turn, text)
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
            there = _where(turn, turn.call.dialogue.get("item_unit_id"))
            turn.script.read_out(
                there.in_language(language), language=language, redirect=there.code
            )
        else:
            said = turn.script.text("item_state", state=found.state)
            if found.unit:
                said += turn.script.text("item_unit", unit=found.unit)
            if found.note:
                said += turn.script.text("item_note", note=found.note)
            turn.script.read_out(said, language=language, item_state=True)
        turn.script.say("redirect_end")
