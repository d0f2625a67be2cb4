"""Kinds of attribute values in TwiML documents, each able to say what is wrong with a value."""

import re
from dataclasses import dataclass
from typing import Protocol

# RFC 3986: anything else must be percent-encoded, Chinese above all.
_URL = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+\Z")


class Allowed(Protocol):
    """What an attribute may hold."""

    def problem(self, value: str) -> str | None:
        """Why the value is not allowed, or None."""


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: frozenset[str]

    def problem(self, value: str) -> str | None:
        return None if value in self.words else f"not one of {', '.join(sorted(self.words))}"


@dataclass(frozen=True)
class Several:
    """Words of a few, separated by single blanks."""

    words: frozenset[str]

    def problem(self, value: str) -> str | None:
        parts = value.split(" ")
        strange = [part for part in parts if part not in self.words]
        if strange:
            return f"{strange[0]!r} is not one of {', '.join(sorted(self.words))}"
        return "a word twice" if len(set(parts)) != len(parts) else None


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds, or one of a few words instead."""

    least: int
    most: int
    words: frozenset[str] = frozenset()

    def problem(self, value: str) -> str | None:
        if value in self.words:
            return None
        if not re.fullmatch(r"\d{1,9}", value):
            return "not a whole number"
        if not self.least <= int(value) <= self.most:
            return f"not between {self.least} and {self.most}"
        return None


@dataclass(frozen=True)
class Url:
    """An address, relative or absolute, percent-encoded."""

    may_be_empty: bool = False

    def problem(self, value: str) -> str | None:
        if not value:
            return None if self.may_be_empty else "empty"
        if not _URL.match(value):
            return "not percent-encoded"
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", value, re.IGNORECASE)
        if scheme and scheme.group(1).lower() not in {"http", "https"}:
            return "neither http nor https"
        return None


@dataclass(frozen=True)
class Keys:
    """Telephone keys."""

    also: str = ""
    may_be_empty: bool = True

    def problem(self, value: str) -> str | None:
        if not value and not self.may_be_empty:
            return "empty"
        strange = set(value) - set("0123456789*#" + self.also)
        return f"{''.join(sorted(strange))!r} are not telephone keys" if strange else None


@dataclass(frozen=True)
class Text:
    """Any text up to a length."""

    longest: int = 4000

    def problem(self, value: str) -> str | None:
        if not value.strip():
            return "empty"
        return f"longer than {self.longest} characters" if len(value) > self.longest else None


@dataclass(frozen=True)
class Hints:
    """Up to 500 phrases of up to 100 characters, separated by commas."""

    def problem(self, value: str) -> str | None:
        phrases = value.split(",")
        if len(phrases) > 500:
            return f"{len(phrases)} entries, at most 500"
        for phrase in phrases:
            if not phrase.strip():
                return "an empty entry"
            if len(phrase.strip()) > 100:
                return f"entry {phrase.strip()[:12]!r}… has more than 100 characters"
        return None


def choice(words: str) -> Choice:
    """A choice among blank-separated words."""
    return Choice(frozenset(words.split()))


def several(words: str) -> Several:
    """Any of blank-separated words."""
    return Several(frozenset(words.split()))


BOOLEAN = choice("true false")
METHOD = choice("GET POST")
URL = Url()
