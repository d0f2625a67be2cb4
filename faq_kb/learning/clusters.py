"""Groups of equivalent questions: reading them, dividing them, and what they have in common."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq_kb.evaluate import read_lines
from faq_kb.matching import MatchingSettings, Phrasing
from faq_kb.matching.views import normal

# Each group: its source, and its texts.
Clusters = Sequence[tuple[str, Sequence[str]]]

_FOR_VECTORS = 0.62  # share of the groups; the rest is for the scorer
_KEPT_GRAMS = 6000


def read_clusters(path: Path) -> Clusters:
    """Groups of equivalent questions with their source, each question once."""
    groups = []
    for line in read_lines(path):
        texts = list({normal(text): text for text in line["texts"]}.values())
        groups.append((str(line["src"]), texts))
    return groups


def read_base(folder: Path) -> list[Phrasing]:
    """The phrasings of a base kept as TOML files of ``[[entry]]`` with question and phrasings."""
    phrasings: list[Phrasing] = []
    entries = [
        entry
        for path in sorted(folder.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("entry", ())
    ]
    for number, entry in enumerate(entries):
        texts = dict.fromkeys((entry["question"], *entry.get("phrasings", ())))
        phrasings += [Phrasing(number, text) for text in texts]
    return phrasings


def parts(clusters: Clusters, *, seed: int) -> tuple[Clusters, Clusters]:
    """The groups divided: to learn vectors and the scorer from."""
    order = random.Random(seed).sample(clusters, len(clusters))  # noqa: S311 - no secret
    first = int(_FOR_VECTORS * len(order))
    return order[:first], order[first:]


def background(clusters: Clusters, settings: MatchingSettings) -> dict[str, NDArray[np.generic]]:
    """Share of questions that hold an n-gram wherever one asks.

    The mean of the lower half of the sources, so that one source's own matter does not count.
    """
    counts: dict[str, Counter[str]] = {}
    sizes: Counter[str] = Counter()
    for source, texts in clusters:
        for text in texts:
            plain = settings.viewer.plain(text)
            sizes[source] += 1
            pairs = (plain[i : i + 2] for i in range(len(plain) - 1))
            counts.setdefault(source, Counter()).update({*plain, *pairs})
    every = {gram for counter in counts.values() for gram in counter}
    lower = max(1, len(counts) // 2)
    shares = {
        gram: sum(sorted(counts[s][gram] / sizes[s] for s in counts)[:lower]) / lower
        for gram in every
    }
    top = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:_KEPT_GRAMS]
    kept = {gram: share for gram, share in top if share > 1e-5}
    return {
        "background_grams": np.array(list(kept)),
        "background_shares": np.array(list(kept.values()), dtype=np.float32),
    }
