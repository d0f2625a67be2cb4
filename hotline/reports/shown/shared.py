"""Pieces that the pages of calls and of inquiries share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.records import (
    InquiryKind,
    InquiryState,
    RatingSubject,
    RecordingKind,
    RecordingState,
)
from hotline.rules.wording import Wording


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
class PublishedText:
    """A public reply (公开答复) with its title, or a public explanation (未按期回复说明)."""

    title: str | None
    unit: Wording
    place: Wording
    published_at: datetime
    text: str
