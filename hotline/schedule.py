"""What runs by the clock: the outbox's beat, and the periodic jobs, once among all processes."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from hotline.errors import told_safely
from hotline.executor import Beat
from hotline.house import House
from hotline.jobs import PERIODIC, Periodic
from hotline.records import PeriodicSlot
from ivr.phone import Phone

log = structlog.get_logger()

BEAT_SECONDS = 1


def start(house: House, phone: Phone) -> BackgroundScheduler:
    """Start the clockwork of this process; it may run in any number of processes at once."""
    # Late is better than never: by default a run that starts a second late is left out.
    # https://apscheduler.readthedocs.io/en/3.x/userguide.html#missed-job-executions-and-coalescing
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(Beat(house, phone), "interval", seconds=BEAT_SECONDS)
    for job in PERIODIC:
        scheduler.add_job(run_slot, "interval", args=(house, phone, job), seconds=job.every_seconds)
    scheduler.start()
    return scheduler


def run_slot(house: House, phone: Phone, job: Periodic) -> bool:
    """Run a periodic job unless another process has this slot already; whether it ran here."""
    name, now = job.run.__name__, house.clock()
    slot_at = slot_of(now, every_seconds=job.every_seconds)
    with house.sessions.begin() as db:
        ours = db.scalar(
            insert(PeriodicSlot)
            .values(job=name, slot_at=slot_at, started_at=now)
            .on_conflict_do_nothing()
            .returning(PeriodicSlot.job)
        )
    if ours is None:
        return False
    error = None
    try:
        job.run(house, phone)
    except Exception as problem:
        log.exception("periodic job failed", job=name)
        error = told_safely(problem)[:2000]
    with house.sessions.begin() as db:
        db.execute(
            update(PeriodicSlot)
            .where(PeriodicSlot.job == name, PeriodicSlot.slot_at == slot_at)
            .values(finished_at=house.clock(), error=error)
        )
    return error is None


def slot_of(at: datetime, *, every_seconds: int) -> datetime:
    """The slot an instant falls into; the same in every process."""
    return datetime.fromtimestamp(int(at.timestamp()) // every_seconds * every_seconds, UTC)
