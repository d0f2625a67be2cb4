"""Which phrasings hold which n-grams: an inverted index whose lists are replaced, never changed.

A reader in another thread therefore sees a list before or after an edit, never in between, and
one phrasing comes or goes at the price of its own n-grams.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Numbers = NDArray[np.float64]

_BACKGROUND_TEXTS = 300.0  # texts the background counts for; chosen on the development questions
_NONE: Rows = np.zeros(0, dtype=np.int32)
_UNSEEN = 3e-5  # share of questions holding an n-gram that the background has not seen


def grams(text: str, *, length: int) -> list[str]:
    """The different n-grams of a text, in the order of their first appearance."""
    return list(dict.fromkeys(text[i : i + length] for i in range(len(text) - length + 1)))


class Postings:
    """One block of the index: n-grams of one length over one view."""

    def __init__(
        self,
        texts: Sequence[str],
        entries: Sequence[int],
        *,
        length: int,
        background: Mapping[str, float],
    ) -> None:
        self.length = length
        self._background = background
        self._weighed_at = 0  # entries when all rows were last weighed
        self._entry_of_row = list(entries)
        self._rows: dict[str, Rows] = {}
        self._square = np.zeros(0)  # sum of squared weights, a row
        self._sum = np.zeros(0)
        collected: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            for gram in grams(text, length=length):
                collected.setdefault(gram, []).append(row)
        self._rows = {gram: np.array(rows, dtype=np.int32) for gram, rows in collected.items()}
        self._spread = {gram: self._entries_among(rows) for gram, rows in collected.items()}
        self._phrasings = Counter(entries)  # living ones, an entry
        self._weigh_rows(len(texts))

    def _entries_among(self, rows: Iterable[int]) -> int:
        return len({self._entry_of_row[row] for row in rows})

    def weight(self, gram: str) -> float:
        """How much an n-gram tells: held by few entries, and rare in questions in general."""
        share = self._background.get(gram, _UNSEEN)
        held = self._spread.get(gram, 0) + _BACKGROUND_TEXTS * share + 0.5
        return math.log1p((len(self._phrasings) + _BACKGROUND_TEXTS) / held)

    def reserve(self, row: int) -> None:
        """Make room for a row number before anybody can meet it."""
        if row >= len(self._square):
            room = max(16, row + 1 + row // 4) - len(self._square)
            self._square = np.concatenate([self._square, np.zeros(room)])
            self._sum = np.concatenate([self._sum, np.zeros(room)])

    def add(self, row: int, text: str, *, entry: int) -> None:
        """Enter one phrasing under the next row number, which is reserved."""
        self._entry_of_row.append(entry)
        self._phrasings[entry] += 1
        found = grams(text, length=self.length)
        for gram in found:
            rows = np.append(self._rows.get(gram, _NONE), np.int32(row))
            self._rows[gram] = rows
            self._spread[gram] = self._entries_among(rows.tolist())
        weights = np.array([self.weight(gram) for gram in found])
        self._square[row] = weights @ weights
        self._sum[row] = weights.sum()
        if (
            len(self._phrasings) > 1.1 * self._weighed_at
        ):  # weights drift with the size: weigh all anew
            self._weigh_rows(len(self._square))

    def remove(self, row: int, text: str) -> None:
        """Take one phrasing out."""
        entry = self._entry_of_row[row]
        self._phrasings[entry] -= 1
        if not self._phrasings[entry]:
            del self._phrasings[entry]
        for gram in grams(text, length=self.length):
            left = self._rows[gram]
            left = left[left != row]
            if len(left):
                self._rows[gram] = left
                self._spread[gram] = self._entries_among(left.tolist())
            else:
                del self._rows[gram], self._spread[gram]

    def _weigh_rows(self, rows: int) -> None:
        square, total = np.zeros(rows), np.zeros(rows)
        for gram, held in self._rows.items():
            weight = self.weight(gram)
            square[held] += weight * weight
            total[held] += weight
        self._square, self._sum = square, total
        self._weighed_at = len(self._phrasings)

    def ask(self, text: str) -> "Asked":
        """Look a question's n-grams up."""
        return Asked(self, grams(text, length=self.length))

    def lists(self, found: Sequence[str]) -> list[Rows]:
        """The rows holding each n-gram."""
        return [self._rows.get(gram, _NONE) for gram in found]

    def norms(self, rows: NDArray[np.intp] | slice) -> tuple[Numbers, Numbers]:
        """Length and sum of weights of rows."""
        return np.sqrt(self._square[rows]), self._sum[rows]


class Asked:
    """A question's n-grams against one block."""

    def __init__(self, block: Postings, found: list[str]) -> None:
        self.grams = found
        self.weights = np.array([block.weight(gram) for gram in found])
        lists = block.lists(found)
        self._block = block
        self._counts = np.array([len(rows) for rows in lists], dtype=np.intp)
        self._rows = np.concatenate(lists) if lists else np.zeros(0, dtype=np.int32)
        self.length = float(np.sqrt(self.weights @ self.weights)) if found else 0.0

    def cosines(self, size: int) -> Numbers:
        """Cosine of the question with every row."""
        if not len(self._rows):
            return np.zeros(size)
        squares = np.repeat(self.weights * self.weights, self._counts)
        shared = np.bincount(self._rows, weights=squares, minlength=size)[:size]
        norms, _ = self._block.norms(slice(0, size))
        return np.asarray(shared / np.maximum(norms * self.length, 1e-9))

    def held_by(self, slot_of_row: NDArray[np.int16], slots: int) -> Numbers:
        """A matrix of n-grams by chosen rows: 1 where the row holds the n-gram."""
        held = np.zeros((len(self.grams), slots))
        slot = slot_of_row[self._rows]
        gram = np.repeat(np.arange(len(self.grams)), self._counts)
        chosen = slot >= 0
        held[gram[chosen], slot[chosen]] = 1.0
        return held
