"""A clarification that a unit owes, in a list and on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotline.rules.wording import Wording


class ClarificationState(StrEnum):
    """How far it is: nobody has begun, an entry is being written, it is published, or needless."""

    OWED = "owed"
    PREPARED = "prepared"
    ANSWERED = "answered"
    DROPPED = "dropped"


@dataclass(frozen=True)
class ClarificationShown:
    """What is being said or missing, who marked it, and what has become of it."""

    id: int
    kind_name: Wording
    state: ClarificationState
    state_name: Wording
    unit_id: int
    unit: Wording
    said: str
    call_id: int | None
    inquiry_id: int | None
    marked_by: str
    marked_at: datetime
    entry_id: int | None
    answered_at: datetime | None
    dropped_by: str | None
    dropped_at: datetime | None
    drop_reason: str | None

    @property
    def is_owed(self) -> bool:
        """Whether anything is still to be done."""
        return self.answered_at is None and self.dropped_at is None
