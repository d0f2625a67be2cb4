"""One turn of the conversation: what the caller did, and what will be said back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from faq_kb.search import Answer, KnowledgeBase
from hotline.item_states import ItemPlatform
from hotline.records import Call
from hotline.rules.lookup_code import is_valid, normalise
from hotline.rules.spoken import for_the_ear
from hotline.text import clean
from hotline.work import Work
from ivr.form import Form
from ivr.script import Script

MOST_KEYS = 32


# Twelve digits as a recogniser writes them when somebody says a lookup code aloud.
SPOKEN_CODE = re.compile(r"(?:[0-9零〇一幺二两三四五六七八九][ ,，、-]*){12}")


def masked(heard: str) -> str:
    """What was heard without any lookup code in it: it is masked ever after (R-21)."""

    def hide(found: re.Match[str]) -> str:
        return "••••" if is_valid(normalise(found[0])) else found[0]

    return SPOKEN_CODE.sub(hide, heard)


@dataclass
class Turn:
    """A webhook of the dialogue while it is being answered."""

    work: Work
    call: Call
    form: Form
    knowledge: KnowledgeBase
    items: ItemPlatform | None = None
    script: Script = field(init=False)
    _numbered: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.script = Script(book=self.work.book, language=self.call.language)

    @property
    def digits(self) -> str:
        """The keys pressed; only what a keypad has, and no more than any question asks for."""
        keys = "".join(key for key in self.form.get("Digits", "") if key in "0123456789*#")
        return keys[:MOST_KEYS]

    @property
    def speech(self) -> str:
        """What the recogniser heard, on one line, cut to what we are willing to read."""
        limit = self.work.book.line.limits.heard_characters
        return masked(clean(self.form.get("SpeechResult", ""), limit=limit))

    @property
    def confidence(self) -> float | None:
        """How sure the recogniser is, 0 to 1; it does not always say (telephony.md, 2)."""
        try:
            given = float(self.form["Confidence"])
        except (KeyError, ValueError):
            return None
        # "nan" is a float too, and would spoil every average.
        return given if 0 <= given <= 1 else None

    @property
    def is_over(self) -> bool:
        """Whether the caller has gone: nothing we say now is heard (fault 10).

        A request may be replayed long after the call, still saying `in-progress` (fault 18).
        """
        return self.form.get("CallStatus") == "completed" or self.call.ended_at is not None

    def next(self, step: str) -> str:
        """The address of the next step. Its turn number makes a repeat known for a repeat."""
        if not self._numbered:
            self.call.turn += 1
            self._numbered = True
        return f"/ivr/{step}?turn={self.call.turn}"

    def stays(self) -> None:
        """Go on from the address given out last: a stale request must not outdate a live one."""
        self._numbered = True

    def speak(self, language: str) -> None:
        """Go on in this language."""
        self.call.language = language
        self.script.language = language

    def count(self, name: str) -> int:
        """Count one more of something that must not go on for ever."""
        self.call.dialogue[name] = self.call.dialogue.get(name, 0) + 1
        return int(self.call.dialogue[name])

    def open_now(self, unit_id: int) -> bool:
        """Whether this unit is in its working hours."""
        organisation = self.work.book.organisation
        return organisation.hours(unit_id).is_open(self.work.now, organisation.calendar(unit_id))

    def title(self, found: Answer) -> str:
        """What an answer is called when speaking, in the caller's language where it can be."""
        if self.call.language == "en" and found.question_en:
            return for_the_ear(found.question_en.rstrip("?"), "en")
        return for_the_ear(found.question.rstrip("？?"), "zh-CN")

    def unit_name(self, unit_id: int) -> str:
        """What this unit is called when speaking."""
        unit = self.work.book.organisation.units[unit_id]
        return unit.name_en if self.call.language == "en" else unit.name


class Step(Protocol):
    """A step of the dialogue: reads the turn, calls actions, writes the script."""

    def __call__(self, turn: Turn) -> None: ...
