"""Made-up bases with questions that were left out of them: what there is to learn from."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from faq_kb.learning.clusters import Clusters
from faq_kb.learning.noise import Noise
from faq_kb.matching import Index, MatchingSettings, Phrasing
from faq_kb.matching.postings import Numbers

_NOISES = (0.0, 0.0, 0.15, 0.15, 0.30, 0.30)
_SMALLEST, _GROWTH = 400, 100  # entries of a base: from 400 up to a hundred times as many
_ASKED = (100, 500)  # groups of a source that are asked about in one base
_LEFT_OUT = 0.2  # share of them whose answer is not in the base
_MOST_PHRASINGS = 6
_FOLDS = 10
_STRANGER = -1


@dataclass(frozen=True)
class Trial:
    """One question asked of one made-up base: columns by phrasing, entries, and the right one."""

    columns: Numbers
    entries: Sequence[int]
    right: int | None
    length: int

    @property
    def answerable(self) -> bool:
        """Whether the base holds the answer."""
        return self.right is not None


def trial_of(index: Index, heard: str, right: int | None, settings: MatchingSettings) -> Trial:
    """Ask an index and keep what there is to learn from."""
    view = settings.viewer.view(heard)
    compared = index.compare(view)
    return Trial(compared.columns, compared.entries.tolist(), right, len(view.plain))


def noise_of(settings: MatchingSettings, *, seed: int) -> Noise:
    """Noise that draws from the common characters."""
    return Noise([gram for gram in settings.background if len(gram) == 1], seed=seed)


def episodes(
    clusters: Clusters, asked: Clusters, settings: MatchingSettings, *, count: int, seed: int
) -> list[Trial]:
    """Questions of groups of a few sources, asked of bases filled up with other sources' ones.

    The bases are of all sizes; the questions are clean or misheard; some cannot be answered.
    """
    draw = random.Random(seed)  # noqa: S311 - for learning, not for secrets
    noise = noise_of(settings, seed=seed)
    all_by, asked_by = _by_source(clusters), _by_source(asked)
    trials = []
    for _ in range(count):
        sources = draw.sample(sorted(asked_by), draw.choice((2, 2, 3, 4)))
        groups: list[Sequence[str]] = []
        for source in sources:
            several = [texts for texts in asked_by[source] if len(texts) > 1]
            groups += draw.sample(several, min(len(several), draw.randint(*_ASKED)))
        others = [texts for source in all_by if source not in sources for texts in all_by[source]]
        wanted = int(_SMALLEST * _GROWTH ** draw.random()) - len(groups)
        filling = draw.sample(others, min(len(others), max(0, wanted)))
        base, questions = _base(groups, filling, draw)
        index = Index(base, settings=settings)
        for text, right in questions:
            heard = noise.hear(text, share=draw.choice(_NOISES))
            trials.append(trial_of(index, heard, right, settings))
    return trials


def _by_source(clusters: Clusters) -> Mapping[str, list[Sequence[str]]]:
    by_source: dict[str, list[Sequence[str]]] = {}
    for source, texts in clusters:
        by_source.setdefault(source, []).append(texts)
    return by_source


def _base(
    groups: Sequence[Sequence[str]], filling: Sequence[Sequence[str]], draw: random.Random
) -> tuple[list[Phrasing], list[tuple[str, int | None]]]:
    """Phrasings of a base, and questions with the entry that is right."""
    phrasings: list[Phrasing] = []
    asked: list[tuple[str, int | None]] = []
    many = draw.random() < 0.3
    for entry, texts in enumerate(groups):
        shuffled = draw.sample(texts, len(texts))
        if draw.random() < _LEFT_OUT:
            asked.append((shuffled[0], None))
            continue
        kept = draw.randint(1, min(_MOST_PHRASINGS, len(texts) - 1)) if many else 1
        phrasings += [Phrasing(entry, text) for text in shuffled[:kept]]
        asked.append((shuffled[kept], entry))
    phrasings += [
        Phrasing(entry, draw.choice(texts)) for entry, texts in enumerate(filling, len(groups))
    ]
    return phrasings, asked


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
    noise = noise_of(settings, seed=seed)
    trials: list[Trial] = []

    def ask(kept: list[Phrasing], asked: list[Phrasing]) -> None:
        index = Index(kept, settings=settings)
        known = {phrasing.entry_id for phrasing in kept}
        for phrasing in asked:
            text = noise.hear(phrasing.text, share=draw.choice(_NOISES))
            right = phrasing.entry_id if phrasing.entry_id in known else None
            trials.append(trial_of(index, text, right, settings))

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
