"""What matching is configured with: words, learnt weights and the thresholds of a verdict."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq_kb.matching.syllables import folded_syllables
from faq_kb.matching.views import Viewer


@dataclass(frozen=True)
class Thresholds:
    """When the first entry is the answer, when a choice is offered, when neither."""

    answer_probability: float
    choice_probability: float
    choices: int
    choice_share: float  # of the first entry's weight a further choice needs
    short_question: int  # characters up to which a matter shared by many entries asks back


@dataclass(frozen=True)
class MatchingSettings:
    """Everything that decides how questions are matched; the same file, the same answers."""

    viewer: Viewer
    thresholds: Thresholds
    learnt: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def background(self) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """Share of all questions, on any matter, that hold an n-gram: by character, by sound."""
        plain: dict[str, float] = self.learnt.get("background", {})
        folded: dict[str, float] = {}
        for gram, share in plain.items():
            sound = folded_syllables(gram)
            folded[sound] = min(1.0, folded.get(sound, 0.0) + share)
        return plain, folded

    def array(self, name: str) -> NDArray[np.float64]:
        """A learnt array by its name."""
        return np.asarray(self.learnt[name], dtype=np.float64)


def load_settings(path: Path) -> MatchingSettings:
    """Read the matching file and, beside it, the learnt weights it names."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    words = data["words"]
    learnt = json.loads((path.parent / data["learnt"]).read_text(encoding="utf-8"))
    return MatchingSettings(
        viewer=Viewer(
            fillers=words["fillers"],
            particles=words["particles"],
            alike=words["alike"],
            common=words["common"],
        ),
        thresholds=Thresholds(**data["thresholds"]),
        learnt=learnt,
    )
