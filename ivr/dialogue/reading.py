"""An approved answer is read out: a long one in parts, the whole of which a text message brings."""

from __future__ import annotations

from dataclasses import dataclass

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
    part = _part(turn, found, 1)
    with script.reading(turn.next(part.asks)):
        if language == "en" and not found.answer_en:
            script.say("answer_in_chinese")
        else:
            script.say("answer_lead", title=turn.title(found))
        _read(turn, found, part)
        date = spoken_day(found.source_on, language)
        # A document's Chinese title is nothing an English voice can say: the unit stands for it.
        english = language == "en"
        source = turn.unit_name(found.unit_id) if english else for_the_ear(found.source, language)
        script.say("answer_source", source=source, date=date)
    _ask(turn, part)


def go_on(turn: Turn, found: Answer) -> None:
    """Read the next part; from the beginning, where another version has taken its place."""
    if found.version_id == turn.call.dialogue.get("version_id"):
        part = _part(turn, found, turn.call.dialogue["part"] + 1)
        with turn.script.reading(turn.next(part.asks)):
            _read(turn, found, part)
        _ask(turn, part)
    else:
        read(turn, found)


@dataclass(frozen=True)
class _Part:
    """A part of an answer, counted from 1, as it is read out."""

    number: int
    of: int
    text: str
    language: str

    @property
    def asks(self) -> str:
        """The step that is asked for once it is read."""
        return "more" if self.number < self.of else "solved"


def _part(turn: Turn, found: Answer, number: int) -> _Part:
    """This part of the answer, or else its last one."""
    text, language = found.answer, "zh-CN"
    if turn.call.language == "en" and found.answer_en:
        text, language = found.answer_en, "en"
    limit = turn.work.book.line.voices[language].answer_characters
    parts = listening_parts(text, language, limit=limit)
    number = min(number, len(parts))
    return _Part(number, len(parts), parts[number - 1], language)


def _read(turn: Turn, found: Answer, part: _Part) -> None:
    note = {"part": part.number, "parts": part.of} if part.of > 1 else {}
    turn.script.read_part(
        part.text, language=part.language,
        entry_id=found.entry_id, version_id=found.version_id, **note,
    )  # fmt: skip
    turn.call.dialogue["version_id"], turn.call.dialogue["part"] = found.version_id, part.number


def _ask(turn: Turn, part: _Part) -> None:
    """Whether it helped; or first whether to go on, and by what way."""
    if part.asks == "solved":
        listening.solved(turn)
        return
    # Who withholds the number, or calls from a landline, cannot be texted and is not offered it.
    can_text = texts.reaches(turn.work, turn.call.caller_sealed)
    with turn.script.listen(turn.next("more")):
        turn.script.say("more_or_text" if can_text else "more")
