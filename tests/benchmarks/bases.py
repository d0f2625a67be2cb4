"""What the searchers are measured on: bases of a folder, or ones made of the example base."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from faq_kb.evaluate import read_lines
from faq_kb.learning.noise import Noise
from tests.benchmarks.searchers import Phrased
from tests.faq_kb.example_base import example_base, questions

QUERIES = 200
SEED = 96128
NOISY = 0.3


@dataclass(frozen=True)
class Query:
    """A question, and the entries that answer it."""

    heard: str
    answers: frozenset[int]


@dataclass(frozen=True)
class Source:
    """Entries, those first that a query wants, and sets of queries by name."""

    name: str
    entries: Sequence[Sequence[str]]  # all ways of asking for each
    queries: Mapping[str, Sequence[Query]]

    def base(self, size: int) -> list[Phrased]:
        """The phrasings of a base of so many entries; what is wanting is made up."""
        ways = islice(chain(self.entries, ([one] for one in _made_up(self.entries))), size)
        return [(entry, text) for entry, texts in enumerate(ways) for text in texts]

    def asked(self, size: int) -> dict[str, list[Query]]:
        """The queries that a base of this size can answer."""
        return {
            name: [query for query in queries if min(query.answers) < size][:QUERIES]
            for name, queries in self.queries.items()
        }


def example() -> Source:
    """The example base, its held-out questions, and the same ones over a bad line."""
    known = example_base()
    ways: list[list[str]] = [[] for _ in known.codes]
    for phrasing in known.phrasings:
        ways[phrasing.entry_id].append(phrasing.text)
    number = {code: entry for entry, code in enumerate(known.codes)}
    clean = [Query(text, frozenset([number[code]])) for text, code in questions("held_out")]
    random.Random(SEED).shuffle(clean)
    noise = Noise(sorted({one for texts in ways for text in texts for one in text}), seed=SEED)
    noisy = [Query(noise.hear(query.heard, share=NOISY), query.answers) for query in clean]
    return Source("the example base", ways, {"clean": clean, "noisy": noisy})


def folder(place: Path) -> Source:
    """The largest `kb*.jsonl(.xz)` of a folder, and each `queries*.jsonl(.xz)` beside it."""
    bases = sorted(place.glob("kb*.jsonl*"), key=lambda path: path.stat().st_size)
    if not bases:
        raise SystemExit(f"{place}: no kb*.jsonl or kb*.jsonl.xz")
    entries = list(read_lines(bases[-1]))
    if not any(place.glob("queries*.jsonl*")):
        raise SystemExit(f"{place}: no queries*.jsonl or queries*.jsonl.xz")
    files = {
        path.name.partition(".")[0].removeprefix("queries").strip("_") or "clean": path
        for path in sorted(place.glob("queries*.jsonl*"))
    }
    asked = {name: list(read_lines(path)) for name, path in files.items()}
    everything = chain.from_iterable(asked.values())
    wanted = set(chain.from_iterable(query["relevant_ids"] for query in everything))
    entries.sort(key=lambda entry: entry["id"] not in wanted)
    number = {entry["id"]: position for position, entry in enumerate(entries)}
    queries = {
        name: [
            Query(query["query"], frozenset(number[one] for one in query["relevant_ids"]))
            for query in rows
            if query["relevant_ids"] and all(one in number for one in query["relevant_ids"])
        ]
        for name, rows in asked.items()
    }
    ways = [[entry["question"], *entry.get("aliases", ())] for entry in entries]
    return Source(place.name, ways, queries)


def _made_up(entries: Sequence[Sequence[str]]) -> Iterator[str]:
    """Questions without end, put together of the halves of others: alike, and about nothing."""
    chance = random.Random(SEED)
    texts = [text for ways in entries for text in ways if len(text) >= 4]
    heads = sorted({text[: len(text) // 2] for text in texts})
    tails = sorted({text[len(text) // 2 :] for text in texts})
    known = set(texts)
    while True:
        # Three parts, so that there are enough of them for a million.
        made = chance.choice(heads) + chance.choice(tails)
        if made in known:
            made = chance.choice(heads) + made
        if made not in known:
            known.add(made)
            yield made
