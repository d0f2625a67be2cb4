"""Text in pieces short enough for the provider, broken where a speaker would breathe."""

from __future__ import annotations

import re
from urllib.parse import quote

# Provider limits of one <Say>: 4500 characters URL-encoded (error 13521), nine of which go on one
# Chinese character, hence 500.
SAY_CHARACTERS = 500
SAY_ENCODED_CHARACTERS = 4500
MOST_ENCODED = 12  # of one character: four bytes of UTF-8

# A digit group never falls apart: 1234 5678 9012, 0871-6316 1234, 2026-02-27, 3.5, 幺二三，四五六.
FIGURE = "零〇幺一二三四五六七八九"
DIGIT_GROUP = re.compile(
    r"[0-9０-９](?:[ .,:/－-]?[0-9０-９])+"
    rf"|[{FIGURE}十百千万两]+(?:，[{FIGURE}]{{2,}})*"
)
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
BREAKS = (
    re.compile(r"[。！？!?]+[”’」』）)]*|\.(?=\s)|\n+"),  # the end of a sentence
    re.compile(r"[；;：:，,、]+"),  # a pause
    re.compile(r"\s+"),
)


def split_for_say(text: str, limit: int = SAY_CHARACTERS) -> list[str]:
    """The text in pieces of at most `limit` characters and 4500 URL-encoded ones, in order.

    Pieces end at the end of a sentence where one is near, else at a pause; never within a group
    of digits or a word, unless that alone is too long for a piece.
    """
    pieces, text = [], text.strip()
    while text:
        piece, text = _taken(text, limit)
        pieces.append(piece)
    return pieces


def split_to_listen(text: str, limit: int) -> list[str]:
    """The text in parts of about `limit` characters, after each of which a listener is asked.

    The last may be a quarter longer: nobody is asked for the sake of one sentence more.
    """
    parts, text = [], text.strip()
    while len(text) > limit + limit // 4:
        part, text = _taken(text, limit)
        parts.append(part)
    return [*parts, text]


def _taken(text: str, limit: int) -> tuple[str, str]:
    """The first piece of the text, and what is left of it."""
    if limit < 1:
        raise ValueError("a piece holds at least one character")
    cut = _cut(text, limit)
    return text[:cut].strip(), text[cut:].strip()


def _cut(text: str, limit: int) -> int:
    room = _room(text, limit)
    if room == len(text):
        return room
    # A group that begins inside the room may end outside it, so look at a little more than fits.
    whole = [m.span() for p in (DIGIT_GROUP, WORD) for m in p.finditer(text, 0, 2 * room + 1)]

    def apart(place: int) -> bool:
        return any(start < place < end for start, end in whole)

    last = [
        max((m.end() for m in pattern.finditer(text, 0, room) if not apart(m.end())), default=0)
        for pattern in BREAKS
    ]
    for nearest in (room // 2, 0):
        for place in last:
            if place > nearest:
                return place
    return next((place for place in range(room, 0, -1) if not apart(place)), room)


def _room(text: str, limit: int) -> int:
    """How many characters from the start fit into one piece; at least one."""
    if len(text) <= min(limit, SAY_ENCODED_CHARACTERS // MOST_ENCODED):
        return len(text)
    left, place = SAY_ENCODED_CHARACTERS, 0
    for character in text[:limit]:
        left -= len(quote(character, safe="", errors="replace"))
        if left < 0:
            break
        place += 1
    return max(place, 1)
