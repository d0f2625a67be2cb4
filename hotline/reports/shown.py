"""What reports hand to a page: small frozen values, every word in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from hotline.records import (
    Channel,
    Ground,
    InquiryKind,
    InquiryState,
    LegKind,
    LegResult,
    LegState,
    RatingSubject,
    RecordingKind,
    RecordingState,
)
from hotline.rules.calendar import Skipped
from hotline.rules.outcome import Outcome
from hotline.rules.wording import Wording

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, newest first; `after` is handed back to get the next ones, None at the end."""

    rows: tuple[Row, ...]
    after: str | None


@dataclass(frozen=True)
class Line:
    """One event of a history as a sentence; `said` is what the line then said, `keys` what the
    caller had pressed (a code is dots)."""

    at: datetime
    kind: str
    sentence: Wording
    who: Wording
    said: tuple[Wording, ...] = ()
    keys: str | None = None
    leg_id: int | None = None


# ---- calls ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class CallRow:
    """A call in a list; `caller` is masked, `heard` is its first question."""

    id: int
    arrived_at: datetime
    ended_at: datetime | None
    duration_seconds: int | None
    caller: str
    place: Wording
    language: str
    is_test: bool
    status: str
    outcome: Outcome | None
    outcome_name: Wording
    heard: str | None
    question_count: int
    unit: Wording | None
    rating: int | None
    inquiry_count: int


@dataclass(frozen=True)
class QuestionShown:
    """A question as it was heard, and what was answered from the knowledge base."""

    id: int
    asked_at: datetime
    heard: str
    confidence: float | None
    verdict: str
    verdict_name: Wording
    score: float | None
    entry_id: int | None
    question: Wording | None
    answer: Wording | None
    source: str | None
    source_on: date | None
    unit: Wording | None
    solved: bool | None


@dataclass(frozen=True)
class CallLegShown:
    """Somebody rung in a call; a telephone number as target is masked."""

    id: int
    kind: LegKind
    kind_name: Wording
    unit: Wording | None
    person: str | None
    target: str
    in_hours: bool
    planned_at: datetime
    rung_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    talk_seconds: int | None
    result: LegResult | None
    result_name: Wording


@dataclass(frozen=True)
class RecordingShown:
    """A recording; `can_play` when the sound is at home and this person may hear it."""

    id: int
    kind: RecordingKind
    kind_name: Wording
    state: RecordingState
    state_name: Wording
    announced_at: datetime
    duration_seconds: int | None
    byte_count: int | None
    sha256: str | None
    listened_at: datetime | None
    inquiry_id: int | None
    can_play: bool


@dataclass(frozen=True)
class RatingShown:
    """An invitation to rate, and the vote if there was one."""

    subject: RatingSubject
    subject_name: Wording
    invited_at: datetime
    rated_at: datetime | None
    score: int | None
    score_name: Wording | None


@dataclass(frozen=True)
class InquiryLink:
    """An inquiry named on another's page."""

    id: int
    reference: str
    kind: InquiryKind
    state: InquiryState
    state_name: Wording


@dataclass(frozen=True)
class CallPage:
    """Everything the page of a call shows."""

    row: CallRow
    sid: str
    dialled: str
    notice_version: str | None
    notice_at: datetime | None
    human_requested_at: datetime | None
    human_requested_in_hours: bool | None
    human_answered_at: datetime | None
    waited_seconds: int | None
    settled_at: datetime | None
    timeline: tuple[Line, ...]
    questions: tuple[QuestionShown, ...]
    legs: tuple[CallLegShown, ...]
    recordings: tuple[RecordingShown, ...]
    rating: RatingShown | None
    inquiries: tuple[InquiryLink, ...]


# ---- inquiries -----------------------------------------------------------------------------


@dataclass(frozen=True)
class InquiryRow:
    """An inquiry in a list, with the leg that counts now: the first open, else the last one."""

    id: int
    reference: str
    kind: InquiryKind
    channel: Channel
    channel_name: Wording
    state: InquiryState
    state_name: Wording
    place: Wording
    received_at: datetime
    text: str | None
    needs_listening: bool
    is_confidential: bool
    unit_id: int
    unit: Wording
    leg_id: int
    leg_state: LegState
    due_on: date
    due_at: datetime
    is_provisional: bool
    is_overdue: bool
    working_days_left: int | None


@dataclass(frozen=True)
class DeadlineShown:
    """How a due date was counted (R-35); `earlier` are the dates it stood at before, oldest first.

    `working_days_left` counts from today to the due day: 0 on the day itself, negative when over,
    None when the leg is closed.
    """

    clock: str
    clock_name: Wording
    days: int
    received_on: date
    due_on: date
    due_at: datetime
    is_provisional: bool
    is_overdue: bool
    working_days_left: int | None
    skipped: tuple[Skipped, ...]
    calendar_edition: int
    computed_at: datetime
    reason: str
    reason_name: Wording
    explained: Wording
    earlier: tuple[date, ...]


@dataclass(frozen=True)
class HandlingLegShown:
    """One unit's part of an inquiry."""

    id: int
    unit_id: int
    unit: Wording
    clock: str
    state: LegState
    state_name: Wording
    received_at: datetime
    signed_for_at: datetime | None
    closed_at: datetime | None
    internal_note: str | None
    reply: str | None
    version: int
    deadline: DeadlineShown


@dataclass(frozen=True)
class Inquirer:
    """Who asked, as far as it may be shown: the telephone is masked."""

    name: str | None
    phone_masked: str | None


@dataclass(frozen=True)
class ComplaintShown:
    """What only a complaint has."""

    ground: Ground
    ground_name: Wording
    about: InquiryLink | None
    about_unit: Wording | None
    findings: str | None
    opinion: str | None
    outcome: str | None


@dataclass(frozen=True)
class CallLink:
    """The call an inquiry arose from; given only where this person may see the call itself."""

    id: int
    arrived_at: datetime


@dataclass(frozen=True)
class InquiryPage:
    """Everything the page of an inquiry shows; `inquirer` is None when it may not be shown."""

    row: InquiryRow
    inquirer: Inquirer | None
    category: str | None
    language: str
    other_ways_told: str | None
    code_given_at: datetime | None
    replied_at: datetime | None
    public_reply: str | None
    public_reply_published_at: datetime | None
    first_responder: Wording | None
    legs: tuple[HandlingLegShown, ...]
    timeline: tuple[Line, ...]
    complaint: ComplaintShown | None
    complaints_about: tuple[InquiryLink, ...]
    call: CallLink | None
    recordings: tuple[RecordingShown, ...]
    rating: RatingShown | None


# ---- directory -----------------------------------------------------------------------------


@dataclass(frozen=True)
class LiaisonShown:
    """A department's contact; the target is staff's and shown whole."""

    id: int
    name: str
    position: str
    position_name: Wording
    target: str
    verified_on: date | None
    trained_on: date | None


@dataclass(frozen=True)
class Department:
    """A unit in the directory; `missing` says why it is not ready, empty when it is."""

    id: int
    code: str
    name: Wording
    short_name: str
    place: Wording
    kind: str
    is_government_office: bool
    service_line: str | None
    duties: tuple[str, ...]
    first_person: str | None
    deputy_leader: str | None
    undertaking_office: str | None
    liaisons: tuple[LiaisonShown, ...]
    hours: tuple[str, ...]
    today: str
    is_open: bool
    opens_next_at: datetime | None
    missing: tuple[Wording, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing


# ---- figures -------------------------------------------------------------------------------


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
