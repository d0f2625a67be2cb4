"""How sure the first entry is right: fitted on questions that were kept apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from faq_kb.learning.episodes import Trial
from faq_kb.matching import MatchingSettings
from faq_kb.matching.model import rank_entries, signs_of_right
from faq_kb.matching.postings import Numbers

_DAMPING = 3.0


def outcomes(
    trials: Sequence[Trial], settings: MatchingSettings
) -> tuple[Numbers, NDArray[np.bool_]]:
    """The signs of the first entry of each trial, and whether it was the right one."""
    signs, right = [], []
    for trial in trials:
        if not trial.entries:
            continue
        scores = settings.scorer(trial.columns, length=trial.length)
        ranked = rank_entries(scores, trial.entries)
        signs.append(signs_of_right(ranked))
        right.append(ranked[0].entry_id == trial.right)
    return np.array(signs), np.array(right)


def fit_sureness(signs: Numbers, right: NDArray[np.bool_]) -> dict[str, Numbers]:
    """Logistic regression by Newton's method with a little damping."""
    mean, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-3
    x = np.hstack([(signs - mean) / scale, np.ones((len(signs), 1))])
    weights = np.zeros(x.shape[1])
    damping = np.eye(x.shape[1]) * _DAMPING
    damping[-1, -1] = 1e-6
    for _ in range(25):
        probability = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (probability - right) + damping @ weights
        curve = (x * (probability * (1 - probability))[:, None]).T @ x + damping
        weights -= np.linalg.solve(curve, slope)
    return {
        "sureness_mean": mean,
        "sureness_scale": scale,
        "sureness_weights": weights[:-1],
        "sureness_bias": weights[-1],
    }


def figures(
    trials: Sequence[Trial], settings: MatchingSettings, *, strangers: int
) -> list[dict[str, float]]:
    """What each bound of probability would do on rehearsals: the table bounds are read from.

    The last ``strangers`` trials are questions of other trades.
    """
    asked = [trial for trial in trials if trial.entries]
    first_stranger = len(trials) - strangers
    strange = np.array([at >= first_stranger for at, one in enumerate(trials) if one.entries])
    signs, right = outcomes(asked, settings)
    probability = np.array([settings.sureness(one) for one in signs])
    answerable = np.array([trial.answerable for trial in asked])
    neighbours = ~answerable & ~strange
    table = []
    for bound in np.arange(0.05, 1.0, 0.05):
        over = probability >= bound
        table.append(
            {
                "bound": round(float(bound), 2),
                "answered_rightly": round(float((over & right)[answerable].mean()), 4),
                "answered_wrongly": round(float((over & ~right)[answerable].mean()), 4),
                "left_out_entries_answered": round(float(over[neighbours].mean()), 4),
                "strangers_answered": round(float(over[strange].mean()), 4),
            }
        )
    return table


# What the thresholds promise: shares of questions that may meet what they should not.
MOST_WRONG = 0.02  # of the answerable: another entry is read out
MOST_UNANSWERABLE = 0.05  # of the unanswerable, neighbours and strangers alike: one is read out
MOST_STRANGERS_OFFERED = 0.12  # of strangers: a choice is offered


def thresholds(table: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The lowest bounds of the table that keep the promises."""

    def lowest(keeps: Callable[[Mapping[str, float]], bool]) -> float:
        return next((line["bound"] for line in table if keeps(line)), table[-1]["bound"])

    return {
        "answer_probability": lowest(
            lambda line: (
                line["answered_wrongly"] <= MOST_WRONG
                and (line["left_out_entries_answered"] + line["strangers_answered"]) / 2
                <= MOST_UNANSWERABLE
            )
        ),
        "choice_probability": lowest(
            lambda line: line["strangers_answered"] <= MOST_STRANGERS_OFFERED
        ),
    }


def written(table: Sequence[Mapping[str, float]]) -> str:
    """The thresholds with the figures they were chosen by, as TOML."""
    chosen = thresholds(table)
    return "\n".join(
        [
            "# Written by `python -m faq_kb calibrate`; the rules of choice are MOST_* in",
            "# faq_kb/learning/calibration.py. A bound is a probability; a figure is the share of",
            "# questions above it. Two thirds are misheard (15 or 30 % of their characters).",
            "# answered_rightly and _wrongly: phrasings of the example base, asked of it without",
            "#   them; left_out_entries_answered: asked of it without their entry (near neighbours",
            "#   remain, and some answer it); strangers_answered: questions of other trades.",
            *(f"{name} = {value}" for name, value in chosen.items()),
            *(
                line
                for figures in table
                for line in ("", "[[figures]]", *(f"{k} = {v}" for k, v in figures.items()))
            ),
            "",
        ]
    )
