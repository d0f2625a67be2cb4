"""Fits the two models of matching by gradient descent; used by the learning command alone."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from faq_kb.matching.postings import Numbers

_HIDDEN, _ROUNDS, _BATCH, _RATE, _DECAY = 16, 30, 64, 0.003, 1e-4


class _Adam:
    """The usual adaptive step for a set of arrays changed in place."""

    def __init__(self, arrays: Sequence[Numbers], *, rate: float) -> None:
        self._arrays = arrays
        self._rate = rate
        self._first = [np.zeros_like(array) for array in arrays]
        self._second = [np.zeros_like(array) for array in arrays]
        self._step = 0

    def step(self, gradients: Sequence[Numbers], *, rate: float) -> None:
        self._step += 1
        moments = zip(self._arrays, gradients, self._first, self._second, strict=True)
        for array, gradient, first, second in moments:
            gradient = gradient + _DECAY * array
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            unbiased = first / (1 - 0.9**self._step)
            spread = np.sqrt(second / (1 - 0.999**self._step))
            array -= self._rate * rate * unbiased / (spread + 1e-8)


def _batches(count: int, draw: np.random.Generator) -> Iterator[NDArray[np.intp]]:
    order = draw.permutation(count)
    for start in range(0, count, _BATCH):
        yield order[start : start + _BATCH]


def fit_scorer(
    inputs: Sequence[Numbers], right: Sequence[NDArray[np.bool_]], *, seed: int
) -> dict[str, list[object]]:
    """Listwise: the right entry's phrasings together against all that came into question."""
    every = np.vstack(inputs)
    mean, scale = every.mean(axis=0), every.std(axis=0) + 1e-3
    widest, columns = max(len(lines) for lines in inputs), every.shape[1]
    padded = np.zeros((len(inputs), widest, columns))
    there = np.zeros((len(inputs), widest), dtype=bool)
    good = np.zeros((len(inputs), widest), dtype=bool)
    for number, (lines, marks) in enumerate(zip(inputs, right, strict=True)):
        padded[number, : len(lines)] = (lines - mean) / scale
        there[number, : len(lines)] = True
        good[number, : len(lines)] = marks
    draw = np.random.default_rng(seed)
    hidden = draw.normal(0, columns**-0.5, (columns, _HIDDEN))
    bias, out, straight = np.zeros(_HIDDEN), draw.normal(0, 0.1, _HIDDEN), np.zeros(columns)
    adam = _Adam([hidden, bias, out, straight], rate=_RATE)
    for turn in range(_ROUNDS):
        for batch in _batches(len(padded), draw):
            x, mask, goal = padded[batch], there[batch], good[batch]
            bent = np.tanh(x @ hidden + bias)
            scores = np.where(mask, bent @ out + x @ straight, -1e9)
            likely = np.exp(scores - scores.max(axis=1, keepdims=True))
            among_all = likely / likely.sum(axis=1, keepdims=True)
            among_good = np.where(goal, likely, 0) + 1e-30 * goal
            among_good = among_good / among_good.sum(axis=1, keepdims=True)
            slope = (among_all - among_good) / len(batch)
            back = slope[:, :, None] * out * (1 - bent**2)
            adam.step(
                [
                    np.einsum("qrc,qrh->ch", x, back),
                    back.sum(axis=(0, 1)),
                    np.einsum("qr,qrh->h", slope, bent),
                    np.einsum("qr,qrc->c", slope, x),
                ],
                rate=1 - turn / _ROUNDS,
            )
    return {
        "mean": _rounded(mean),
        "scale": _rounded(scale),
        "hidden": _rounded(hidden),
        "hidden_bias": _rounded(bias),
        "out": _rounded(out),
        "straight": _rounded(straight),
    }


def fit_sureness(signs: Numbers, right: NDArray[np.bool_]) -> dict[str, object]:
    """Logistic regression by Newton's method with a little damping."""
    mean, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-3
    x = np.hstack([(signs - mean) / scale, np.ones((len(signs), 1))])
    weights = np.zeros(x.shape[1])
    damping = np.eye(x.shape[1]) * 3.0
    damping[-1, -1] = 1e-6
    for _ in range(25):
        probability = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (probability - right) + damping @ weights
        curve = (x * (probability * (1 - probability))[:, None]).T @ x + damping
        weights -= np.linalg.solve(curve, slope)
    return {
        "mean": _rounded(mean),
        "scale": _rounded(scale),
        "weights": _rounded(weights[:-1]),
        "bias": float(weights[-1]),
    }


def _rounded(array: Numbers) -> list[object]:
    return [*array.round(5).tolist()]
