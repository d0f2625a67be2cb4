"""A part of the index that is written once: all about some phrasings that asking needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq_kb.matching.phrasings import Phrasing
from faq_kb.matching.postings import Asked, Floats, Postings, Texts, Weights, points, starts_of
from faq_kb.matching.settings import MatchingSettings
from faq_kb.matching.syllables import folded_codes
from faq_kb.matching.views import View

_HOPELESS = 0.2  # of what the row that shares most does; what shares less is not looked at
# n-gram lengths of the blocks: plain 1, plain 2, folded 1, folded 2.
LENGTHS = (1, 2, 1, 2)
MIX = (0.25, 0.30, 0.20, 0.25)  # of the blocks' cosines; measured over real pairs


@dataclass(frozen=True)
class Segment:
    """Phrasings in the order of their rows, with what is looked up in them."""

    entries: NDArray[np.int64]
    plain: Texts
    blocks: tuple[Postings, ...]
    pooled: NDArray[np.int8]
    _texts: bytes  # as they were entered, UTF-8, one after another
    _text_starts: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        phrasings: Sequence[Phrasing],
        settings: MatchingSettings,
        *,
        weights: Sequence[Weights] | None = None,
    ) -> Segment:
        """Index phrasings; n-grams are weighed by ``weights`` of a larger segment where given."""
        entries = np.array([phrasing.entry_id for phrasing in phrasings], dtype=np.int64)
        view = settings.viewer.plain
        plain = Texts.of([view(phrasing.text) for phrasing in phrasings])
        folded = folded_texts(plain)
        blocks = tuple(
            Postings.of(
                texts, entries, length=length, background=background,
                weights=weights[number] if weights else None,
            )
            for number, (texts, length, background) in enumerate(
                zip((plain, plain, folded, folded), LENGTHS, settings.backgrounds, strict=True)
            )
        )  # fmt: skip
        encoded = [phrasing.text.encode("utf-8", "replace") for phrasing in phrasings]
        return cls(
            entries=entries,
            plain=plain,
            blocks=blocks,
            pooled=settings.vocabulary.pooled(plain),
            _texts=b"".join(encoded),
            _text_starts=starts_of([len(text) for text in encoded]),
        )

    def __len__(self) -> int:
        return len(self.entries)

    def text(self, row: int) -> str:
        """The phrasing of a row as it was entered."""
        start, end = self._text_starts[row : row + 2].tolist()
        return self._texts[start:end].decode()

    def phrasings(self, rows: NDArray[np.intp]) -> list[Phrasing]:
        """The phrasings of some rows."""
        entries = self.entries[rows].tolist()
        return [Phrasing(e, self.text(r)) for e, r in zip(entries, rows.tolist(), strict=True)]

    def closest(
        self, asked: Sequence[Asked], *, open_rows: NDArray[np.bool_], most: int
    ) -> tuple[NDArray[np.intp], Floats]:
        """At most so many open rows that share most with a question, and how much they share."""
        shared = np.zeros(len(self), dtype=np.float32)
        for block, one, share in zip(self.blocks, asked, MIX, strict=True):
            block.add_cosines(one, shared, share=share)
        shared *= open_rows
        rows = np.flatnonzero(shared > _HOPELESS * shared.max(initial=0.0))
        if len(rows) > most:
            rows = rows[np.argpartition(shared[rows], len(rows) - most)[-most:]]
        return rows, shared[rows]

    def alike(self, rows: NDArray[np.intp], question: Floats) -> Floats:
        """The cosine of the whole texts of some rows with a question's vector."""
        cosines = self.pooled[rows].astype(np.float32) @ (question / np.float32(127))
        return cosines.astype(np.float32)


def folded_texts(plain: Texts) -> Texts:
    """Texts as their folded syllables."""
    return Texts(folded_codes(plain.codes), plain.starts)


def asked_of(view: View, blocks: Sequence[Postings]) -> tuple[Asked, ...]:
    """A question's n-grams by block, weighed as the blocks weigh them."""
    plain, folded = points(view.plain), points(view.folded)
    return tuple(
        Asked.of(text, length=block.length, weights=block.weights)
        for text, block in zip((plain, plain, folded, folded), blocks, strict=True)
    )
