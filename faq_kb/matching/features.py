"""What agrees between a question and the phrasings that came into question, as numbers."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from rapidfuzz.fuzz import partial_ratio, ratio
from rapidfuzz.process import cdist

from faq_kb.matching.postings import Asked, Numbers, Postings
from faq_kb.matching.views import View

NAMES = (
    *("cosine plain 1", "cosine plain 2", "cosine folded 1", "cosine folded 2"),
    *("asked covered plain 1", "asked covered plain 2"),
    *("asked covered folded 1", "asked covered folded 2"),
    *("entry covered plain 1", "entry covered plain 2"),
    *("entry covered folded 1", "entry covered folded 2"),
    *("missing plain 1", "missing folded 1", "missing folded 2"),
    *("entry together plain 1", "entry together folded 1", "entry together folded 2"),
    *("ratio plain", "ratio exact", "ratio folded", "partial folded"),
    *("subsequence of asked", "subsequence of entry", "length ratio", "first", "last"),
)


_Scorer = Callable[..., float]


def _similar(scorer: _Scorer, asked: str, texts: Sequence[str]) -> Numbers:
    return np.asarray(cdist([asked], texts, scorer=scorer)[0], dtype=np.float64)


def features(
    asked: Sequence[Asked],
    blocks: Sequence[Postings],
    *,
    view: View,
    rows: NDArray[np.intp],
    entries: NDArray[np.int64],
    slot_of_row: NDArray[np.int16],
    views: Sequence[View],
) -> Numbers:
    """One line a chosen row, in the order of ``NAMES``; ``slot_of_row`` numbers the rows."""
    slots = len(rows)
    slot_of_row[rows] = np.arange(slots, dtype=np.int16)
    of_entry = (entries[:, None] == entries[None, :]).astype(np.float64)
    cosines, by_asked, by_entry, missing, together = [], [], [], [], []
    for question, block in zip(asked, blocks, strict=True):
        held = question.held_by(slot_of_row, slots)
        weights = question.weights
        norms, sums = block.norms(rows)
        total = max(float(weights.sum()), 1e-9)
        shared = weights @ held
        cosines.append((weights**2 @ held) / np.maximum(norms * question.length, 1e-9))
        by_asked.append(shared / total)
        by_entry.append(shared / np.maximum(sums, 1e-9))
        pooled = np.minimum(held @ of_entry, 1.0)
        together.append((weights @ pooled) / total)
        most = max(float(weights.max(initial=0.0)), 1e-9)
        missing.append((weights[:, None] * (1 - pooled)).max(axis=0, initial=0.0) / most)
    slot_of_row[rows] = -1
    plain = [v.plain for v in views]
    folded = [v.folded for v in views]
    lengths = np.array([max(1, len(text)) for text in plain], dtype=np.float64)
    length = max(1, len(view.plain))
    common = _similar(LCSseq.similarity, view.folded, folded)
    columns = [
        *cosines,
        *by_asked,
        *by_entry,
        *(missing[0], missing[2], missing[3]),
        *(together[0], together[2], together[3]),
        _similar(ratio, view.plain, plain) / 100,
        _similar(ratio, view.exact, [v.exact for v in views]) / 100,
        _similar(ratio, view.folded, folded) / 100,
        _similar(partial_ratio, view.folded, folded) / 100,
        common / length,
        common / lengths,
        np.minimum(lengths / length, length / lengths),
        np.array([float(text[:2] == view.folded[:2]) for text in folded]),
        np.array([float(text[-2:] == view.folded[-2:]) for text in folded]),
    ]
    return np.column_stack(columns)
