"""An inquiry, in a list and on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.records import Channel, Ground, InquiryKind, InquiryState, LegState
from hotline.reports.shown.attachment import AttachmentShown
from hotline.reports.shown.page import Line
from hotline.reports.shown.shared import (
    InquiryLink,
    PublishedText,
    RatingShown,
    RecordingShown,
)
from hotline.rules.calendar import Skipped
from hotline.rules.wording import Wording


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
class RequestShown:
    """What was asked for on a leg; `is_agreed` is None as long as it waits.

    `verb` is the move that decides it: approve_forward or approve_extension. A forward has the
    unit it goes to, and with a joint reply the part that was replied; an extension its days.
    """

    verb: str
    to_unit: Wording | None
    part_reply: str | None
    to_days: int | None
    reason: str
    asked_by: Wording
    asked_at: datetime
    is_agreed: bool | None
    decided_by: Wording | None
    decided_at: datetime | None
    refusal_reason: str | None


@dataclass(frozen=True)
class ContactShown:
    """That the unit rang the inquirer; the number masked, None where nobody may know who asked."""

    contacted_at: datetime
    by: str
    number_masked: str | None
    was_reached: bool
    note: str | None


@dataclass(frozen=True)
class HandlingLegShown:
    """One unit's part of an inquiry; `sender` is the unit that forwarded or returned it here."""

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
    sender: Wording | None
    is_designated: bool
    classified_because: str | None
    requests: tuple[RequestShown, ...]
    contacts: tuple[ContactShown, ...]


@dataclass(frozen=True)
class WaitingRow:
    """A request that waits for its decision, in the list of whoever decides."""

    row: InquiryRow
    request: RequestShown


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
    """Everything the page of an inquiry shows; `inquirer` is None when it may not be shown.

    `duplicates` are the same caller's other inquiries that this one could be merged into.
    """

    row: InquiryRow
    event_count: int
    place_id: int
    inquirer: Inquirer | None
    category: str | None
    language: str
    other_ways_told: str | None
    code_given_at: datetime | None
    replied_at: datetime | None
    public_reply: PublishedText | None
    first_responder: Wording | None
    legs: tuple[HandlingLegShown, ...]
    timeline: tuple[Line, ...]
    complaint: ComplaintShown | None
    merged_into: InquiryLink | None
    duplicates: tuple[InquiryLink, ...]
    complaints_about: tuple[InquiryLink, ...]
    call: CallLink | None
    recordings: tuple[RecordingShown, ...]
    attachments: tuple[AttachmentShown, ...]
    rating: RatingShown | None
