"""An entry of the knowledge base as those who keep it see it: in a list, and on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.records import Publicity, VersionState
from hotline.reports.shown.page import Line
from hotline.rules.calendar import Skipped
from hotline.rules.wording import Wording


@dataclass(frozen=True)
class ReferralShown:
    """A case before an authority: what was asked, when it is due, what was determined."""

    id: int
    authority: Wording
    unit_id: int
    unit: Wording
    step_name: Wording
    reason: str
    referred_by: str
    referred_at: datetime
    clock_name: Wording
    days: int
    due_on: date
    due_at: datetime
    is_provisional: bool
    is_overdue: bool
    working_days_left: int | None
    skipped: tuple[Skipped, ...]
    earlier: tuple[date, ...]
    decided_by: str | None
    decided_at: datetime | None
    may_publish: bool | None
    opinion: str | None


@dataclass(frozen=True)
class EntryRow:
    """An entry in a list: its newest version, and whether an earlier one is live meanwhile."""

    id: int
    code: str
    question: str
    unit: Wording
    number: int
    state: VersionState
    state_name: Wording
    step_name: Wording | None
    publicity: Publicity
    publicity_name: Wording
    is_live: bool
    is_expired: bool
    valid_until: date
    author: str
    drafted_at: datetime
    # The case that is before an authority now.
    referral: ReferralShown | None


@dataclass(frozen=True)
class VersionShown:
    """One version: what it says, on what ground, and where it is on its way."""

    id: int
    number: int
    state: VersionState
    state_name: Wording
    # The step of the review that is due, while there is one.
    step: str | None
    step_name: Wording | None
    question: str
    phrasings: tuple[str, ...]
    answer: str
    question_en: str | None
    answer_en: str | None
    publicity: Publicity
    publicity_name: Wording
    publicity_reason: str | None
    source: str
    source_number: str | None
    source_url: str | None
    source_on: date
    valid_until: date
    author_id: int
    author: str
    drafted_at: datetime
    published_at: datetime | None


@dataclass(frozen=True)
class ClearedShown:
    """A text that looks personal, why it is official, and who said so."""

    text: str
    reason: str
    who: str
    cleared_at: datetime


@dataclass(frozen=True)
class EntryPage:
    """An entry with its newest version, the one callers hear if any, and all that has happened."""

    id: int
    code: str
    unit_id: int
    unit: Wording
    category: str
    newest: VersionShown
    live: VersionShown | None
    is_expired: bool
    history: tuple[Line, ...]
    cleared: tuple[ClearedShown, ...]
    # Those of the newest version, the oldest first.
    referrals: tuple[ReferralShown, ...]

    @property
    def referral(self) -> ReferralShown | None:
        """The case that is before an authority now."""
        is_open = self.newest.step is not None and self.referrals
        last = self.referrals[-1] if is_open else None
        return last if last is not None and last.decided_at is None else None

    @property
    def coming(self) -> VersionShown | None:
        """The version in preparation: a draft, in review, or sent back to its author."""
        on_its_way = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.REFUSED)
        return self.newest if self.newest.state in on_its_way else None
