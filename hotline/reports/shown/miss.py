"""Missed questions: a cluster in a list and on its page, and what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.records import Decided
from hotline.rules.wording import Wording


@dataclass(frozen=True)
class DecisionShown:
    """What was decided about a cluster, by whom, and how far what was written for it is."""

    id: int
    kind: Decided
    kind_name: Wording
    decided_at: datetime
    who: str
    entry_id: int | None
    question: str | None
    unit: Wording | None
    channel: Wording | None
    reason: str | None
    state_name: Wording | None


@dataclass(frozen=True)
class MissRow:
    """A cluster in a list; callers are counted once each, over the time in which misses count."""

    id: int
    callers: int
    times: int
    last_asked_at: datetime
    unit_id: int | None
    unit: Wording | None
    heard: tuple[str, ...]  # different ways in which it was asked, the first ones first
    decision: DecisionShown | None


@dataclass(frozen=True)
class Asked:
    """One question as a caller asked it, and what came of it."""

    heard: str
    asked_at: datetime
    place_id: int
    place: Wording
    verdict: str
    solved: bool | None


@dataclass(frozen=True)
class SolvedBy:
    """An entry that helped callers who asked again in other words, later in the same call."""

    entry_id: int
    callers: int


@dataclass(frozen=True)
class MissPage:
    """Everything the page of a cluster shows."""

    row: MissRow
    questions: tuple[Asked, ...]
    solved_by: tuple[SolvedBy, ...]
    near: tuple[MissRow, ...]
    history: tuple[DecisionShown, ...]
