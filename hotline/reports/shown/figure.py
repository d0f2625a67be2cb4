"""Figures, what they are made of, and the rows behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hotline.rules.outcome import Outcome
from hotline.rules.wording import Wording


@dataclass(frozen=True)
class Period:
    """Days at the hotline, the first and the last included."""

    from_on: date
    to_on: date


@dataclass(frozen=True)
class Counts:
    """Calls of a period by outcome; they add up to `offered`. `under_way` are not settled yet."""

    offered: int
    human_requests: int
    by_outcome: Mapping[Outcome, int]
    under_way: int


@dataclass(frozen=True)
class Part:
    """One piece a figure is split into: a share, or (`seconds`) a time."""

    key: str
    name: Wording
    numerator: int | None = None
    denominator: int | None = None
    ratio: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Figure:
    """A figure with what it is made of; `ratio` is None, never 0 or 1, when there is no data."""

    id: str
    name: Wording
    numerator: int
    denominator: int
    ratio: float | None
    definition: Wording
    numerator_name: Wording
    denominator_name: Wording
    target: float | None
    target_is_most: bool
    target_source: Wording | None
    parts: tuple[Part, ...]

    @property
    def meets_target(self) -> bool | None:
        """Whether the target is met; None without a target or without data."""
        if self.target is None or self.ratio is None:
            return None
        return self.ratio <= self.target if self.target_is_most else self.ratio >= self.target


@dataclass(frozen=True)
class Behind:
    """One row behind a figure: what was counted, and the ids of what can be opened."""

    at: datetime
    place: Wording
    unit: Wording | None
    what: Wording
    call_id: int | None = None
    call_leg_id: int | None = None
    inquiry_id: int | None = None
    handling_leg_id: int | None = None
