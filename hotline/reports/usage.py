"""How often an entry was read to callers, and whether it helped (R-53)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from hotline.records import Call, Question
from hotline.records.miss import COUNTED
from hotline.work import Work


@dataclass(frozen=True)
class Usage:
    """What callers made of an entry; those who hung up or went on said neither yes nor no."""

    read: int = 0
    solved: int = 0
    not_solved: int = 0
    last_read_at: datetime | None = None
    days: int = COUNTED.days

    @property
    def said(self) -> int:
        """How many callers said whether it helped."""
        return self.solved + self.not_solved

    @property
    def solve_rate(self) -> float | None:
        """Solved among those who said; None without anybody who did."""
        return self.solved / self.said if self.said else None


def of(work: Work, *, entry_ids: Sequence[int]) -> dict[int, Usage]:
    """The usage of each of these entries over the last days; test calls do not count."""
    query = counted(work).where(Question.entry_id.in_(entry_ids))
    found = {row.entry_id: usage_of(row) for row in work.db.execute(query)} if entry_ids else {}
    return {entry_id: found.get(entry_id, Usage()) for entry_id in entry_ids}


def counted(work: Work) -> Select[*tuple[Any, ...]]:
    """By entry: read, solved, not_solved and last_read_at, where it was read at all."""
    is_test = select(Call.id).where(Call.id == Question.call_id, Call.is_test).exists()
    return (
        select(
            Question.entry_id,
            func.count().label("read"),
            func.count().filter(Question.solved.is_(True)).label("solved"),
            func.count().filter(Question.solved.is_(False)).label("not_solved"),
            func.max(Question.asked_at).label("last_read_at"),
        )
        .where(
            Question.version_id.is_not(None),
            Question.asked_at >= work.now - COUNTED,
            ~is_test,
        )
        .group_by(Question.entry_id)
    )


def usage_of(row: Any) -> Usage:
    """A row of `counted`."""
    return Usage(row.read, row.solved, row.not_solved, row.last_read_at)
