"""The example knowledge base and its held-out questions, as the matcher's tests read them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from faq_kb.matching import Index, MatchingSettings, Phrasing, load_settings

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class ExampleBase:
    """Phrasings by entry, entry numbers being positions in ``codes``."""

    codes: tuple[str, ...]
    phrasings: tuple[Phrasing, ...]


@cache
def settings() -> MatchingSettings:
    return load_settings(ROOT / "config" / "matching.toml")


@cache
def example_base() -> ExampleBase:
    codes: list[str] = []
    phrasings: list[Phrasing] = []
    for path in sorted((ROOT / "config" / "example" / "faq").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("entry", ()):
            texts = (entry["question"], *entry.get("phrasings", ()))
            phrasings += [Phrasing(len(codes), text) for text in texts]
            codes.append(entry["code"])
    return ExampleBase(tuple(codes), tuple(phrasings))


@cache
def example_index() -> Index:
    return Index(example_base().phrasings, settings=settings())


def questions(kind: str) -> Iterator[tuple[str, str]]:
    """Held-out questions (``held_out``) or riddles (``oblique``) with their entry's code."""
    for path in sorted(DATA.glob(f"{kind}_*.toml")):
        for question in tomllib.loads(path.read_text(encoding="utf-8"))["question"]:
            yield question["text"], question["entry"]


def unanswerable() -> list[str]:
    """Questions the base has no entry for."""
    lines = (DATA / "unanswerable.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
