"""The learnt part: a small network that scores phrasings and a logistic one that is sure or not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from faq_kb.matching.features import NAMES
from faq_kb.matching.postings import Numbers

_PAIRS = NAMES.index("asked covered folded 2")
_USUAL_LENGTH = 2.4  # logarithm of the characters of a usual question
_LEAD = 12.0  # a lead larger than this tells no more


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


def rank_entries(scores: Numbers, entries: Sequence[int], *, discount: float) -> list[Ranked]:
    """Entries by the soft maximum of their phrasings' scores, less for entries with many."""
    top = float(scores.max(initial=-1e9))
    lines: dict[int, list[int]] = {}
    for line, entry in enumerate(entries):
        lines.setdefault(entry, []).append(line)
    values, weights = scores.tolist(), np.exp(scores - top).tolist()
    ranked = [
        Ranked(
            top
            + math.log(sum(weights[line] for line in own) + 1e-12)
            - discount * math.log(len(own)),
            entry,
            max(own, key=values.__getitem__),
        )
        for entry, own in lines.items()
    ]
    return sorted(ranked, reverse=True)


def signs_of_right(ranked: Sequence[Ranked], columns: Numbers, *, length: int) -> Numbers:
    """What tells a right first entry from a wrong one: what agrees with it, and with others."""
    first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    values = np.array([one.score for one in ranked])
    lead = [min(float(values[0] - value), _LEAD) for value in values[1:3]]
    margins = [*lead, _LEAD, _LEAD][:2]
    shares = np.exp(values - values[0])
    shares /= shares.sum()
    agreed = columns[first.line]
    pairs = float(agreed[_PAIRS])
    return np.array(
        [
            first.score,
            *margins,
            -float((shares * np.log(np.maximum(shares, 1e-12))).sum()),
            float(shares[0]),
            np.log(max(1, length)),
            # A lead means little where no two syllables in a row agree (今天天气, 天然气).
            float(np.log(pairs + 0.03)),
            margins[0] * pairs,
            first.score * pairs,
            first.score * np.log(max(1, length)),
            *agreed,
            *(columns[second.line] if second else np.zeros(columns.shape[1])),
        ]
    )


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
        return float(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
