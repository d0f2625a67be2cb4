"""Puts questions that ask the same into one group, by the matcher that answers callers.

A group is known by the question that founded it and never moves: what is asked later joins it or
founds another, so that a list somebody works through stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from faq_kb.matching import Index, MatchingSettings, Phrasing

# Scores of the matcher. At zero a phrasing is as likely the right one as that none is; the verdict
# for callers weighs rivals besides, which among groups only tells that a matter is asked often.
SAME = 0.0
# From here on about every second pair that was kept apart asks the same after all.
NEAR = -3.0


@dataclass(frozen=True)
class Place:
    """Where a question belongs: a known group's id, or -n where question n of these founded one.

    ``near`` is the group most like the one it founded, where there is one that is somewhat like it.
    """

    group: int
    near: int | None = None


def group(
    known: Sequence[Phrasing], asked: Sequence[str], *, settings: MatchingSettings
) -> list[Place]:
    """For each question the group it joins or founds; ``known`` are the founders of known groups.

    A question joins the group whose founder, were it an entry, would more likely than not be the
    right one for it.
    """
    plain = settings.viewer.plain
    groups = {plain(founder.text): founder.entry_id for founder in known}
    new = (Phrasing(-number, text) for number, text in enumerate(asked, start=1))
    index = Index((*known, *new), settings=settings)
    # An index that was never changed has one segment, with its rows as they were given.
    founders = np.arange(len(index)) < len(known)
    places = []
    for number, text in enumerate(asked, start=1):
        said, near = plain(text), None
        if said not in groups:
            likeliest = index.find(text, within=(founders,), limit=1).candidates
            score = likeliest[0].score if likeliest else -np.inf
            if score >= SAME:
                groups[said] = likeliest[0].entry_id
            else:
                groups[said] = -number
                near = likeliest[0].entry_id if score >= NEAR else None
                founders[len(known) + number - 1] = True
        places.append(Place(groups[said], near))
    return places
