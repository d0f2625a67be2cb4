"""Learns the matcher's weights anew from groups of equivalent questions and a base of its own.

The questions stay where they are; what is kept is how common n-grams are, vectors and weights.
Vectors are learnt from one part of the groups and judged by the next, so that the scorer meets
them as it will in service: on questions they were not learnt from.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from faq_kb.learning.calibration import figures, fit_sureness, outcomes
from faq_kb.learning.clusters import Clusters, background, parts
from faq_kb.learning.episodes import episodes, rehearsals
from faq_kb.matching import MatchingSettings, Phrasing

_STRANGERS = 1500


def learn(
    clusters: Clusters, base: Sequence[Phrasing], settings: MatchingSettings, *, seed: int = 1
) -> dict[str, Any]:
    """All that is learnt, ready to be written."""
    # torch is needed by no one else.
    from faq_kb.learning.scoring import fit_scorer
    from faq_kb.learning.teaching import teach

    learnt: dict[str, Any] = {**background(clusters, settings)}
    for_vectors, for_scorer = parts(clusters, seed=seed)
    learnt |= teach(for_vectors, settings.viewer, seed=seed)
    trying = replace(settings, learnt=learnt)
    own = rehearsals(base, (), trying, seed=seed + 1)
    trials = [*episodes(clusters, for_scorer, trying, count=45, seed=seed), *own]
    learnt |= fit_scorer(trials, seed=seed)

    # How sure it is, is fitted on what it will meet: a base of its own, neighbours and strangers.
    trying = replace(settings, learnt=learnt)
    rehearsed = rehearsals(base, _strangers(clusters, seed=seed), trying, seed=seed)
    learnt |= fit_sureness(*outcomes(rehearsed, trying))

    # In service the vectors know all of the questions.
    learnt |= teach(clusters, settings.viewer, seed=seed)
    return learnt


def calibrate(
    clusters: Clusters, base: Sequence[Phrasing], settings: MatchingSettings, *, seed: int = 1
) -> list[dict[str, float]]:
    """The table the thresholds are read from: what the base answers, and what it should not."""
    strangers = _strangers(clusters, seed=seed)
    trials = rehearsals(base, strangers, settings, seed=seed)
    return figures(trials, settings, strangers=len(strangers))


def _strangers(clusters: Clusters, *, seed: int) -> list[str]:
    """Questions of other trades."""
    draw = random.Random(seed)  # noqa: S311 - for learning, not for secrets
    return [draw.choice(texts) for _, texts in draw.sample(clusters, _STRANGERS)]
