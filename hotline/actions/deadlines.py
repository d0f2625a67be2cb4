"""A leg's deadline is counted, and counted again when what it follows from has changed (R-34)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, cast, func, insert, update
from sqlalchemy.dialects.postgresql import ARRAY

from hotline.actions import telling
from hotline.actions.events import event_row, note_inquiry
from hotline.records import Deadline, HandlingLeg, Inquiry, InquiryEvent
from hotline.rules import clocks
from hotline.work import Work

MOVING: Mapping[str, Any] = MappingProxyType(
    {
        "id": BigInteger,
        "due_on": Date,
        "due_at": DateTime(timezone=True),
        "is_provisional": Boolean,
    }
)


def recompute(
    work: Work,
    inquiries: Mapping[int, Inquiry],
    found: Sequence[HandlingLeg],
    *,
    change: int | None = None,
) -> int:
    """Count these open legs' deadlines again after a calendar change; how many moved (R-34).

    `inquiries` holds, by id, the inquiry of each, held. Written many at a time, because a new
    calendar moves every open leg there is. Each says which `change` moved it.
    """
    events, kept, changes, moved = [], [], [], []
    for leg in found:
        due = _moved(work, leg)
        if due is not None:
            inquiry = inquiries[leg.inquiry_id]
            events.append(event_row(work, inquiry, "deadline_moved", **_told(leg, due)))
            cause = {"change_id": change, "moved_from": leg.due_on}
            kept.append({**row(work, leg, due, reason="calendar_changed"), **cause})
            changes.append({"id": leg.id, **_counted(due)})
            moved.append(leg)
    if changes:
        work.db.execute(insert(InquiryEvent), events)
        work.db.execute(insert(Deadline), kept)
        _move(work, changes)
        telling.moved(work, inquiries, moved)
    return len(changes)


def _move(work: Work, changes: Sequence[Mapping[str, Any]]) -> None:
    """Set the dates of many legs that are held, in one statement instead of one for each."""
    columns = [
        cast([change[name] for change in changes], ARRAY(kind)) for name, kind in MOVING.items()
    ]
    new = func.unnest(*columns).table_valued(*MOVING).render_derived(name="new")
    work.db.execute(
        update(HandlingLeg)
        .where(HandlingLeg.id == new.c.id)
        .values(
            {name: new.c[name] for name in MOVING if name != "id"}
            | {"remind_at": work.now, "version": HandlingLeg.version + 1}
        )
        .execution_options(synchronize_session=False)
    )


def recount(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, reason: str) -> bool:
    """Count the leg's deadline again, from its own receipt; whether it moved, which is noted."""
    due = _moved(work, leg)
    if due is None:
        return False
    note_inquiry(work, inquiry, "deadline_moved", **_told(leg, due))
    for name, value in dates(work, due).items():
        setattr(leg, name, value)
    work.db.add(Deadline(**row(work, leg, due, reason=reason)))
    return True


def _moved(work: Work, leg: HandlingLeg) -> clocks.Deadline | None:
    """The leg's deadline as it is counted now, if it is another than the one it has."""
    due = work.book.deadline(
        unit_id=leg.unit_id, clock=leg.clock, received_on=leg.received_on,
        extended_to_days=leg.extended_to_days,
    )  # fmt: skip
    stands = (due.due_on, due.due_at, due.provisional) == (
        leg.due_on, leg.due_at, leg.is_provisional,
    )  # fmt: skip
    return None if stands else due


def _told(leg: HandlingLeg, due: clocks.Deadline) -> dict[str, Any]:
    """What the history says of a deadline that moved."""
    return {
        "leg_id": leg.id,
        "old": leg.due_on.isoformat(),
        "new": due.due_on.isoformat(),
        "provisional": due.provisional,
        "edition": due.calendar_edition,
    }


def dates(work: Work, due: clocks.Deadline) -> dict[str, Any]:
    """The deadline as it stands on a leg; of another one its unit is reminded anew (R-36)."""
    return {**_counted(due), "remind_at": work.now}


def _counted(due: clocks.Deadline) -> dict[str, Any]:
    return {"due_on": due.due_on, "due_at": due.due_at, "is_provisional": due.provisional}


def row(work: Work, leg: HandlingLeg, due: clocks.Deadline, *, reason: str) -> dict[str, Any]:
    """How it was counted, as a row of its own."""
    return {
        "handling_leg_id": leg.id,
        "computed_at": work.now,
        "clock": due.rule_key,
        "days": due.days,
        **_counted(due),
        "calendar_edition": due.calendar_edition,
        "skipped": [{"date": day.on.isoformat(), "why": day.why} for day in due.skipped],
        "reason": reason,
    }
