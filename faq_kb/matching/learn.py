"""Learns the weights of the matcher from groups of equivalent questions.

``python -m faq_kb.matching.learn CLUSTERS.jsonl[.xz] MATCHING.toml OUT.json`` reads lines
``{src, texts}``. The
texts stay where they are; what is kept is how common n-grams are, and weights.
"""

import json
import lzma
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from faq_kb.matching.fit import fit_scorer, fit_sureness
from faq_kb.matching.index import Index, Phrasing
from faq_kb.matching.model import Scorer, inputs_of, pooled, signs_of_right
from faq_kb.matching.noise import Noise
from faq_kb.matching.postings import Numbers, grams
from faq_kb.matching.settings import MatchingSettings, load_settings
from faq_kb.matching.views import normal

Clusters = Sequence[tuple[str, Sequence[str]]]
_NOISES = (0.0, 0.0, 0.15, 0.30)
_EPISODES, _QUESTIONS = 48, 160
_KEPT_GRAMS = 6000


@dataclass(frozen=True)
class Trial:
    """One question asked of one made-up base: features by row, entries, and the right one."""

    columns: Numbers
    entries: Sequence[int]
    phrasings: Mapping[int, int]
    right: int | None
    length: int


def background(clusters: Clusters, settings: MatchingSettings) -> dict[str, float]:
    """Share of questions that hold an n-gram wherever one asks.

    The mean of the lower half of the sources, so that one source's own matter does not count.
    """
    counts: dict[str, Counter[str]] = {}
    sizes: Counter[str] = Counter()
    for source, texts in clusters:
        for text in texts:
            plain = settings.viewer.view(text).plain
            sizes[source] += 1
            found = {*grams(plain, length=1), *grams(plain, length=2)}
            counts.setdefault(source, Counter()).update(found)
    every = {gram for counter in counts.values() for gram in counter}
    lower = max(1, len(counts) // 2)
    shares = {
        gram: sum(sorted(counts[s][gram] / sizes[s] for s in counts)[:lower]) / lower
        for gram in every
    }
    top = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:_KEPT_GRAMS]
    return {gram: round(share, 6) for gram, share in top if share > 1e-5}


def episodes(clusters: Clusters, settings: MatchingSettings, *, seed: int) -> list[list[Trial]]:
    """Made-up bases of all sizes with questions that were left out of them, noise included."""
    draw = random.Random(seed)
    by_source: dict[str, list[Sequence[str]]] = {}
    for source, texts in clusters:
        by_source.setdefault(source, []).append(texts)
    stock = [gram for gram in settings.learnt["background"] if len(gram) == 1]
    noise = Noise(stock, seed=seed)
    made = []
    for _ in range(_EPISODES):
        wanted = int(150 * 20 ** draw.random())
        sources = draw.sample(sorted(by_source), draw.choice((1, 1, 2, 4)))
        pool = [texts for source in sources for texts in by_source[source] if len(texts) > 1]
        draw.shuffle(pool)
        base, strangers = pool[:wanted], pool[wanted : wanted + _QUESTIONS // 3]
        phrasings: list[Phrasing] = []
        asked: list[tuple[str, int | None]] = [(draw.choice(texts), None) for texts in strangers]
        for entry, texts in enumerate(base):
            shuffled = draw.sample(texts, len(texts))
            kept = draw.randint(1, min(6, len(texts) - 1))
            phrasings += [Phrasing(entry, text) for text in shuffled[:kept]]
            asked.append((shuffled[kept], entry))
        draw.shuffle(asked)
        index = Index(phrasings, settings=settings)
        counts = Counter(phrasing.entry_id for phrasing in phrasings)
        trials = []
        for text, right in asked[:_QUESTIONS]:
            share = draw.choice(_NOISES)
            view = settings.viewer.view(noise.hear(text, share=share) if share else text)
            rows, columns = index.compare(view)
            found = [index.entry_of(row) for row in rows.tolist()]
            if found:
                trials.append(Trial(columns, found, counts, right, len(view.plain)))
        made.append(trials)
    return made


def signs(trial: Trial, scorer: Scorer, *, discount: float) -> tuple[Numbers, bool]:
    """The signs of the first entry, and whether it was the right one."""
    scores = scorer(trial.columns, length=trial.length)
    entries = np.array(trial.entries)
    ranked = []
    for entry in dict.fromkeys(trial.entries):
        own = np.flatnonzero(entries == entry)
        score = pooled(scores[own], phrasings=trial.phrasings[entry], discount=discount)
        ranked.append((score, entry, int(own[scores[own].argmax()])))
    ranked.sort(reverse=True)
    found = signs_of_right(
        [score for score, _, _ in ranked],
        trial.columns[ranked[0][2]],
        length=trial.length,
        phrasings=trial.phrasings[ranked[0][1]],
    )
    return found, ranked[0][1] == trial.right


def learn(clusters: Clusters, settings: MatchingSettings, *, seed: int = 1) -> dict[str, Any]:
    """All that is learnt, ready to be written."""
    learnt: dict[str, Any] = {"background": background(clusters, settings)}
    settings = replace(settings, learnt=learnt)
    made = episodes(clusters, settings, seed=seed)
    cut = len(made) * 2 // 3
    for_scorer = [trial for trials in made[:cut] for trial in trials]
    for_sureness = [trial for trials in made[cut:] for trial in trials]
    answerable = [trial for trial in for_scorer if trial.right in trial.entries]
    learnt["scorer"] = fit_scorer(
        [inputs_of(trial.columns, length=trial.length) for trial in answerable],
        [np.array(trial.entries) == trial.right for trial in answerable],
        seed=seed,
    )
    scorer = Scorer.of(learnt["scorer"])

    def first_right(discount: float) -> float:
        outcomes = [signs(t, scorer, discount=discount)[1] for t in for_sureness if t.right is not None]
        return float(np.mean(outcomes))

    discount = max((0.0, 0.2, 0.4, 0.6, 0.8, 1.0), key=first_right)
    print("discount", discount, "recall at 1", round(first_right(discount), 4), file=sys.stderr)
    learnt["discount"] = discount
    pairs = [signs(trial, scorer, discount=discount) for trial in for_sureness]
    learnt["sureness"] = fit_sureness(
        np.array([found for found, _ in pairs]), np.array([right for _, right in pairs])
    )
    return learnt


def read_clusters(path: Path) -> Clusters:
    """Groups of equivalent questions with their source, each question once."""
    opened = lzma.open(path, "rt") if path.suffix == ".xz" else path.open(encoding="utf-8")
    with opened as lines:
        read = [json.loads(line) for line in lines]
    groups = []
    for line in read:
        texts = list({normal(text): text for text in line["texts"]}.values())
        groups.append((str(line["src"]), texts))
    return groups


if __name__ == "__main__":
    _, source_path, settings_path, out_path = sys.argv
    learnt = learn(read_clusters(Path(source_path)), load_settings(Path(settings_path)))
    Path(out_path).write_text(json.dumps(learnt, ensure_ascii=False), encoding="utf-8")
