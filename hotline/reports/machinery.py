"""How the machinery is: jobs late or stuck, requests that failed, how far days are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, distinct, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from hotline.errors import NotFound
from hotline.records import (
    Attachment,
    CalendarYear,
    Inquiry,
    OutboxRow,
    OutboxState,
    PeriodicSlot,
    Receipt,
    Scan,
    StoredFile,
)
from hotline.reports.names import Names
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

LATE = timedelta(minutes=5)
SHOWN = 50
OPEN = (OutboxState.WAITING, OutboxState.CLAIMED)
NO_SUCH_JOB = Wording(key="job.unknown", zh="没有这个任务。", en="There is no such job.")


@dataclass(frozen=True)
class Job:
    """A piece of work that must still be done, and what went wrong with it last."""

    id: int
    name: Wording
    created_at: datetime
    due_at: datetime
    attempts: int
    last_error: str | None


@dataclass(frozen=True)
class FailedRequest:
    """A request of the telephone provider that could not be carried out."""

    key: str
    received_at: datetime
    error: str | None


@dataclass(frozen=True)
class Run:
    """The latest run of a periodic job."""

    name: Wording
    started_at: datetime
    finished_at: datetime | None
    error: str | None


@dataclass(frozen=True)
class BadFile:
    """A file that is missing, altered or infected, and the inquiries it was given with."""

    sha256: str
    why: Wording
    noticed_at: datetime | None
    references: tuple[str, ...]


@dataclass(frozen=True)
class Machinery:
    """The state of each part. The counts are of all there are, the rows of the first few."""

    waiting_count: int
    late_count: int
    stuck_count: int
    failed_count: int
    late: tuple[Job, ...]
    stuck: tuple[Job, ...]
    failed: tuple[FailedRequest, ...]
    runs: tuple[Run, ...]
    bad_files: tuple[BadFile, ...]
    unscanned_count: int
    days_known_through_on: date | None
    days_left: int


def state(work: Work, *, limit: int = SHOWN) -> Machinery:
    """How everything is that runs without anybody looking on."""
    is_late = (OutboxRow.state.in_(OPEN), OutboxRow.due_at < work.now - LATE)
    is_stuck = OutboxRow.state == OutboxState.STUCK
    has_failed = Receipt.error.is_not(None)
    failed = select(Receipt.key, Receipt.received_at, Receipt.error).where(has_failed)
    year = work.db.scalar(select(func.max(CalendarYear.year)))
    through_on = date(year, 12, 31) if year is not None else None
    return Machinery(
        waiting_count=_count(work, OutboxRow, OutboxRow.state.in_(OPEN)),
        late_count=_count(work, OutboxRow, *is_late),
        stuck_count=_count(work, OutboxRow, is_stuck),
        failed_count=_count(work, Receipt, has_failed),
        late=_jobs(work, *is_late, first=OutboxRow.due_at, limit=limit),
        stuck=_jobs(work, is_stuck, first=OutboxRow.created_at, limit=limit),
        failed=tuple(
            FailedRequest(key=row.key, received_at=row.received_at, error=row.error)
            for row in work.db.execute(failed.order_by(Receipt.received_at.desc()).limit(limit))
        ),
        runs=tuple(_runs(work)),
        bad_files=tuple(_bad_files(work, limit=limit)),
        unscanned_count=_count(work, StoredFile, StoredFile.scan == Scan.WAITING),
        days_known_through_on=through_on,
        days_left=(through_on - today(work.now)).days if through_on else 0,
    )


def is_stuck(work: Work, *, job_id: int) -> bool:
    """Whether this job waits for somebody to let it be tried again; NotFound when there is none."""
    found = work.db.scalar(select(OutboxRow.state).where(OutboxRow.id == job_id))
    if found is None:
        raise NotFound(NO_SUCH_JOB)
    return found is OutboxState.STUCK


def _count(
    work: Work, rows: type[OutboxRow | Receipt | StoredFile], *conditions: ColumnElement[bool]
) -> int:
    query = select(func.count()).select_from(rows).where(*conditions)
    return work.db.scalar(query) or 0


def _jobs(work: Work, *conditions: ColumnElement[bool], first: Any, limit: int) -> tuple[Job, ...]:
    query = select(OutboxRow).where(*conditions).order_by(first, OutboxRow.id).limit(limit)
    names = Names(work)
    return tuple(
        Job(
            id=row.id,
            name=names.word("job", row.kind),
            created_at=row.created_at,
            due_at=row.due_at,
            attempts=row.attempts,
            last_error=row.last_error,
        )
        for row in work.db.scalars(query)
    )


def _bad_files(work: Work, *, limit: int) -> Iterator[BadFile]:
    names = Names(work)
    given_with = (
        select(func.array_agg(distinct(Inquiry.reference)))
        .join(Attachment, Attachment.inquiry_id == Inquiry.id)
        .where(Attachment.sha256 == StoredFile.sha256)
        .scalar_subquery()
    )
    query = select(StoredFile, given_with).where(
        or_(StoredFile.fault.is_not(None), StoredFile.scan == Scan.INFECTED)
    )
    for file, references in work.db.execute(query.order_by(StoredFile.sha256).limit(limit)):
        yield BadFile(
            sha256=file.sha256,
            why=names.word("file_fault", file.fault.value) if file.fault
            else names.word("scan", file.scan.value),
            noticed_at=file.checked_at if file.fault else file.scanned_at,
            references=tuple(references or ()),
        )  # fmt: skip


def _runs(work: Work) -> Sequence[Run]:
    latest = (
        select(PeriodicSlot)
        .ext(distinct_on(PeriodicSlot.job))
        .order_by(PeriodicSlot.job, PeriodicSlot.slot_at.desc())
    )
    names = Names(work)
    return [
        Run(
            name=names.word("job", row.job), started_at=row.started_at,
            finished_at=row.finished_at, error=row.error,
        )
        for row in work.db.scalars(latest)
    ]  # fmt: skip
