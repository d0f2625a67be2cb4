"""Whose matter a question seems to be, by the entries around it."""

from collections.abc import Mapping
from typing import TypeVar

from faq_kb.matching.index import Findings
from faq_kb.matching.settings import Thresholds

Unit = TypeVar("Unit", int, str)


def guess_unit(findings: Findings, unit_of: Mapping[int, Unit], bounds: Thresholds) -> Unit | None:
    """The unit that most of the weight of what came into question belongs to, if one stands out."""
    if findings.probability < bounds.unit_probability:
        return None
    weights: dict[Unit, float] = {}
    for candidate, share in zip(findings.candidates, findings.shares, strict=True):
        unit = unit_of.get(candidate.entry_id)
        if unit is not None:
            weights[unit] = weights.get(unit, 0.0) + share
    first = max(weights, key=lambda unit: weights[unit], default=None)
    if first is None or weights[first] < bounds.unit_share * sum(weights.values()):
        return None
    return first
