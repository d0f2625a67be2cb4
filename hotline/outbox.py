"""Work that must survive a crash: written with the transaction that causes it, done afterwards.

The row is the job. `put` writes it, `claim` leases it to one runner, `finish` or `fail` ends the
attempt. A queue (RQ, or a beat of the scheduler) only rings: losing it loses nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline.records import OutboxRow, OutboxState
from hotline.work import Work

LEASE = timedelta(minutes=5)
ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_PASSING_PAUSE = timedelta(minutes=10)


def put(
    work: Work, kind: str, *, key: str, due_at: datetime | None = None, **payload: Any
) -> int | None:
    """Write a job into this transaction; its id, or None when a job with this key was put before.

    `payload` must hold ids, never personal data: what to send is read when it is sent.
    """
    statement = (
        insert(OutboxRow)
        .values(
            kind=kind,
            key=key,
            payload=payload,
            state=OutboxState.WAITING,
            created_at=work.now,
            due_at=due_at or work.now,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(OutboxRow.id)
    )
    # It hangs on nothing that is still to be written: a flush for it would only cost statements.
    with work.db.no_autoflush:
        row_id = work.db.scalar(statement)
    if row_id is not None:
        work.db.info.setdefault("outbox", []).append(row_id)
    return row_id


def claim(db: Session, row_id: int, *, now: datetime) -> OutboxRow | None:
    """Lease the row to the caller; None when it is done, not yet due, or another has it."""
    row = db.scalar(
        select(OutboxRow)
        .where(OutboxRow.id == row_id, *_ready(now))
        .with_for_update(skip_locked=True)
    )
    if row is not None:
        row.state = OutboxState.CLAIMED
        row.lease_until = now + LEASE
        row.attempts += 1
    return row


def ready(db: Session, *, now: datetime, limit: int = 100) -> list[int]:
    """Ids of rows that wait to be done, the oldest first; expired leases among them."""
    query = select(OutboxRow.id).where(*_ready(now)).order_by(OutboxRow.due_at).limit(limit)
    return list(db.scalars(query))


def _ready(now: datetime) -> tuple[Any, ...]:
    waiting = OutboxRow.state == OutboxState.WAITING
    expired = (OutboxRow.state == OutboxState.CLAIMED) & (OutboxRow.lease_until < now)
    return (OutboxRow.due_at <= now, or_(waiting, expired))


def finish(db: Session, row_id: int, *, now: datetime) -> None:
    """The job is done; done is never undone."""
    db.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id)
        .values(state=OutboxState.DONE, done_at=now, lease_until=None, last_error=None)
    )


def fail(db: Session, row_id: int, *, now: datetime, error: str, is_passing: bool = False) -> None:
    """The attempt failed: wait twice as long as before, or show the row as stuck.

    What failed because the other side was away is passing: it is not counted, and never stuck.
    """
    row = db.get_one(OutboxRow, row_id, with_for_update=True)
    if row.state is OutboxState.DONE:
        return
    row.last_error = error[:2000]
    row.lease_until = None
    if is_passing:
        row.attempts -= 1
        # The longer it has been away the less often it is asked.
        pause = min(max(now - row.created_at, FIRST_PAUSE), LONGEST_PASSING_PAUSE)
    elif row.attempts >= ATTEMPTS:
        row.state = OutboxState.STUCK
        return
    else:
        pause = min(FIRST_PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
    row.state = OutboxState.WAITING
    row.due_at = now + pause


def retry(work: Work, *, row_id: int) -> None:
    """Let a stuck job be tried again from the beginning (the button in the console)."""
    row = work.db.get_one(OutboxRow, row_id, with_for_update=True)
    if row.state is OutboxState.STUCK:
        row.state, row.attempts, row.due_at = OutboxState.WAITING, 0, work.now
