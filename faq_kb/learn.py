"""Learns the weights of the matcher from groups of equivalent questions and a base of its own.

The questions stay where they are; what is kept is how common n-grams are, and weights.
"""

import random
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq_kb.evaluate import read_lines
from faq_kb.fit import fit_scorer, fit_sureness
from faq_kb.matching.index import Index, Phrasing
from faq_kb.matching.model import Scorer, Sureness, inputs_of, rank_entries, signs_of_right
from faq_kb.matching.postings import Numbers, grams
from faq_kb.matching.settings import MatchingSettings
from faq_kb.matching.views import normal
from faq_kb.noise import Noise

Clusters = Sequence[tuple[str, Sequence[str]]]
_NOISES = (0.0, 0.0, 0.15, 0.30)
_EPISODES, _QUESTIONS = 48, 160
_FOLDS = 10
_STRANGERS, _STRANGER = 1500, -1
_KEPT_GRAMS = 6000


@dataclass(frozen=True)
class Trial:
    """One question asked of one made-up base: features by row, entries, and the right one."""

    columns: Numbers
    entries: Sequence[int]
    phrasings: Mapping[int, int]
    right: int | None
    length: int

    @property
    def answerable(self) -> bool:
        """Whether the base holds the answer."""
        return self.right is not None


def trial_of(
    index: Index,
    heard: str,
    right: int | None,
    counts: Mapping[int, int],
    settings: MatchingSettings,
) -> Trial:
    """Ask an index and keep what there is to learn from."""
    view = settings.viewer.view(heard)
    rows, columns = index.compare(view)
    found = [index.entry_of(row) for row in rows.tolist()]
    return Trial(columns, found, counts, right, len(view.plain))


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
    draw = random.Random(seed)  # noqa: S311 - for learning, not for secrets
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
            heard = noise.hear(text, share=share) if share else text
            trials.append(trial_of(index, heard, right, counts, settings))
        made.append(trials)
    return made


def signs(trial: Trial, scorer: Scorer, *, discount: float) -> tuple[Numbers, bool]:
    """The signs of the first entry, and whether it was the right one."""
    scores = scorer(trial.columns, length=trial.length)
    ranked = rank_entries(scores, trial.entries, trial.phrasings, discount=discount)
    found = signs_of_right(
        ranked,
        scores,
        trial.columns,
        trial.entries,
        length=trial.length,
        phrasings=trial.phrasings[ranked[0].entry_id],
    )
    return found, ranked[0].entry_id == trial.right


def rehearsals(
    base: Sequence[Phrasing], strangers: Sequence[str], settings: MatchingSettings, *, seed: int
) -> list[Trial]:
    """A real base asked its own phrasings, each left out; whole entries left out; strangers.

    The second kind cannot be answered though the base is full of entries that look alike; the
    third is what people ask elsewhere, and often shares no more than a few characters.
    """
    texts: dict[int, list[str]] = {}
    for phrasing in base:
        texts.setdefault(phrasing.entry_id, []).append(phrasing.text)
    draw = random.Random(seed)  # noqa: S311 - for learning, not for secrets
    noise = Noise([g for g in settings.learnt["background"] if len(g) == 1], seed=seed)
    trials: list[Trial] = []

    def ask(kept: list[Phrasing], asked: list[Phrasing]) -> None:
        index = Index(kept, settings=settings)
        counts = Counter(phrasing.entry_id for phrasing in kept)
        for phrasing in asked:
            share = draw.choice(_NOISES)
            text = noise.hear(phrasing.text, share=share) if share else phrasing.text
            right = phrasing.entry_id if phrasing.entry_id in counts else None
            trials.append(trial_of(index, text, right, counts, settings))

    for fold in range(max(map(len, texts.values()))):
        out = [Phrasing(e, own[fold]) for e, own in texts.items() if 1 < len(own) > fold]
        left_out = set(out)
        ask([phrasing for phrasing in base if phrasing not in left_out], out)
    order = draw.sample(sorted(texts), len(texts))
    for fold in range(_FOLDS):
        hidden = set(order[fold::_FOLDS])
        ask(
            [phrasing for phrasing in base if phrasing.entry_id not in hidden],
            [phrasing for phrasing in base if phrasing.entry_id in hidden],
        )
    ask(list(base), [Phrasing(_STRANGER, text) for text in strangers])
    return trials


def learn(
    clusters: Clusters, base: Sequence[Phrasing], settings: MatchingSettings, *, seed: int = 1
) -> dict[str, Any]:
    """All that is learnt, ready to be written."""
    learnt: dict[str, Any] = {"background": background(clusters, settings)}
    settings = replace(settings, learnt=learnt)
    made = episodes(clusters, settings, seed=seed)
    cut = len(made) * 2 // 3
    for_scorer = [trial for trials in made[:cut] for trial in trials]
    for_sureness = [trial for trials in made[cut:] for trial in trials]
    draw = random.Random(seed)  # noqa: S311 - for learning, not for secrets
    strangers = [draw.choice(texts) for _, texts in draw.sample(clusters, _STRANGERS)]
    rehearsed = rehearsals(base, strangers, settings, seed=seed)
    # The clusters have mostly one phrasing an entry: what many phrasings mean, the base teaches.
    for_scorer += rehearsed + rehearsals(base, (), settings, seed=seed + 1)
    for_sureness += rehearsed
    answerable = [trial for trial in for_scorer if trial.right in trial.entries]
    learnt["scorer"] = fit_scorer(
        [inputs_of(trial.columns, length=trial.length) for trial in answerable],
        [np.array(trial.entries) == trial.right for trial in answerable],
        seed=seed,
    )
    scorer = Scorer.of(learnt["scorer"])

    def first_right(discount: float) -> float:
        outcomes = [signs(t, scorer, discount=discount)[1] for t in for_sureness if t.answerable]
        return float(np.mean(outcomes))

    learnt["discount"] = max((0.0, 0.2, 0.4, 0.6, 0.8, 1.0), key=first_right)
    pairs = [signs(trial, scorer, discount=learnt["discount"]) for trial in for_sureness]
    learnt["sureness"] = fit_sureness(
        np.array([found for found, _ in pairs]), np.array([right for _, right in pairs])
    )
    sureness = Sureness.of(learnt["sureness"])
    own = [signs(trial, scorer, discount=learnt["discount"]) for trial in rehearsed]
    learnt["figures"] = figures(
        np.array([sureness(found) for found, _ in own]),
        np.array([right for _, right in own]),
        np.array([trial.answerable for trial in rehearsed]),
        len(strangers),
    )
    return learnt


def figures(
    probability: Numbers, right: NDArray[np.bool_], answerable: NDArray[np.bool_], strangers: int
) -> list[dict[str, float]]:
    """What each bound of probability would do on the rehearsals: the table bounds are read from."""
    table = []
    neighbours = ~answerable
    neighbours[-strangers:] = False  # strangers are asked last
    for bound in np.arange(0.05, 1.0, 0.05):
        over = probability >= bound
        table.append(
            {
                "bound": round(float(bound), 2),
                "answered_rightly": round(float((over & right)[answerable].mean()), 4),
                "answered_wrongly": round(float((over & ~right)[answerable].mean()), 4),
                "left_out_entries_answered": round(float(over[neighbours].mean()), 4),
                "strangers_answered": round(float(over[-strangers:].mean()), 4),
            }
        )
    return table


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
