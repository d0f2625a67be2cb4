"""How the machinery is: jobs that are stuck, receipts that failed, the calendar's horizon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from hotline import outbox
from hotline.records import CalendarYear, OutboxRow, OutboxState, PeriodicSlot, Receipt
from hotline.rules.zone import today
from hotline.work import Work

LATE = timedelta(minutes=5)
WARN_DAYS = 60
SHOWN = 50


@dataclass(frozen=True)
class Horizon:
    """Up to which day the holiday notices have been entered, and how far away that is."""

    through_on: date | None
    days_left: int

    @property
    def is_near(self) -> bool:
        return self.days_left < WARN_DAYS


@dataclass(frozen=True)
class Run:
    """The latest run of a periodic job."""

    job: str
    started_at: datetime
    finished_at: datetime | None
    error: str | None


def page(work: Work, row_id: int | None = None) -> ResponseReturnValue:
    """The state of each part, and what waits for somebody to do something about it."""
    db = work.db
    by_state = select(OutboxRow.state, func.count().label("rows")).group_by(OutboxRow.state)
    counts = {found.state: found.rows for found in db.execute(by_state)}
    open_states = (OutboxState.WAITING, OutboxState.CLAIMED)
    stuck = select(OutboxRow).where(OutboxRow.state == OutboxState.STUCK)
    late = select(OutboxRow).where(
        OutboxRow.state.in_(open_states), OutboxRow.due_at < work.now - LATE
    )
    failed = select(Receipt).where(Receipt.error.is_not(None))
    return render_template(
        "console/system.html",
        waiting=sum(counts.get(state, 0) for state in open_states),
        stuck=db.scalars(stuck.order_by(OutboxRow.created_at).limit(SHOWN)).all(),
        stuck_count=counts.get(OutboxState.STUCK, 0),
        late=db.scalars(late.order_by(OutboxRow.due_at).limit(SHOWN)).all(),
        failed=db.scalars(failed.order_by(Receipt.received_at.desc()).limit(SHOWN)).all(),
        runs=_runs(work),
        horizon=_horizon(work),
        warn_days=WARN_DAYS,
    )


def retry(work: Work, row_id: int) -> ResponseReturnValue:
    """Let a stuck job be tried again from the beginning."""
    outbox.retry(work, row_id=row_id)
    flash(_("已重新排队。"))
    return redirect(url_for("console.system"))


def _runs(work: Work) -> list[Run]:
    latest = (
        select(PeriodicSlot)
        .ext(distinct_on(PeriodicSlot.job))
        .order_by(PeriodicSlot.job, PeriodicSlot.slot_at.desc())
    )
    return [
        Run(job=row.job, started_at=row.started_at, finished_at=row.finished_at, error=row.error)
        for row in work.db.scalars(latest)
    ]


def _horizon(work: Work) -> Horizon:
    year = work.db.scalar(select(func.max(CalendarYear.year)))
    if year is None:
        return Horizon(through_on=None, days_left=0)
    through_on = date(year, 12, 31)
    return Horizon(through_on=through_on, days_left=(through_on - today(work.now)).days)
