"""What callers say that is no question for the base: emergencies, other channels, wishes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hotline.rules.organisation import Organisation


@dataclass(frozen=True)
class Redirect:
    """Where a matter belongs that is not the hotline's, the words it is known by, what is said."""

    code: str
    words: tuple[str, ...]
    says: str
    says_en: str
    name: str = ""
    name_en: str = ""
    number: str | None = None
    # What is said instead where the unit that has the matter is known, with its telephone.
    at_unit: str = ""
    at_unit_en: str = ""
    # Words that alone may belong to a question about the matter, such as 急救 and 报警.
    bare: tuple[str, ...] = ()

    def called(self, language: str) -> str:
        """The name of the channel in this language."""
        return self.name_en if language == "en" else self.name

    def in_language(self, language: str) -> str:
        """The sentence for a caller of this language."""
        return self.says_en if language == "en" else self.says


@dataclass(frozen=True)
class Redirects:
    """The maintained tables of R-4 and R-6, and the wishes a caller may speak instead of keying.

    What tells of an emergency that is happening (着火了, 昏迷了) always counts: one sentence too
    many costs less than one too few. `unless` holds back bare words only: 急救员证怎么考 asks about
    a certificate.
    """

    emergencies: tuple[Redirect, ...]
    unless: tuple[str, ...]
    channels: tuple[Redirect, ...]
    everyday: tuple[Redirect, ...]
    wishes: Mapping[str, tuple[str, ...]]
    # The state of an administrative item (办件): asked of a platform where there is one (R-61a).
    item_state: Redirect

    def asks_item_state(self, heard: str) -> bool:
        """Whether these words ask how an item stands that was handed in at a counter."""
        return _named((self.item_state,), heard) is not None

    def where_to_ask(self, organisation: Organisation, *, unit_id: int | None) -> Redirect:
        """Where somebody is sent who asks how an item stands when nobody here can tell: to the unit
        that has it, where its telephone and hours are known, else to the counter in general."""
        unit = organisation.heir(unit_id)
        if unit is None or unit.service_line is None:
            return self.item_state
        hours, line = organisation.hours(unit.id), unit.service_line
        told, told_en = self.item_state.at_unit, self.item_state.at_unit_en
        if not (told and told_en and any(hours.weekly)):
            return self.item_state
        return replace(
            self.item_state,
            says=told.format(unit=unit.name, line=line, hours=hours.in_words("zh-CN")),
            says_en=told_en.format(unit=unit.name_en, line=line, hours=hours.in_words("en")),
        )

    def emergency(self, heard: str) -> Redirect | None:
        """The emergency these words tell of, if they do."""
        happening = _named(self.emergencies, heard)
        if happening is not None or any(word in heard for word in self.unless):
            return happening
        return next(
            (row for row in self.emergencies if any(word in heard for word in row.bare)), None
        )

    def channel(self, heard: str) -> Redirect | None:
        """The channel that owns this demand, if it is one."""
        return _named(self.channels, heard)

    def everyday_matter(self, heard: str) -> Redirect | None:
        """The everyday matter these words are about, if they are."""
        return _named(self.everyday, heard)

    def owner(self, heard: str) -> Redirect | None:
        """Who these words are for if not for us: an emergency first."""
        return self.emergency(heard) or self.channel(heard) or self.everyday_matter(heard)

    def likely(self, heard: str) -> Redirect | None:
        """The channel or everyday matter these words may be about: for people to decide, since
        other words may stand between those of the table (路灯都坏了, 查一下我的话费)."""
        for row in (*self.channels, *self.everyday):
            for word in row.words:
                if len(word) >= SHORTEST_LIKELY and re.search(BETWEEN.join(word), heard):
                    return row
        return None

    def wish(self, heard: str, *, among: Sequence[str]) -> str | None:
        """The wish these words speak, as 转人工 does for a person; only a short utterance is one.

        A no outweighs a yes, as in 知道了，没解决; else the longest matching words win.
        """
        text = heard.lower().strip(" 。，,.!！?？吧啊呀嘛")
        found: list[tuple[bool, int, str]] = []
        for wish in among:
            for word in self.wishes[wish]:
                near = word in text and len(text) <= len(word) + 8
                # 一 and 没有 stand in too many other words to count unless they are all of it.
                if text == word if len(word) <= 2 else near and not _is_denied(text, word):
                    found.append((wish in NO, len(word), wish))
        return max(found, default=(False, 0, None))[2]


# What may stand between two characters of a word, and how long a word must be to be told by them.
BETWEEN = ".{0,4}"
SHORTEST_LIKELY = 3

# Wishes that outweigh the others spoken in the same breath.
NO = frozenset({"no", "none"})


def _is_denied(text: str, word: str) -> bool:
    """Whether the word is part of another (telephone) or comes after a no (不知道了)."""
    at = text.index(word)
    before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    if word.isascii():
        return (before.isalpha() and before.isascii()) or (after.isalpha() and after.isascii())
    return before in ("不", "没", "未") and before != ""


def _named(table: Sequence[Redirect], heard: str) -> Redirect | None:
    return next((row for row in table if any(word in heard for word in row.words)), None)


def parse_redirects(data: Mapping[str, object]) -> Redirects:
    """The tables of config/redirects.toml; ValueError names what is wrong."""
    wishes = data.get("wishes")
    if not isinstance(wishes, Mapping):
        raise ValueError("wishes: expected a table of word lists")
    return Redirects(
        emergencies=_rows(data, "emergency"),
        unless=_words(data.get("unless_emergency")),
        channels=_rows(data, "channel"),
        everyday=_rows(data, "everyday"),
        wishes={wish: _words(words) for wish, words in wishes.items()},
        item_state=_row("item_state", data.get("item_state")),
    )


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ValueError(f"expected a list of words, not {value!r}")
    return tuple(value)


def _rows(data: Mapping[str, object], key: str) -> tuple[Redirect, ...]:
    rows = data.get(key)
    if not isinstance(rows, list) or not rows:
        raise ValueError(f"[[{key}]] is missing")
    return tuple(_row(key, row) for row in rows)


def _row(key: str, row: object) -> Redirect:
    if not isinstance(row, Mapping):
        raise ValueError(f"[{key}] is missing")
    try:
        words, bare = tuple(row["words"]), tuple(row.get("bare", ()))
        found = Redirect(**{**row, "words": words, "bare": bare})
    except (TypeError, KeyError) as error:
        raise ValueError(f"[[{key}]] {row.get('code', '?')}: {error}") from error
    if not found.words or not all(found.words):
        raise ValueError(f"[[{key}]] {row['code']}: words are missing")
    return found
