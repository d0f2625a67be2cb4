"""The learnt part: a small network that scores phrasings and a logistic one that is sure or not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from faq_kb.matching.features import NAMES
from faq_kb.matching.postings import Numbers

_PAIRS = NAMES.index("asked covered folded 2")


@dataclass(frozen=True)
class Scorer:
    """Score of a phrasing from its features: one hidden layer beside a straight line."""

    mean: Numbers
    scale: Numbers
    hidden: Numbers
    hidden_bias: Numbers
    out: Numbers
    straight: Numbers

    @classmethod
    def of(cls, learnt: Mapping[str, Any]) -> "Scorer":
        """Read what learning wrote."""
        return cls(**{name: np.asarray(value, dtype=np.float64) for name, value in learnt.items()})

    def __call__(self, columns: Numbers, *, length: int) -> Numbers:
        inputs = (inputs_of(columns, length=length) - self.mean) / self.scale
        bent = np.tanh(inputs @ self.hidden + self.hidden_bias)
        return np.asarray(bent @ self.out + inputs @ self.straight)


def inputs_of(columns: Numbers, *, length: int) -> Numbers:
    """The features and the question's length: short questions and letters want other weights."""
    logarithm = np.full((len(columns), 1), np.log(max(1, length)))
    return np.hstack([columns, logarithm])


class Ranked(NamedTuple):
    """An entry, its score, and the line of its best phrasing."""

    score: float
    entry_id: int
    line: int


def rank_entries(
    scores: Numbers,
    entries: Sequence[int],
    phrasings: Mapping[int, int],
    *,
    discount: float,
) -> list[Ranked]:
    """Entries by the soft maximum of their phrasings' scores, less for entries with many."""
    top = float(scores.max(initial=-1e9))
    weights: dict[int, float] = {}
    best: dict[int, int] = {}
    for line, (entry, weight) in enumerate(zip(entries, np.exp(scores - top), strict=True)):
        weights[entry] = weights.get(entry, 0.0) + float(weight)
        if entry not in best or scores[line] > scores[best[entry]]:
            best[entry] = line
    ranked = [
        Ranked(
            top + math.log(weight + 1e-12) - discount * math.log(max(1, phrasings.get(entry, 1))),
            entry,
            best[entry],
        )
        for entry, weight in weights.items()
    ]
    return sorted(ranked, reverse=True)


def signs_of_right(
    ranked: Sequence[Ranked],
    scores: Numbers,
    columns: Numbers,
    entries: Sequence[int],
    *,
    length: int,
    phrasings: int,
) -> Numbers:
    """What tells a right first entry from a wrong one: what agrees with it, and with others."""
    first = ranked[0]
    values = np.array([one.score for one in ranked])
    lead = values[0] - values[1:3]
    margins = [min(float(lead[i]), 10.0) if i < len(lead) else 10.0 for i in (0, 1)]
    shares = np.exp(values - values[0])
    shares /= shares.sum()
    own = np.asarray(entries) == first.entry_id
    nothing = np.zeros(columns.shape[1])
    pairs = float(columns[first.line][_PAIRS])
    return np.array(
        [
            first.score,
            *margins,
            -float((shares * np.log(np.maximum(shares, 1e-12))).sum()),
            float(shares[0]),
            np.log(max(1, length)),
            np.log(max(1, phrasings)),
            float(scores[own].mean() - scores[first.line]),
            float(np.log(own.sum())),
            # A lead means little where no two syllables in a row agree (今天天气, 天然气).
            float(np.log(pairs + 0.03)),
            margins[0] * pairs,
            first.score * pairs,
            *columns[first.line],
            *(columns[ranked[1].line] if len(ranked) > 1 else nothing),
            *columns[own].max(axis=0),
            *(columns[~own].max(axis=0) if len(ranked) > 1 else nothing),
        ]
    )


@dataclass(frozen=True)
class Sureness:
    """Probability that the first entry is right."""

    mean: Numbers
    scale: Numbers
    weights: Numbers
    bias: Numbers

    @classmethod
    def of(cls, learnt: Mapping[str, Any]) -> "Sureness":
        """Read what learning wrote."""
        return cls(**{name: np.asarray(value, dtype=np.float64) for name, value in learnt.items()})

    def __call__(self, signs: Numbers) -> float:
        odds = float(((signs - self.mean) / self.scale) @ self.weights + self.bias)
        return float(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
