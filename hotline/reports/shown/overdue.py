"""A late leg, and what it gave rise to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.reports.shown.inquiry import InquiryRow
from hotline.rules.wording import Wording


@dataclass(frozen=True)
class ReviewShown:
    """One step of the review of what is to be published."""

    step: Wording
    by: str
    at: datetime
    passed: bool
    opinion: str


@dataclass(frozen=True)
class ExplanationShown:
    """Why a unit was late, or will be; `step` is what its review waits for, if it does."""

    id: int
    leg_id: int
    inquiry_id: int
    reference: str
    unit: Wording
    due_on: date
    text: str
    public_text: str
    filed_by: str
    filed_at: datetime
    was_late: bool
    sent_back_at: datetime | None
    published_at: datetime | None
    step: Wording | None
    reviews: tuple[ReviewShown, ...]


@dataclass(frozen=True)
class AccountabilityShown:
    """What came of a late leg, as it was last recorded."""

    facts: str
    measure: str
    result: str | None
    referral: str | None
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class SupervisionShown:
    """What is asked of a unit under supervised handling, and how far it is: (when, who, text)."""

    since: datetime
    order: str
    progress: tuple[tuple[datetime, str, str], ...]


@dataclass(frozen=True)
class LateShown:
    """All that being late, or being supervised, has given rise to on one leg."""

    explanations: tuple[ExplanationShown, ...]
    accountability: AccountabilityShown | None
    supervision: SupervisionShown | None


@dataclass(frozen=True)
class LateRow:
    """A late leg in a list."""

    row: InquiryRow
    closed_at: datetime | None
    late: LateShown


@dataclass(frozen=True)
class AccountableUnit:
    """A unit on the accountability list of one month; how many legs, how many with a measure."""

    unit_id: int
    unit: Wording
    late_count: int
    recorded_count: int
