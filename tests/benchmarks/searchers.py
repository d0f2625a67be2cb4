"""The product's search and its peers, each over the same phrasings, all behind two methods."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Protocol

import bm25s
import tantivy
from rapidfuzz import fuzz, process

from faq_kb.matching import Index, Phrasing
from tests.faq_kb.example_base import settings

# One way of asking: the number of the entry, and the words.
Phrased = tuple[int, str]


class Searcher(Protocol):
    """Is built over phrasings, and names the entry that a question finds first."""

    def __init__(self, phrasings: Sequence[Phrased]) -> None: ...

    def first(self, heard: str) -> int | None:
        """The entry found first, None where nothing is."""


class Product:
    """faq_kb.matching as it answers a call: candidates, comparison, and how sure it is."""

    def __init__(self, phrasings: Sequence[Phrased]) -> None:
        self._index = Index((Phrasing(*one) for one in phrasings), settings=settings())

    def first(self, heard: str) -> int | None:
        found = self._index.find(heard).candidates
        return found[0].entry_id if found else None


class RapidFuzz:
    """`rapidfuzz.process.extract` by `ratio`, which is its best scorer here and its fastest."""

    def __init__(self, phrasings: Sequence[Phrased]) -> None:
        self._entries, self._texts = zip(*phrasings, strict=True)

    def first(self, heard: str) -> int | None:
        found = process.extract(heard, self._texts, scorer=fuzz.ratio, limit=1)
        return self._entries[found[0][2]] if found and found[0][1] else None


class Tantivy:
    """Tantivy in memory: BM25 over pairs of characters."""

    def __init__(self, phrasings: Sequence[Phrased]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="freq")
        builder.add_unsigned_field("entry", stored=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(heap_size=64 * 1024**2, num_threads=1)
        for entry, text in phrasings:
            document = tantivy.Document()
            document.add_text("pairs", " ".join(pairs(text)))
            document.add_unsigned("entry", entry)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def first(self, heard: str) -> int | None:
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "pairs", pair))
            for pair in dict.fromkeys(pairs(heard))
        ]
        query = tantivy.Query.boolean_query(wanted)
        hits = self._searcher.search(query, limit=1, count=False).hits
        return self._searcher.doc(hits[0][1])["entry"][0] if hits else None


class Fts5:
    """SQLite FTS5 in memory: BM25 over pairs of characters."""

    def __init__(self, phrasings: Sequence[Phrased]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("create virtual table phrasing using fts5(pairs, content='')")
        self._entries = [entry for entry, _ in phrasings]
        self._db.executemany(
            "insert into phrasing (rowid, pairs) values (?, ?)",
            ((row, " ".join(pairs(text))) for row, (_, text) in enumerate(phrasings)),
        )
        self._db.commit()

    def first(self, heard: str) -> int | None:
        wanted = " OR ".join(f'"{pair}"' for pair in dict.fromkeys(pairs(heard)))
        if not wanted:
            return None
        found = self._db.execute(
            "select rowid from phrasing where phrasing match ? order by rank limit 1", (wanted,)
        ).fetchone()
        return self._entries[found[0]] if found else None


class Bm25s:
    """bm25s: BM25 over pairs of characters, in arrays."""

    def __init__(self, phrasings: Sequence[Phrased]) -> None:
        self._entries = [entry for entry, _ in phrasings]
        self._ranker = bm25s.BM25()
        self._ranker.index([pairs(text) for _, text in phrasings], show_progress=False)

    def first(self, heard: str) -> int | None:
        known = [pair for pair in pairs(heard) if pair in self._ranker.vocab_dict]
        if not known:
            return None
        rows, _ = self._ranker.retrieve([known], k=1, show_progress=False)
        return self._entries[int(rows[0, 0])]


SEARCHERS: dict[str, type[Searcher]] = {
    "product": Product,
    "rapidfuzz": RapidFuzz,
    "tantivy": Tantivy,
    "sqlite fts5": Fts5,
    "bm25s": Bm25s,
}


def pairs(text: str) -> list[str]:
    """Pairs of neighbouring letters, as who has no dictionary indexes Chinese."""
    letters = "".join(one for one in text.lower() if one.isalnum())
    return [letters[at : at + 2] for at in range(len(letters) - 1)] or [letters][: len(letters)]
