"""The thresholds keep their promise on a frozen sample: the example base, misheard by our noise."""

from __future__ import annotations

import tomllib
from functools import cache

import pytest

from faq_kb.learning.calibration import MOST_UNANSWERABLE, MOST_WRONG, figures, thresholds, written
from faq_kb.learning.episodes import rehearsals
from faq_kb.learning.noise import Noise

from .example_base import ROOT, example_base, settings, unanswerable

FROZEN = 96128  # the seed that makes the sample the same everywhere
TABLE = [
    {"bound": 0.1, "answered_rightly": 0.9, "answered_wrongly": 0.2,
     "left_out_entries_answered": 0.5, "strangers_answered": 0.09},
    {"bound": 0.5, "answered_rightly": 0.7, "answered_wrongly": 0.03,
     "left_out_entries_answered": 0.08, "strangers_answered": 0.01},
    {"bound": 0.6, "answered_rightly": 0.6, "answered_wrongly": 0.02,
     "left_out_entries_answered": 0.08, "strangers_answered": 0.01},
]  # fmt: skip


@cache
def measured() -> dict[float, dict[str, float]]:
    strangers = unanswerable()
    trials = rehearsals(example_base().phrasings, strangers, settings(), seed=FROZEN)
    return {line["bound"]: line for line in figures(trials, settings(), strangers=len(strangers))}


def stored() -> dict[str, object]:
    path = ROOT / "config" / "matching_calibrated.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_what_is_read_out_at_once_is_hardly_ever_wrong() -> None:
    line = measured()[settings().thresholds.answer_probability]
    assert line["answered_wrongly"] <= MOST_WRONG + 0.01
    unanswerable = (line["left_out_entries_answered"] + line["strangers_answered"]) / 2
    assert unanswerable <= MOST_UNANSWERABLE + 0.02


@pytest.mark.parametrize("figure", ["answered_rightly", "answered_wrongly"])
def test_the_figures_in_the_configuration_are_those_of_the_weights_in_use(figure: str) -> None:
    for line in stored()["figures"]:  # type: ignore[union-attr, attr-defined]
        assert measured()[line["bound"]][figure] == pytest.approx(line[figure], abs=0.03)


def test_the_bounds_follow_from_the_figures() -> None:
    assert thresholds(TABLE) == {"answer_probability": 0.6, "choice_probability": 0.1}
    chosen = thresholds(stored()["figures"])  # type: ignore[arg-type]
    bounds = settings().thresholds
    assert chosen["answer_probability"] == bounds.answer_probability
    assert chosen["choice_probability"] == bounds.choice_probability


def test_what_is_written_is_what_is_read() -> None:
    again = tomllib.loads(written(TABLE))
    assert again["answer_probability"] == 0.6
    assert again["figures"] == TABLE


def test_noise_is_the_same_for_the_same_seed_and_misheard_by_its_share() -> None:
    stock = [gram for gram in settings().background if len(gram) == 1]
    text = "居民身份证丢失后到哪里补办需要带什么材料"
    one, other = (Noise(stock, seed=1).hear(text, share=0.3) for _ in range(2))
    assert one == other != text
    assert Noise(stock, seed=2).hear(text, share=0.3) != one
    assert sum(c in text for c in one) / len(one) > 0.4
