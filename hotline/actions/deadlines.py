"""A leg's deadline is counted, and counted again when what it follows from has changed (R-34)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm.attributes import set_committed_value

from hotline.actions import telling
from hotline.actions.events import event_row, note_inquiry
from hotline.db import as_table
from hotline.records import Deadline, HandlingLeg, Inquiry, InquiryEvent
from hotline.records.base import Record
from hotline.rules import clocks
from hotline.work import Work


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
            changes.append({"id": leg.id, **dates(work, due), "version": leg.version + 1})
            moved.append(leg)
    if changes:
        _set(work, Inquiry, _heads({inquiries[leg.inquiry_id] for leg in moved}))
        _add(work, InquiryEvent, events)
        _add(work, Deadline, kept)
        _set(work, HandlingLeg, changes)
        telling.moved(work, inquiries, moved)
    return len(changes)


def _heads(found: Iterable[Inquiry]) -> list[dict[str, Any]]:
    """The ends of these chains, which are then no longer the session's to write."""
    names = ("event_count", "head_hash")
    rows = [{"id": each.id, **{name: getattr(each, name) for name in names}} for each in found]
    for each in found:
        for name in names:
            set_committed_value(each, name, getattr(each, name))
    return rows


def _add(work: Work, kind: type[Record], rows: Sequence[Mapping[str, Any]]) -> None:
    given = as_table(rows, like=kind.__table__)
    work.db.execute(insert(kind).from_select(list(rows[0]), select(given)))


def _set(work: Work, kind: type[Record], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what many rows that are held now say, by their id."""
    given = as_table(rows, like=kind.__table__)
    new = {name: given.c[name] for name in rows[0] if name != "id"}
    held = update(kind).where(kind.__table__.c.id == given.c.id).values(new)
    work.db.execute(held.execution_options(synchronize_session=False))


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
