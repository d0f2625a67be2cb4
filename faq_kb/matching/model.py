"""The learnt part: a small network that scores phrasings and a logistic one that is sure or not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from faq_kb.matching.postings import Numbers


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
    scores: Sequence[float], best: Numbers, *, length: int, phrasings: int
) -> Numbers:
    """What tells a right first entry from a wrong one."""
    values = np.asarray(scores, dtype=np.float64)
    first = float(values[0])
    second = float(values[1]) if len(values) > 1 else first - 10.0
    third = float(values[2]) if len(values) > 2 else first - 10.0
    shares = np.exp(values - first)
    shares /= shares.sum()
    unsure = float(-(shares * np.log(np.maximum(shares, 1e-12))).sum())
    return np.array(
        [
            first,
            min(first - second, 10.0),
            min(first - third, 10.0),
            unsure,
            float(shares[0]),
            np.log(max(1, length)),
            np.log(max(1, phrasings)),
            *best,
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
