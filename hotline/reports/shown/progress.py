"""How an inquiry stands, as the public's site shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.records import InquiryKind, InquiryState, LegState
from hotline.reports.shown.inquiry import DeadlineShown
from hotline.reports.shown.shared import PublishedText, RatingShown
from hotline.rules.wording import Wording


@dataclass(frozen=True)
class ProgressLeg:
    """One unit's part of an inquiry, without what was written in it."""

    unit: Wording
    state: LegState
    state_name: Wording
    received_at: datetime
    signed_for_at: datetime | None
    closed_at: datetime | None
    deadline: DeadlineShown
    # Why the unit is late, or will be, as it was published (未按期回复说明).
    public_explanation: str | None


@dataclass(frozen=True)
class ProgressShown:
    """What the lookup code alone opens, and what opens the rest, if anything does."""

    kind: InquiryKind
    state: InquiryState
    state_name: Wording
    place: Wording
    received_at: datetime
    days_in_all: int
    legs: tuple[ProgressLeg, ...]
    has_reply: bool
    opened_by_telephone: bool
    opened_by_password: bool
    public_reply: PublishedText | None
    rating: RatingShown | None


@dataclass(frozen=True)
class Personal:
    """What only the inquirer sees."""

    text: str | None
    replies: tuple[tuple[Wording, str], ...]
    findings: str | None
    opinion: str | None
    outcome: str | None
