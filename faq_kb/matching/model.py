"""The learnt part: a small network that scores phrasings and a logistic one that is sure or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def pooled(scores: Numbers, *, phrasings: int, discount: float) -> float:
    """One entry's score from its phrasings': a soft maximum, less for entries with many."""
    top = float(scores.max())
    soft = top + float(np.log(np.exp(scores - top).sum()))
    return soft - discount * float(np.log(max(1, phrasings)))


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
