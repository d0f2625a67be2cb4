"""The one way an event is written: appended to its chain, with actor and instant for free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from hotline import outbox
from hotline.actions import telling
from hotline.records import (
    Call,
    CallEvent,
    Chain,
    Inquiry,
    InquiryEvent,
    OrganisationEvent,
    ReadEvent,
)
from hotline.seal import GENESIS, Seal
from hotline.work import Work


def note_call(work: Work, call: Call, kind: str, **data: Any) -> None:
    """Append an event to a call's history. `data` is kept for good: no personal data in it."""
    work.db.add(CallEvent(call_id=call.id, **_next(work, call, kind, data)))


def note_inquiry(
    work: Work, inquiry: Inquiry, kind: str, *, leg_id: int | None = None, **data: Any
) -> None:
    """Append an event to an inquiry's history. `data` is kept for good: no personal data in it.

    The caller of this must hold the inquiry's row (FOR UPDATE, or just inserted), so that two
    people cannot write the same link of the chain; the unique (inquiry, seq) refuses them if not.
    Whom it concerns is told by a job.
    """
    row = event_row(work, inquiry, kind, leg_id=leg_id, **data)
    work.db.add(InquiryEvent(**row))
    telling.changed(work, inquiry, kind, leg_id=leg_id)
    if kind in work.book.notices.events:
        seq = row["seq"]
        key = f"tell_of_event:{inquiry.id}:{seq}"
        outbox.put(work, "tell_of_event", key=key, inquiry_id=inquiry.id, seq=seq)


def event_row(
    work: Work, inquiry: Inquiry, kind: str, *, leg_id: int | None = None, **data: Any
) -> dict[str, Any]:
    """The next link of an inquiry's chain as a row, for whoever writes many at a time."""
    fields = _next(work, inquiry, kind, data, leg_id=leg_id)
    return {"inquiry_id": inquiry.id, "handling_leg_id": leg_id, **fields}


def note_house(
    work: Work, chain: type[ReadEvent] | type[OrganisationEvent], kind: str, **data: Any
) -> int:
    """Append to a chain of the whole house; the number of the event.

    Its lock is held to the end of the Work: note last, then commit.
    """
    work.db.flush()
    lock = func.hashtextextended(chain.__tablename__, 0)
    work.db.execute(select(func.pg_advisory_xact_lock(lock)))
    last = work.db.execute(
        select(chain.seq, chain.hash).order_by(chain.seq.desc()).limit(1)
    ).one_or_none()
    seq, head = (last.seq, last.hash) if last else (0, GENESIS)
    fields = _fields(work, seq + 1, kind, data)
    event = chain(**fields, hash=link(work.seal, head, fields))
    work.db.add(event)
    work.db.flush()
    return event.id


def _next(
    work: Work, owner: Chain, kind: str, data: Mapping[str, Any], *, leg_id: int | None = None
) -> dict[str, Any]:
    fields = _fields(work, owner.event_count + 1, kind, data)
    owner.head_hash = link(work.seal, owner.head_hash, fields, leg_id=leg_id)
    owner.event_count += 1
    return {**fields, "hash": owner.head_hash}


def _fields(work: Work, seq: int, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What every event says; `for` whom, when a deputy acts in somebody's stead (代)."""
    known = {**data, "for": work.actor.deputy_for}
    return {
        "seq": seq,
        "at": work.now,
        "kind": kind,
        "actor_kind": work.actor.kind,
        "actor_id": work.actor.id,
        "data": {key: value for key, value in known.items() if value is not None},
    }


def link(
    seal: Seal, previous: bytes, fields: Mapping[str, Any], *, leg_id: int | None = None
) -> bytes:
    """The hash an event with these fields must bear when it follows `previous`."""
    return seal.link_event(previous, fields, leg_id=leg_id)
