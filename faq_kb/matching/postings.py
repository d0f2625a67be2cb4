"""Which phrasings hold which n-grams: plain sorted arrays, written once and never changed.

An n-gram is a number made of its code points, so that a million of them are sorted and looked up
without a Python object each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.uint32]
Codes = NDArray[np.int64]
Rows = NDArray[np.int32]
Numbers = NDArray[np.float64]
Floats = NDArray[np.float32]

_BACKGROUND_TEXTS = 300.0  # texts the background counts for; chosen on the development questions
_UNSEEN = 3e-5  # share of questions holding an n-gram that the background has not seen
_MOST_ROWS = 60_000  # of a block gone through for one question
_BITS = 21  # of a Unicode code point
_ROW_BITS = 21  # of a row's number beside an n-gram of two code points
_LAST = np.iinfo(np.int64).max


def points(text: str) -> Points:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def string(codes: Points) -> str:
    """The text of code points."""
    return codes.tobytes().decode("utf-32-le")


def distinct(codes: Codes) -> Codes:
    """Each number once, sorted."""
    ordered = np.sort(codes)  # np.unique hashes, which takes several times as long
    return ordered[_changes(ordered)]


def _changes(ordered: Codes) -> NDArray[np.bool_]:
    """Where a number differs from the one before."""
    changes = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=changes[1:])
    return changes


def _spread(gram: Codes, entries: NDArray[np.int64]) -> NDArray[np.intp]:
    """How many entries hold each n-gram; ``gram`` is sorted, with the entry of each row."""
    number = np.cumsum(_changes(gram)) - 1
    own = np.searchsorted(distinct(entries), entries)
    held = distinct(number << _ROW_BITS | own)
    return np.bincount(held >> _ROW_BITS)


def starts_of(lengths: Sequence[int] | NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Where each of some things begins that stand one after another, and where the last ends."""
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def grams(codes: Points, *, length: int) -> Codes:
    """The n-grams (n is 1 or 2) of code points, one for each place where one begins."""
    wide = codes.astype(np.int64)
    return wide if length == 1 else (wide[:-1] << _BITS) | wide[1:]


@dataclass(frozen=True)
class Texts:
    """Texts of code points one after another: text ``i`` is ``codes[starts[i]:starts[i + 1]]``."""

    codes: Points
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Strings, one after another."""
        return cls(points("".join(texts)), starts_of([len(text) for text in texts]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def chosen(self, rows: NDArray[np.intp]) -> Texts:
        """The texts of some rows, in their order."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = starts_of(lengths)
        shift = np.repeat(self.starts[rows] - starts[:-1], lengths)
        return Texts(self.codes[np.arange(starts[-1]) + shift], starts)

    def cut(self, most: int) -> Texts:
        """The texts' beginnings, of at most so many characters."""
        lengths = np.diff(self.starts)
        if not len(lengths) or lengths.max() <= most:
            return self
        place = np.arange(len(self.codes)) - np.repeat(self.starts[:-1], lengths)
        return Texts(self.codes[place < most], starts_of(np.minimum(lengths, most)))

    @classmethod
    def together(cls, parts: Sequence[Texts]) -> Texts:
        """The texts of all parts, one after another."""
        if len(parts) == 1:
            return parts[0]
        lengths = np.concatenate([np.diff(part.starts) for part in parts])
        return cls(np.concatenate([part.codes for part in parts]), starts_of(lengths))

    def strings(self) -> list[str]:
        """Each text as a string."""
        text = string(self.codes)
        bounds = self.starts.tolist()
        return [text[a:b] for a, b in pairwise(bounds)]

    def grams(self, *, length: int) -> tuple[Codes, NDArray[np.intp]]:
        """All n-grams, each with the row it stands in; none reaches over two rows."""
        row_of = np.repeat(np.arange(len(self)), np.diff(self.starts))
        if length == 1:
            return grams(self.codes, length=1), row_of
        inside = row_of[:-1] == row_of[1:]
        return grams(self.codes, length=2)[inside], row_of[:-1][inside]


@dataclass(frozen=True)
class Weights:
    """How much each n-gram tells: held by few entries, and rare in questions in general."""

    codes: Codes  # sorted
    values: Floats
    unseen: float  # of an n-gram that nobody holds and the background does not know

    def of(self, codes: Codes) -> Numbers:
        """The weight of each n-gram."""
        place = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        known = self.codes[place] == codes
        return np.where(known, self.values[place], self.unseen).astype(np.float64)

    @classmethod
    def learnt_from(
        cls, codes: Codes, spread: NDArray[np.intp], entries: int, background: Mapping[int, float]
    ) -> Weights:
        """Weigh n-grams by how many entries hold them, here and among questions on any matter."""
        common = np.fromiter(background, dtype=np.int64, count=len(background))
        shares = np.fromiter(background.values(), dtype=np.float64, count=len(background))
        every = distinct(np.concatenate([codes, common, np.zeros(1, dtype=np.int64)]))
        held, share = np.zeros(len(every)), np.full(len(every), _UNSEEN)
        held[np.searchsorted(every, codes)] = spread
        share[np.searchsorted(every, common)] = shares
        total = entries + _BACKGROUND_TEXTS
        values = np.log1p(total / (held + _BACKGROUND_TEXTS * share + 0.5))
        unseen = float(np.log1p(total / (_BACKGROUND_TEXTS * _UNSEEN + 0.5)))
        return cls(every, values.astype(np.float32), unseen)


@dataclass(frozen=True)
class Postings:
    """One block of an index: for each n-gram of one length over one view, the rows holding it."""

    length: int
    codes: Codes  # the n-grams, sorted
    starts: NDArray[np.int64]  # rows of n-gram i are rows[starts[i]:starts[i + 1]]
    rows: Rows
    weights: Weights
    over_norm: Floats  # a row: one over the length of its vector of weights

    @classmethod
    def of(
        cls,
        texts: Texts,
        entries: NDArray[np.int64],
        *,
        length: int,
        background: Mapping[int, float],
        weights: Weights | None = None,
    ) -> Postings:
        """Sort the n-grams of texts; ``weights`` of a larger base are taken where given."""
        if len(texts) > 1 << _ROW_BITS:
            raise ValueError(f"a segment holds at most {1 << _ROW_BITS} phrasings")
        found, row_of = texts.grams(length=length)
        # Each n-gram once a row, sorted by n-gram and row: one number holds both.
        held = distinct(found << _ROW_BITS | row_of)
        gram, rows = held >> _ROW_BITS, (held & (1 << _ROW_BITS) - 1).astype(np.int32)
        if weights is None:
            codes = gram[_changes(gram)]
            spread, count = _spread(gram, entries[rows]), len(distinct(entries))
            weights = Weights.learnt_from(codes, spread, count, background)
            codes = weights.codes
        else:
            codes = gram[_changes(gram)]
        starts = np.searchsorted(gram, np.append(codes, _LAST))
        squares = np.repeat(weights.of(codes) ** 2, np.diff(starts))
        norms = np.sqrt(np.bincount(rows, weights=squares, minlength=len(texts)))
        return cls(
            length=length,
            codes=codes,
            starts=starts,
            rows=rows,
            weights=weights,
            over_norm=(1 / np.maximum(norms, 1e-9)).astype(np.float32),
        )

    def add_cosines(self, asked: Asked, cosines: Floats, *, share: float) -> None:
        """Add a share of the question's cosine with every row, to within its commonest n-grams.

        Of a large base the rows of what hardly tells are not gone through.
        """
        if not len(self.codes) or not len(asked.codes):
            return
        place = np.minimum(np.searchsorted(self.codes, asked.codes), len(self.codes) - 1)
        known = np.flatnonzero(self.codes[place] == asked.codes)
        known = known[np.argsort(-asked.weights[known])]
        starts, ends = self.starts[place[known]], self.starts[place[known] + 1]
        counts = ends - starts
        most = int(np.searchsorted(np.cumsum(counts), _MOST_ROWS, side="right"))
        lists = [self.rows[a:b] for a, b in zip(starts[:most], ends[:most], strict=True)]
        if not lists:
            return
        squares = np.repeat(asked.weights[known[:most]] ** 2, counts[:most])
        shared = np.bincount(np.concatenate(lists), weights=squares, minlength=len(cosines))
        cosines += shared * self.over_norm * (share / max(asked.norm, 1e-9))


@dataclass(frozen=True)
class Asked:
    """A question's different n-grams of one block, sorted, with their weights."""

    codes: Codes
    weights: Numbers
    norm: float

    @classmethod
    def of(cls, text: Points, *, length: int, weights: Weights) -> Asked:
        """Weigh the n-grams of a question by those of a base."""
        codes = distinct(grams(text, length=length))
        values = weights.of(codes)
        return cls(codes, values, float(np.sqrt(values @ values)))
