"""The learnt part: a small network that scores phrasings and a logistic one that is sure or not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from faq_kb.matching.postings import Numbers

_USUAL_LENGTH = 2.4  # logarithm of the characters of a usual question
_UNSEEN_RIVAL = -4.0  # score of the rival that is always there, so that none wins for being alone
_MOST = 30.0  # exponent


@dataclass(frozen=True)
class Scorer:
    """Score of a phrasing from its columns: one hidden layer beside a straight line.

    Zero is where it is as likely the right one as that none is.
    """

    mean: Numbers
    scale: Numbers
    hidden: Numbers
    hidden_bias: Numbers
    out: Numbers
    straight: Numbers
    bias: float

    @classmethod
    def of(cls, learnt: Mapping[str, Any]) -> Scorer:
        """Read what learning wrote."""
        names = ("mean", "scale", "hidden", "hidden_bias", "out", "straight")
        arrays = {name: np.asarray(learnt[f"scorer_{name}"], dtype=np.float64) for name in names}
        return cls(**arrays, bias=float(learnt["scorer_bias"]))

    def __call__(self, columns: Numbers, *, length: int) -> Numbers:
        inputs = inputs_of((columns - self.mean) / self.scale, length=length)
        bent = np.tanh(inputs @ self.hidden + self.hidden_bias)
        return np.asarray(bent @ self.out + inputs @ self.straight + self.bias)


def inputs_of(columns: Numbers, *, length: int) -> Numbers:
    """What the scorer sees: short questions and letters want different weights for each column."""
    longer = np.log(max(1, length)) - _USUAL_LENGTH
    return np.hstack([columns, columns * longer, np.full((len(columns), 1), longer)])


class Ranked(NamedTuple):
    """An entry, its score, and the line of its best phrasing."""

    score: float
    entry_id: int
    line: int


def rank_entries(scores: Numbers, entries: Sequence[int]) -> list[Ranked]:
    """Entries by the soft maximum of their phrasings' scores."""
    top = float(scores.max(initial=-1e9))
    lines: dict[int, list[int]] = {}
    for line, entry in enumerate(entries):
        lines.setdefault(entry, []).append(line)
    values, weights = scores.tolist(), np.exp(scores - top).tolist()
    ranked = [
        Ranked(
            top + math.log(sum(weights[line] for line in own) + 1e-12),
            entry,
            max(own, key=values.__getitem__),
        )
        for entry, own in lines.items()
    ]
    return sorted(ranked, reverse=True)


def signs_of_right(ranked: Sequence[Ranked]) -> Numbers:
    """What tells a right first entry from a wrong one: its score, and its share of all there is.

    More signs tell apart better what they were fitted on, and worse all else.
    """
    first = ranked[0].score
    rivals = math.exp(min(_UNSEEN_RIVAL - first, _MOST))
    share = 1 / (rivals + sum(math.exp(one.score - first) for one in ranked))
    return np.array([first, share])


@dataclass(frozen=True)
class Sureness:
    """Probability that the first entry is right."""

    mean: Numbers
    scale: Numbers
    weights: Numbers
    bias: float

    @classmethod
    def of(cls, learnt: Mapping[str, Any]) -> Sureness:
        """Read what learning wrote."""
        names = ("mean", "scale", "weights")
        arrays = {name: learnt[f"sureness_{name}"] for name in names}
        return cls(**arrays, bias=float(learnt["sureness_bias"]))

    def __call__(self, signs: Numbers) -> float:
        odds = float(((signs - self.mean) / self.scale) @ self.weights + self.bias)
        return float(1 / (1 + np.exp(-np.clip(odds, -_MOST, _MOST))))
