"""What makes outside events harmless and work survive: receipts, outbox, slots, counters, audit."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Computed, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import ChainedEvent, Numbered, Record, enum_of


class Receipt(Numbered, Record):
    """A provider request and the answer it got, so that a repeat gets the same answer.

    The answer is sealed, because a lookup code may stand in it; the request is kept, sealed, only
    when it failed, so that it can be replayed.
    """

    __tablename__ = "receipt"

    key: Mapped[str] = mapped_column(unique=True)
    received_at: Mapped[datetime]
    response_sealed: Mapped[bytes | None]
    request_sealed: Mapped[bytes | None]
    error: Mapped[str | None]
    # How often it was answered again in vain; each time the wait doubles.
    replays: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        Index("ix_receipt_received", "received_at"),
        Index("ix_receipt_failed", "received_at", postgresql_where=text("error is not null")),
    )  # fmt: skip


class OutboxState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    STUCK = "stuck"


class OutboxRow(Numbered, Record):
    """One piece of work that must reach the outside; the row is the job, the queue only a bell."""

    __tablename__ = "outbox"

    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[OutboxState] = mapped_column(enum_of(OutboxState), default=OutboxState.WAITING)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_outbox_open", "due_at", postgresql_where=text("state in ('waiting', 'claimed')")),
    )


class PeriodicSlot(Record):
    """A run of a periodic job; its unique key makes one job of what four processes want to run."""

    __tablename__ = "periodic_slot"

    job: Mapped[str] = mapped_column(primary_key=True)
    slot_at: Mapped[datetime] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]


class Attempt(Numbered, Record):
    """An attempt at something guarded (a lookup code, a sign-in), counted over a window of time."""

    __tablename__ = "attempt"

    guard: Mapped[str]
    subject: Mapped[bytes]
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_attempt_subject", "guard", "subject", "at"),
        Index("ix_attempt_guard", "guard", "at"),
    )


class ReadEvent(ChainedEvent, Record):
    """Who opened, heard, revealed or exported what; cannot be switched off."""

    __tablename__ = "read_event"

    __table_args__ = (Index("uq_read_event_chain", "seq", unique=True),)


class OrganisationEvent(ChainedEvent, Record):
    """A change of the organisation (a place, a unit, an account, a key), with old and new values.

    `about` names whose page tells it, such as unit:12. What is written down of people in office is
    kept here as long as the history is; nothing of a citizen ever is.
    """

    __tablename__ = "organisation_event"

    about: Mapped[str] = mapped_column(Computed("data ->> 'about'", persisted=True), index=True)

    __table_args__ = (Index("uq_organisation_event_chain", "seq", unique=True),)


class Anchor(ChainedEvent, Record):
    """A regular note of every chain's head and count, chained in itself, so that a cut tail or a
    vanished inquiry shows."""

    __tablename__ = "anchor"

    __table_args__ = (Index("uq_anchor_chain", "seq", unique=True),)
