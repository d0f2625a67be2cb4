"""An approved answer is read out: a long one in parts, the whole of which a text message brings."""

from __future__ import annotations

from faq_kb.search import Answer
from hotline.actions import texts
from hotline.rules.spoken import for_the_ear, listening_parts, spoken_day
from ivr.dialogue import listening
from ivr.dialogue.turn import Turn


def answer(turn: Turn, found: Answer) -> None:
    """Read the approved answer with its source and date, and ask whether it helped (R-5)."""
    turn.call.dialogue["entry_id"] = found.entry_id
    turn.call.dialogue["served"] = True
    read(turn, found)


def read(turn: Turn, found: Answer) -> None:
    """Read it from its beginning, in the caller's language where it was approved in that."""
    script, language = turn.script, turn.call.language
    if language == "en" and not found.answer_en:
        script.say("answer_in_chinese")
    else:
        script.say("answer_lead", title=turn.title(found))
    is_all = _read_part(turn, found, 1)
    date = spoken_day(found.source_on, language)
    # A document's Chinese title is nothing an English voice can say: there the unit stands for it.
    english = language == "en"
    source = turn.unit_name(found.unit_id) if english else for_the_ear(found.source, language)
    script.say("answer_source", source=source, date=date)
    _ask(turn, is_all=is_all)


def go_on(turn: Turn, found: Answer) -> None:
    """Read the next part; from the beginning, where another version has taken its place."""
    if found.version_id == turn.call.dialogue.get("version_id"):
        _ask(turn, is_all=_read_part(turn, found, turn.call.dialogue["part"] + 1))
    else:
        read(turn, found)


def _read_part(turn: Turn, found: Answer, part: int) -> bool:
    """Read one part, counted from 1; whether it is the last."""
    text, language = found.answer, "zh-CN"
    if turn.call.language == "en" and found.answer_en:
        text, language = found.answer_en, "en"
    limit = turn.work.book.line.voices[language].answer_characters
    parts = listening_parts(text, language, limit=limit)
    part = min(part, len(parts))
    note = {"part": part, "parts": len(parts)} if len(parts) > 1 else {}
    turn.script.read_part(
        parts[part - 1], language=language,
        entry_id=found.entry_id, version_id=found.version_id, **note,
    )  # fmt: skip
    turn.call.dialogue["version_id"], turn.call.dialogue["part"] = found.version_id, part
    return part == len(parts)


def _ask(turn: Turn, *, is_all: bool) -> None:
    """Whether it helped; or first whether to go on, and by what way."""
    if is_all:
        listening.solved(turn)
        return
    # Who withholds the number, or calls from a landline, cannot be texted and is not offered it.
    can_text = texts.reaches(turn.work, turn.call.caller_sealed)
    with turn.script.listen(turn.next("more")):
        turn.script.say("more_or_text" if can_text else "more")
