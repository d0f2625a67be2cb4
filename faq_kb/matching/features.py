"""What agrees between a question and the phrasings that came into question, as numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from rapidfuzz.fuzz import partial_ratio, ratio
from rapidfuzz.process import cdist

from faq_kb.matching.postings import Asked, Numbers, Texts, Weights, distinct
from faq_kb.matching.syllables import exact_codes
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


def features(
    asked: Sequence[Asked],
    weights: Sequence[Weights],
    texts: tuple[Texts, Texts],
    *,
    view: View,
    entries: NDArray[np.int64],
) -> Numbers:
    """One line a phrasing, in the order of ``NAMES``.

    ``asked`` and ``weights`` are by block, ``texts`` the phrasings plain and folded, ``entries``
    whose they are.
    """
    plain, folded = texts
    lines = len(plain)
    blocks = (plain, plain, folded, folded)
    of_entry = (entries[:, None] == entries[None, :]).astype(np.float64)
    cosines, by_asked, by_entry, missing, together = [], [], [], [], []
    for question, weigh, block, length in zip(asked, weights, blocks, (1, 2, 1, 2), strict=True):
        codes, line_of = block.grams(length=length)
        # Each n-gram once a line.
        codes, line_of = np.divmod(distinct(codes * lines + line_of), lines)
        own = weigh.of(codes)
        norms = np.sqrt(np.bincount(line_of, weights=own * own, minlength=lines))
        sums = np.bincount(line_of, weights=own, minlength=lines)
        held = _held(question, codes, line_of, lines)
        total = max(float(question.weights.sum()), 1e-9)
        shared = question.weights @ held
        cosines.append((question.weights**2 @ held) / np.maximum(norms * question.norm, 1e-9))
        by_asked.append(shared / total)
        by_entry.append(shared / np.maximum(sums, 1e-9))
        pooled = np.minimum(held @ of_entry, 1.0)
        together.append((question.weights @ pooled) / total)
        most = max(float(question.weights.max(initial=0.0)), 1e-9)
        lost = question.weights[:, None] * (1 - pooled)
        missing.append(lost.max(axis=0, initial=0.0) / most)
    plain_texts, folded_texts = plain.strings(), folded.strings()
    exact_texts = Texts(exact_codes(plain.codes), plain.starts).strings()
    lengths = np.maximum(1.0, np.diff(plain.starts))
    length_asked = max(1, len(view.plain))
    common = _similar(LCSseq.similarity, view.folded, folded_texts)
    return np.array(
        [
            *cosines,
            *by_asked,
            *by_entry,
            *(missing[0], missing[2], missing[3]),
            *(together[0], together[2], together[3]),
            _similar(ratio, view.plain, plain_texts) / 100,
            _similar(ratio, view.exact, exact_texts) / 100,
            2 * common / (length_asked + lengths),
            _similar(partial_ratio, view.folded, folded_texts) / 100,
            common / length_asked,
            common / lengths,
            np.minimum(lengths / length_asked, length_asked / lengths),
            [float(text[:2] == view.folded[:2]) for text in folded_texts],
            [float(text[-2:] == view.folded[-2:]) for text in folded_texts],
        ]
    ).T


def _held(
    question: Asked, codes: NDArray[np.int64], line_of: NDArray[np.int64], lines: int
) -> Numbers:
    """A matrix of the question's n-grams by phrasings: 1 where the phrasing holds the n-gram."""
    held = np.zeros((len(question.codes), lines))
    if len(question.codes):
        place = np.minimum(np.searchsorted(question.codes, codes), len(question.codes) - 1)
        hit = question.codes[place] == codes
        held[place[hit], line_of[hit]] = 1.0
    return held


def _similar(scorer: Callable[..., Any], asked: str, texts: Sequence[str]) -> Numbers:
    return np.asarray(cdist([asked], texts, scorer=scorer)[0], dtype=np.float64)
