"""The opening: greeting, recording notice, the one flat prompt, and what a caller does with it."""

from __future__ import annotations

from hotline.actions import calls
from hotline.actions.events import note_call
from ivr.dialogue import code, listening, person, question
from ivr.dialogue.turn import Turn

LOOKUP, COMPLAINT, LANGUAGE, REPEAT = "6", "7", "8", "9"
KEY_OF_WISH = {
    "lookup": LOOKUP,
    "complaint": COMPLAINT,
    "english": LANGUAGE,
    "chinese": LANGUAGE,
    "repeat": REPEAT,
}


def voice(turn: Turn) -> None:
    """The call begins: the notice comes before recording, the recording before the question."""
    calls.notice_played(turn.work, turn.call, version=turn.work.book.line.notice_version)
    turn.script.say("greeting")
    turn.script.say("notice")
    turn.script.record_call(callback="/ivr/recording?of=call")
    listening.main(turn, "main", with_topics=True)


def main(turn: Turn) -> None:
    """The caller answers the one flat prompt."""
    if turn.speech:
        spoken(turn)
    elif turn.digits:
        keyed(turn, turn.digits)
    else:
        unclear(turn, "again_silent")


def spoken(turn: Turn) -> None:
    """Words: a wish that a key could have told as well, or a question."""
    wish = turn.work.book.redirects.wish(turn.speech, among=("person", *KEY_OF_WISH))
    if wish is None:
        question.heard(turn, turn.speech)
    elif wish == "person":
        person.reach(turn)
    else:
        keyed(
            turn, {"lookup": LOOKUP, "complaint": COMPLAINT, "repeat": REPEAT}.get(wish, LANGUAGE)
        )


def keyed(turn: Turn, key: str) -> None:
    """A key of the flat list."""
    topics = turn.work.book.line.topics
    if key == LOOKUP:
        listening.understood(turn)
        code.ask(turn)
    elif key == COMPLAINT:
        listening.understood(turn)
        code.ask_for_complaint(turn)
    elif key == LANGUAGE:
        change_language(turn)
    elif key == REPEAT:
        repeat(turn)
    elif key.isdigit() and 1 <= int(key) <= len(topics):
        question.topic(turn, topics[int(key) - 1])
    else:
        unclear(turn, "again_unclear")


def change_language(turn: Turn) -> None:
    """Go on in the other language."""
    language = "zh-CN" if turn.call.language == "en" else "en"
    note_call(turn.work, turn.call, "language_changed", old=turn.call.language, new=language)
    turn.speak(language)
    turn.script.say("language")
    repeat(turn)


def repeat(turn: Turn) -> None:
    """Say the prompt again, but not for ever."""
    if turn.count("repeats") > turn.work.book.line.limits.repeats:
        person.reach(turn)
    else:
        listening.main(turn, "main", with_topics=True)


def unclear(turn: Turn, prompt: str) -> None:
    """Silence or nonsense: once in other words, then a person (R-3)."""
    if listening.is_last_straw(turn):
        person.reach(turn)
    else:
        listening.main(turn, prompt)


def resume(turn: Turn) -> None:
    """Pick the conversation up where it can be picked up (after a fault, or a stale request)."""
    listening.main(turn, "main")
