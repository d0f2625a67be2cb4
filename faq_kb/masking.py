"""A caller's question as others may read it: without what would tell who asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from faq_kb.personal import GIVEN, SURNAMES, find

HIDDEN = "****"
# Seven digits and more, also in words or in groups: telephones, cards, codes, whatever they are.
_DIGIT = "[0-9０-９〇零一二三四五六七八九幺两]"
_LONG_NUMBER = re.compile(rf"{_DIGIT}(?:[ ,，、-]?{_DIGIT}){{6,}}[Xx]?")
_INTRODUCED = re.compile(
    rf"(?:我叫|我是|名字叫|名字是|姓名)(?P<name>[{SURNAMES}]{GIVEN}{{1,2}})"
    r"(?=$|[^\u4e00-\u9fff]|我|想|要|请|问|住|身份|电话|今年)"
)


def masked(text: str) -> str:
    """The text with numbers that lead to a person, plates and names hidden."""
    return _hidden(
        text,
        [
            *((found.start, found.end) for found in find(text)),
            *(found.span() for found in _LONG_NUMBER.finditer(text)),
            *(found.span("name") for found in _INTRODUCED.finditer(text)),
        ],
    )


def masked_reply(text: str) -> str:
    """A reply with what is a private person's hidden; an office's own telephone stays."""
    return _hidden(text, [(found.start, found.end) for found in find(text)])


def _hidden(text: str, spans: Sequence[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            parts += [text[at : max(at, start)], HIDDEN if start >= at else ""]
            at = end
    return "".join((*parts, text[at:]))
