"""How well a question and a phrasing agree, character by character, as the learnt vectors see it.

Each character of one looks for its nearest in the other; what finds none weighs against the pair
by what it tells. So 丢 finds 补办, and a question about 费用 lacks it in an entry about 材料.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from faq_kb.matching.postings import Floats
from faq_kb.matching.vectors import Vectors

NAMES = (
    *("asked found", "entry found", "asked found near", "entry found near"),
    *("asked lacks most", "entry lacks most", "asked lacks", "entry lacks", "whole alike"),
)
_NEAR = 0.6  # cosine from which two characters count as meaning or sounding alike
_MOST_LACKING = 3  # characters whose lack is summed


def agreement(asked: Vectors, phrasings: Vectors, *, whole: Floats) -> Floats:
    """One line a phrasing, in the order of ``NAMES``; ``asked`` is one text.

    ``whole`` is how alike the whole texts are.
    """
    lengths = np.diff(phrasings.starts)
    there = np.arange(lengths.max(initial=1)) < lengths[:, None]
    weights = np.zeros(there.shape, dtype=np.float32)
    weights[there] = phrasings.weights
    # Cosines: phrasing, its character, the question's character.
    alike = np.full((*there.shape, len(asked.values)), -1.0, dtype=np.float32)
    alike[there] = phrasings.values @ asked.values.T
    of_asked = alike.max(axis=1)
    of_entry = np.where(there, alike.max(axis=2, initial=-1.0), 1.0)
    every = np.broadcast_to(asked.weights, of_asked.shape)
    sides = [_side(of_asked, every), _side(of_entry, weights)]
    columns = [side[number] for number in range(4) for side in sides]
    return np.array([*columns, whole], dtype=np.float32).T


def _side(best: Floats, weights: NDArray[np.float32]) -> tuple[Floats, ...]:
    share = weights / (weights.sum(axis=1, keepdims=True) + 1e-6)
    lacking = (1 - best) * weights
    most = min(_MOST_LACKING, lacking.shape[1])
    top = np.partition(lacking, lacking.shape[1] - most, axis=1)[:, -most:] if most else lacking
    return (
        (best * share).sum(axis=1),
        ((best > _NEAR) * share).sum(axis=1),
        top.max(axis=1, initial=0.0),
        top.sum(axis=1),
    )
