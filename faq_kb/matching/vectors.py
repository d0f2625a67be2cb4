"""What a character means in its place: learnt vectors of characters, sounds and their neighbours.

A text becomes a list of vectors, one a character, each the sum of what was learnt of the
character, of its folded syllable, and of the pairs it forms with its neighbours, as characters
and as syllables. What means alike, and what sounds alike, comes to lie close together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq_kb.matching.postings import Floats, Texts
from faq_kb.matching.syllables import SOUNDS, code_point, folded_codes

Ids = NDArray[np.int64]

_CODE_POINTS = 0x110000
_AT_ONCE = 4096  # texts whose vectors are made in one go while an index is built
# Pairs share rows of a table, found by these multipliers: (of characters), (of syllables).
_PAIR_OF = ((7919, 104729), (613, 1))
_LARGEST_STORED = 127
_LARGEST = np.iinfo(np.int16).max // 6  # of a row, so that the sum over the six tables fits
TABLES = ("character", "sound", "before", "after", "sounds_before", "sounds_after")


@dataclass(frozen=True)
class Vectors:
    """The vectors of all characters of some texts, each of length one, and how much each tells."""

    values: Floats  # characters by dimensions
    weights: Floats
    starts: NDArray[np.int64]  # as in Texts

    def pooled(self) -> Floats:
        """One vector of length one a text: its characters' by what they tell."""
        firsts = np.minimum(self.starts[:-1], len(self.values) - 1)
        summed = np.add.reduceat(self.values * self.weights[:, None], firsts, axis=0)
        summed[np.diff(self.starts) == 0] = 0.0
        return np.asarray(_of_length_one(summed))


class Vocabulary:
    """Turns texts into vectors by the learnt tables."""

    def __init__(self, learnt: Mapping[str, Any]) -> None:
        self._character_ids = np.zeros(_CODE_POINTS, dtype=np.uint16)
        for number, character in enumerate(str(learnt["characters"]), start=1):
            self._character_ids[ord(character)] = number
        silent = 0
        numbers: dict[int, int] = {}
        for number, syllable in enumerate(learnt["syllables"].tolist(), start=1):
            if syllable:
                numbers[ord(code_point(syllable))] = number
            else:
                silent = number  # what has no reading: letters, marks
        self._sound_ids = np.full(_CODE_POINTS, silent, dtype=np.uint16)
        self._sound_ids[SOUNDS] = 0  # a syllable that was never learnt
        for code, number in numbers.items():
            self._sound_ids[code] = number
        # Of whole numbers of one scale for all tables, so that rows are summed as they stand.
        scales = [learnt[f"{name}_scale"] for name in TABLES]
        self._scale = np.maximum(np.max(scales, axis=0), 1e-12) * (_LARGEST_STORED / _LARGEST)
        self.tables = [
            np.rint(learnt[f"{name}_rows"] * (scale / self._scale)).astype(np.int16)
            for name, scale in zip(TABLES, scales, strict=True)
        ]
        self._buckets = len(self.tables[2])
        self.dimensions = self.tables[0].shape[1] - 1

    def ids(self, texts: Texts) -> list[Ids]:
        """For every character of the texts its row in each of the tables."""
        characters = self._character_ids[texts.codes].astype(np.int64)
        sounds = self._sound_ids[folded_codes(texts.codes)].astype(np.int64)
        ids = [characters, sounds]
        filled = texts.starts[:-1][np.diff(texts.starts) > 0]
        for own, (first, second) in zip((characters, sounds), _PAIR_OF, strict=True):
            previous, following = np.zeros_like(own), np.zeros_like(own)
            previous[1:], following[:-1] = own[:-1], own[1:]
            previous[filled] = 0  # pairs do not reach over two texts
            following[filled[1:] - 1] = 0
            ids.append((previous * first + own * second) % self._buckets)
            ids.append((own * first + following * second) % self._buckets)
        return ids

    def vectors(self, texts: Texts) -> Vectors:
        """The vectors of every character of the texts."""
        whole = np.zeros((len(texts.codes), self.dimensions + 1), dtype=np.int16)
        for table, ids in zip(self.tables, self.ids(texts), strict=True):
            whole += table.take(ids, axis=0)
        summed = whole * self._scale
        tells = np.logaddexp(0, summed[:, -1] + 0.5).astype(np.float32)
        return Vectors(_of_length_one(summed[:, :-1]), tells, texts.starts)

    def pooled(self, texts: Texts) -> NDArray[np.int8]:
        """One vector a text, in eight bits a number: 127 is one."""
        pooled = np.zeros((len(texts), self.dimensions), dtype=np.int8)
        for first in range(0, len(texts), _AT_ONCE):
            rows = np.arange(first, min(first + _AT_ONCE, len(texts)))
            some = self.vectors(texts.chosen(rows)).pooled()
            pooled[rows] = np.rint(some * 127)
        return pooled


def _of_length_one(values: Floats) -> Floats:
    lengths = np.sqrt(np.einsum("ij,ij->i", values, values))
    return np.asarray(values / np.maximum(lengths, 1e-9)[:, None], dtype=np.float32)
