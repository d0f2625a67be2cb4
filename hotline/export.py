"""The ledger for any tool: rows as JSON Lines, by the JSON Schemas beside this file.

Nothing sealed leaves by this door: numbers are masked, lookup codes and passwords are left out, and
what is said in words has its long numbers masked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Select, false, func, select, true
from sqlalchemy.orm import Session, aliased

from hotline.records import (
    Call,
    CallEvent,
    CallLeg,
    Complaint,
    Deadline,
    HandlingLeg,
    Inquiry,
    InquiryEvent,
    Jurisdiction,
    Rating,
    Recording,
    Unit,
)
from hotline.reports.parts import masked_target
from hotline.rules.zone import instant

SCHEMAS = Path(__file__).resolve().parent / "schemas"
# Rows fetched at a time: an export takes the same memory for a million calls as for ten.
BATCH = 1000
# Telephones, identity numbers and codes that people write or say: seven digits or more, or in
# groups of four. Dates such as 2026-11-23 stay as they are.
LONG_NUMBER = re.compile(
    r"\d{7,}[Xx]?|\d{3,4}[ -]\d{4}[ -]\d{4}(?!\d)|[零〇一二三四五六七八九幺]{7,}"
)
# Values in events that are long numbers and nobody's: the line's own number, and hashes.
NOT_PERSONAL = frozenset({"dialled", "sha256", "due_on"})

Row = dict[str, Any]


@dataclass(frozen=True)
class Ledger:
    """One kind of row: what is asked for, by which instant `since` is meant, how it is shaped."""

    query: Select[Any]
    at: Any
    shape: Callable[[Mapping[str, Any]], Row] = dict


def export(db: Session, kind: str, *, since: date | None = None) -> Iterator[Row]:
    """The rows of a ledger in the order they came, from that day (at the hotline) on, one by one.

    Instants are ISO 8601 in UTC with Z, dates ISO. KeyError for a kind that there is not.
    """
    ledger = LEDGERS[kind]
    query = ledger.query
    if since is not None:
        query = query.where(ledger.at >= instant(on=since, at_time=time.min))
    rows = db.execute(query, execution_options={"yield_per": BATCH}).mappings()
    for row in rows:
        yield {key: _plain(value) for key, value in ledger.shape(dict(row)).items()}


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return value.hex()
    return value


def masked(text: str | None) -> str | None:
    """The text with every long number in it hidden."""
    return None if text is None else LONG_NUMBER.sub("****", text)


def _masked_data(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _masked_data(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_masked_data(item) for item in value]
    return masked(value) if isinstance(value, str) and key not in NOT_PERSONAL else value


def _event(row: Mapping[str, Any]) -> Row:
    return {**row, "data": _masked_data(row["data"])}


def _call_leg(row: Mapping[str, Any]) -> Row:
    return {**row, "target": masked_target(row["target"])}


def _inquiry(row: Mapping[str, Any]) -> Row:
    """Where the inquirer asked for confidentiality, nothing leads to who it was: not the call, nor
    a recording of it (`_recording`, `_inquiry_event`)."""
    words = ("text", "other_ways_told", "findings", "opinion", "outcome")
    hidden = dict.fromkeys(("phone_masked", "call_id")) if row["is_confidential"] else {}
    return {**row, **{name: masked(row[name]) for name in words}, **hidden}


def _recording(row: Mapping[str, Any]) -> Row:
    """A confidential inquiry's message is told with its call alone, which names a number."""
    shown = {**row}
    return shown | ({"inquiry_id": None} if shown.pop("is_confidential") else {})


def _inquiry_event(row: Mapping[str, Any]) -> Row:
    """By the recording's number the call would be found again."""
    shown = _event(row)
    if shown.pop("is_confidential") and "recording_id" in shown["data"]:
        shown["data"] = {**shown["data"], "recording_id": None}
    return shown


LEG_TEXTS = ("internal_note", "reply", "classified_because", "supervision_order")


def _handling_leg(row: Mapping[str, Any]) -> Row:
    return {**row, **{name: masked(row[name]) for name in LEG_TEXTS}}


def _of(kind: Any, *names: str) -> list[Any]:
    return [getattr(kind, name) for name in names]


EVENT = ("seq", "at", "kind", "actor_kind", "actor_id", "data", "hash")


def _call_events() -> Ledger:
    query = select(*_of(CallEvent, "id", "call_id", *EVENT)).order_by(CallEvent.id)
    return Ledger(query, CallEvent.at, _event)


def _inquiry_events() -> Ledger:
    query = (
        select(
            *_of(InquiryEvent, "id", "inquiry_id", "handling_leg_id", *EVENT),
            Inquiry.is_confidential,
        )
        .join(Inquiry, Inquiry.id == InquiryEvent.inquiry_id)
        .order_by(InquiryEvent.id)
    )
    return Ledger(query, InquiryEvent.at, _inquiry_event)


def _calls() -> Ledger:
    query = (
        select(
            Call.id,
            Call.sid,
            Jurisdiction.code.label("jurisdiction"),
            *_of(
                Call, "caller_masked", "dialled", "language", "is_test", "status", "arrived_at",
                "ended_at", "duration_seconds", "notice_version", "notice_at",
                "human_requested_at", "human_requested_in_hours", "human_answered_at", "outcome",
                "settled_at", "event_count", "head_hash",
            ),
        )
        .join(Jurisdiction, Jurisdiction.id == Call.jurisdiction_id)
        .order_by(Call.id)
    )  # fmt: skip
    return Ledger(query, Call.arrived_at)


def _call_legs() -> Ledger:
    query = (
        select(
            *_of(CallLeg, "id", "call_id", "sid", "kind"),
            Unit.code.label("unit"),
            *_of(
                CallLeg, "liaison_id", "target", "status", "in_hours", "planned_at", "rung_at",
                "accepted_at", "ended_at", "talk_seconds", "result",
            ),
        )
        .outerjoin(Unit, Unit.id == CallLeg.unit_id)
        .order_by(CallLeg.id)
    )  # fmt: skip
    return Ledger(query, CallLeg.planned_at, _call_leg)


def _inquiries() -> Ledger:
    first, about = aliased(Unit), aliased(Unit)
    query = (
        select(
            *_of(Inquiry, "id", "reference", "kind", "channel", "state", "call_id"),
            Jurisdiction.code.label("jurisdiction"),
            *_of(
                Inquiry, "text", "category", "language", "phone_masked", "is_confidential",
                "other_ways_told", "received_at", "code_given_at", "replied_at",
                "proposed_entry_id", "merged_into_id", "event_count", "head_hash",
            ),
            first.code.label("first_responder_unit"),
            *_of(Complaint, "ground", "about_inquiry_id"),
            about.code.label("about_unit"),
            *_of(Complaint, "findings", "opinion", "outcome", "is_upheld"),
        )
        .join(Jurisdiction, Jurisdiction.id == Inquiry.jurisdiction_id)
        .outerjoin(Complaint, Complaint.inquiry_id == Inquiry.id)
        .outerjoin(first, first.id == Inquiry.first_responder_unit_id)
        .outerjoin(about, about.id == Complaint.about_unit_id)
        .order_by(Inquiry.id)
    )  # fmt: skip
    return Ledger(query, Inquiry.received_at, _inquiry)


def _handling_legs() -> Ledger:
    latest = (
        select(Deadline)
        .where(Deadline.handling_leg_id == HandlingLeg.id)
        .order_by(Deadline.id.desc())
        .limit(1)
        .lateral("deadline_in_force")
    )
    query = (
        select(
            *_of(HandlingLeg, "id", "inquiry_id"),
            Unit.code.label("unit"),
            *_of(
                HandlingLeg, "clock", "state", "received_at", "received_on", "due_on", "due_at",
                "is_provisional", "signed_for_at", "closed_at", "internal_note", "reply",
                "sender_leg_id", "is_designated", "classified_because", "extended_to_days",
                "overdue_announced_for", "supervised_at", "supervised_by_id", "supervision_order",
            ),
            latest.c.days,
            latest.c.calendar_edition,
            latest.c.skipped,
            latest.c.computed_at,
            latest.c.reason,
        )
        .join(Unit, Unit.id == HandlingLeg.unit_id)
        .outerjoin(latest, true())
        .order_by(HandlingLeg.id)
    )  # fmt: skip
    return Ledger(query, HandlingLeg.received_at, _handling_leg)


def _recordings() -> Ledger:
    names = (
        "id", "sid", "call_id", "call_leg_id", "inquiry_id", "kind", "state", "duration_seconds",
        "byte_count", "sha256", "announced_at", "fetched_at", "provider_deleted_at", "listened_at",
    )  # fmt: skip
    query = (
        select(*_of(Recording, *names), func.coalesce(Inquiry.is_confidential, false()).label(
            "is_confidential"
        ))
        .outerjoin(Inquiry, Inquiry.id == Recording.inquiry_id)
        .order_by(Recording.id)
    )  # fmt: skip
    return Ledger(query, Recording.announced_at, _recording)


def _ratings() -> Ledger:
    names = ("id", "subject", "call_id", "inquiry_id", "invited_at", "rated_at", "score")
    return Ledger(select(*_of(Rating, *names)).order_by(Rating.id), Rating.invited_at)


LEDGERS: Mapping[str, Ledger] = {
    "calls": _calls(),
    "call-legs": _call_legs(),
    "call-events": _call_events(),
    "inquiries": _inquiries(),
    "handling-legs": _handling_legs(),
    "inquiry-events": _inquiry_events(),
    "recordings": _recordings(),
    "ratings": _ratings(),
}
