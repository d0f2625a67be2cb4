"""A call, in a list and on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.records import LegKind, LegResult
from hotline.reports.shown.page import Line
from hotline.reports.shown.shared import InquiryLink, RatingShown, RecordingShown
from hotline.rules.outcome import Outcome
from hotline.rules.wording import Wording


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
