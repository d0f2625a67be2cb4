"""Terms of the knowledge base for the telephone's recogniser, which knows no officialese."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from faq_kb.matching.views import normal
from hotline.rules.organisation import Organisation

# telephony.md, 5: at most 500 hints of at most 100 characters, parted by commas; they travel with
# every prompt, and the more there are the less each one weighs.
MOST_TERMS, MOST_NAMES = 300, 150
LONGEST_HINT = 100
SHORTEST, LONGEST = 2, 8
# Shares of questions, on any matter, from which a character at the edge of a term, or a pair of
# characters inside it, belongs to the asking (的, 办; 怎么, 什么) and not to the matter.
COMMON_EDGE, COMMON_PAIR = 0.012, 0.004
# A run of which so much is found inside a longer one is a piece of that.
MOSTLY = 0.7
# The share taken for a character that no question of the background has.
RAREST = 1e-5

HAN = re.compile("[\u4e00-\u9fff]")

Background = Mapping[str, float]


class Rarity(dict[str, float]):
    """How rare each Chinese character is in questions on any matter; other characters are not."""

    def __init__(self, background: Background) -> None:
        rare = {one: -math.log(max(share, RAREST)) for one, share in background.items()}
        super().__init__((one, weight) for one, weight in rare.items() if HAN.fullmatch(one))

    def __missing__(self, character: str) -> float:
        self[character] = weight = -math.log(RAREST) if HAN.fullmatch(character) else 0.0
        return weight

    def interest(self, question: str, times: int) -> float:
        """What an entry promises that is asked for so, and was so often lately."""
        return math.log2(2 + times) * max(map(self.__getitem__, question), default=0.0)

    def of(self, term: str) -> float:
        """How rare a term's characters are, on the average."""
        return sum(map(self.__getitem__, term)) / len(term)


@dataclass(frozen=True)
class Asked:
    """An entry's ways of being asked for, and how often callers lately did."""

    texts: Sequence[str]
    times: int = 0


def terms_of(entries: Sequence[Asked], *, background: Background) -> tuple[str, ...]:
    """The terms that an entry's phrasings have in common and few others have, the best first.

    Best is what callers ask for most and what a recogniser, who hears common words into all that
    is rare, knows least. `background` is how common characters and pairs of them are in questions
    on any matter.
    """
    rarity = Rarity(background)
    counts = [_count(entry.texts) for entry in entries]
    entries_with = Counter(term for terms in counts for term in terms)
    texts_with: Counter[str] = Counter()
    for terms in counts:
        texts_with.update(terms)
    parts = _parts(texts_with)
    ranked: dict[str, float] = {}
    for entry, terms in zip(entries, counts, strict=True):
        worth: dict[str, float] = {}
        for term, times in terms.items():
            # What is said only once, by one entry, may be any run of characters.
            is_word = times > 1 or (len(entry.texts) == 1 and entries_with[term] > 1)
            if is_word and term not in parts and not _is_useless(term, background):
                own = math.log(len(counts) / entries_with[term])
                worth[term] = times * own * math.sqrt(len(term)) * rarity.of(term)
        for term in heapq.nlargest(2, worth, key=lambda term: worth[term]):
            asked = worth[term] * math.log2(2 + entry.times)
            ranked[term] = max(asked, ranked.get(term, 0.0))
    return tuple(sorted(ranked, key=lambda term: (-ranked[term], term))[:MOST_TERMS])


def names_of(organisation: Organisation, place_id: int) -> tuple[str, ...]:
    """What callers of this place call the places and the units around them, the nearest first."""
    path = organisation.places[place_id].path
    near = [organisation.places[above] for above in reversed(path)]
    below = [place for place in organisation.places.values() if place_id in place.path[:-1]]
    near += sorted(below, key=lambda place: len(place.path))
    places = [name for place in near for name in (place.name, *place.other_names)]
    units = [
        unit.short_name
        for above in reversed(path)
        for unit in organisation.units.values()
        if unit.place_id == above and unit.is_active
    ]
    half = MOST_NAMES // 2
    return tuple(
        name
        for names in (places, units)
        for name in list(dict.fromkeys(names))[:half]
        if "," not in name and len(name) <= LONGEST_HINT
    )


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
    """Runs that are mostly found as a part of a longer one, as 耕还林 is of 退耕还林."""
    return {
        part
        for run, times in texts_with.items()
        for part in (run[1:], run[:-1])
        if times > 1 and times >= MOSTLY * texts_with.get(part, 0)
    }


def _is_useless(term: str, background: Background) -> bool:
    pairs = (term[i : i + 2] for i in range(len(term) - 1))
    return (
        len(term) > LONGEST
        or any("0" <= one <= "9" for one in term)
        or background.get(term[0], 0.0) > COMMON_EDGE
        or background.get(term[-1], 0.0) > COMMON_EDGE
        or any(background.get(pair, 0.0) > COMMON_PAIR for pair in pairs)
    )
