"""Terms of the knowledge base for the telephone's recogniser, which knows no officialese."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from faq_kb.matching.views import normal

# telephony.md, 2: at most 500 hints of at most 100 characters; they travel with every prompt.
MOST_HINTS = 300
SHORTEST, LONGEST = 2, 8
# Of a very large base a part is read: what is worth a hint comes up in it all the same.
ENTRIES_READ = 1000
# Shares of questions, on any matter, from which a character at the edge of a term, or a pair of
# characters inside it, belongs to the asking (的, 办; 怎么, 什么) and not to the matter.
COMMON_EDGE, COMMON_PAIR = 0.012, 0.004


def hints_of(
    entries: Iterable[Sequence[str]], *, background: Mapping[str, float]
) -> tuple[str, ...]:
    """The terms that an entry's phrasings have in common and few other entries have, best first.

    `background` is how common characters and pairs of them are in questions on any matter.
    """
    counts = [_count(texts) for texts in islice(entries, ENTRIES_READ)]
    entries_with = Counter(term for terms in counts for term in terms)
    texts_with: Counter[str] = Counter()
    for terms in counts:
        texts_with.update(terms)
    parts = _parts(texts_with)
    ranked: dict[str, float] = {}
    for terms in counts:
        worth: dict[str, float] = {}
        for term, times in terms.items():
            if times > 1 and term not in parts and not _is_useless(term, background):
                rare = math.log(len(counts) / entries_with[term])
                worth[term] = times * rare * math.sqrt(len(term))
        for term in sorted(worth, key=lambda term: -worth[term])[:2]:
            ranked[term] = max(worth[term], ranked.get(term, 0.0))
    return tuple(sorted(ranked, key=lambda term: (-ranked[term], term))[:MOST_HINTS])


def _count(texts: Sequence[str]) -> Counter[str]:
    """In how many of the texts each run of characters is found."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(
            {
                run[start : start + length]
                for run in normal(text).split()
                for start in range(len(run))
                # One more than wanted, by which a term cut off at the limit is known.
                for length in range(SHORTEST, min(LONGEST + 1, len(run) - start) + 1)
            }
        )
    return found


def _parts(texts_with: Counter[str]) -> set[str]:
    """Runs that are never found but as a part of a longer one, as 耕还林 is of 退耕还林."""
    return {
        part
        for run, times in texts_with.items()
        for part in (run[1:], run[:-1])
        if texts_with.get(part) == times
    }


def _is_useless(term: str, background: Mapping[str, float]) -> bool:
    pairs = (term[i : i + 2] for i in range(len(term) - 1))
    return (
        len(term) > LONGEST
        or background.get(term[0], 0.0) > COMMON_EDGE
        or background.get(term[-1], 0.0) > COMMON_EDGE
        or any(background.get(pair, 0.0) > COMMON_PAIR for pair in pairs)
    )
