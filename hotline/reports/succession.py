"""What a unit has that another would take over if it were closed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from hotline.records import FaqEntry, HandlingLeg, LegState, Oversight, Staff
from hotline.work import Work


@dataclass(frozen=True)
class AtStake:
    """How many of each."""

    open_legs: int
    people: int
    entries: int
    functions: int


def at_stake(work: Work, unit_id: int) -> AtStake:
    """What would go to the successor of this unit."""
    is_open = HandlingLeg.state == LegState.OPEN
    counted = (
        select(func.count()).where(HandlingLeg.unit_id == unit_id, is_open),
        select(func.count()).where(Staff.unit_id == unit_id, Staff.is_active),
        select(func.count()).where(FaqEntry.unit_id == unit_id),
        select(func.count()).where(Oversight.unit_id == unit_id),
    )
    return AtStake(*(work.db.scalars(query).one() for query in counted))
