"""What matching is configured with: words, learnt weights and the thresholds of a verdict."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from faq_kb.matching.model import Scorer, Sureness
from faq_kb.matching.postings import grams, points
from faq_kb.matching.syllables import folded_syllables
from faq_kb.matching.vectors import Vocabulary
from faq_kb.matching.views import Viewer


@dataclass(frozen=True)
class Thresholds:
    """When the first entry is the answer, when a choice is offered, when neither."""

    answer_probability: float
    choice_probability: float
    choices: int
    choice_share: float  # of the first entry's weight a further choice needs
    unit_probability: float  # that the first entry is right, from which a unit is guessed at all
    unit_share: float  # of the weight of what came into question, for one unit to stand out
    short_question: int  # characters up to which a matter shared by many entries asks back


@dataclass(frozen=True)
class MatchingSettings:
    """Everything that decides how questions are matched; the same file, the same answers."""

    viewer: Viewer
    thresholds: Thresholds
    learnt: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def background(self) -> Mapping[str, float]:
        """Share of all questions, on any matter, that hold an n-gram of characters."""
        return dict(
            zip(
                self.learnt["background_grams"].tolist(),
                self.learnt["background_shares"].tolist(),
                strict=True,
            )
        )

    @cached_property
    def backgrounds(self) -> tuple[Mapping[int, float], ...]:
        """The same by block of the index: plain 1, plain 2, folded 1, folded 2."""
        folded: dict[str, float] = {}
        for gram, share in self.background.items():
            sound = folded_syllables(gram)
            folded[sound] = min(1.0, folded.get(sound, 0.0) + share)
        return tuple(
            {
                int(grams(points(gram), length=length)[0]): share
                for gram, share in shares.items()
                if len(gram) == length
            }
            for shares in (self.background, folded)
            for length in (1, 2)
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The learnt vectors of characters and sounds."""
        return Vocabulary(self.learnt)

    @cached_property
    def scorer(self) -> Scorer:
        """The learnt score of a phrasing."""
        return Scorer.of(self.learnt)

    @cached_property
    def sureness(self) -> Sureness:
        """The learnt probability that the first entry is right."""
        return Sureness.of(self.learnt)


def load_settings(path: Path) -> MatchingSettings:
    """Read the matching file and, beside it, the learnt weights it names."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    words = data["words"]
    calibrated = tomllib.loads((path.parent / data["calibrated"]).read_text(encoding="utf-8"))
    with np.load(path.parent / data["learnt"], allow_pickle=False) as stored:
        learnt = dict(stored)
    return MatchingSettings(
        viewer=Viewer(
            fillers=words["fillers"],
            particles=words["particles"],
            alike=words["alike"],
            common=words["common"],
        ),
        thresholds=Thresholds(
            answer_probability=calibrated["answer_probability"],
            choice_probability=calibrated["choice_probability"],
            **data["thresholds"],
        ),
        learnt=learnt,
    )
