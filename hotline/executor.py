"""Does what the outbox holds: claim, do outside any transaction, mark done, or try again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache

import structlog

from hotline import outbox
from hotline.db import JOB_SECONDS
from hotline.errors import Away, told_safely
from hotline.house import House
from hotline.jobs import DOERS, TryLater
from ivr.phone import Phone

log = structlog.get_logger()

QUEUE = "hotline"
BELL_SECONDS = 1
RING_AGAIN = timedelta(seconds=10)


def run(house: House, phone: Phone, row_id: int) -> bool:
    """Do one row if nobody else has it; whether it was done now."""
    with house.sessions.begin() as db:
        row = outbox.claim(db, row_id, now=house.clock())
        if row is None:
            return False
        kind, payload = row.kind, dict(row.payload)
    try:
        DOERS[kind](house, phone, **payload)
    except Exception as error:
        if isinstance(error, TryLater | Away):
            log.info("job waits", kind=kind, row_id=row_id, reason=str(error))
        else:
            log.exception("job failed", kind=kind, row_id=row_id)
        with house.sessions.begin() as db:
            outbox.fail(
                db, row_id, now=house.clock(), error=told_safely(error),
                is_passing=isinstance(error, Away),
            )  # fmt: skip
        return False
    with house.sessions.begin() as db:
        outbox.finish(db, row_id, now=house.clock())
    return True


def run_all(house: House, phone: Phone) -> int:
    """Do every row that waits, here and now; how many were done."""
    done = 0
    while True:
        with house.sessions() as db:
            rows = outbox.ready(db, now=house.clock())
        finished = sum(run(house, phone, row_id) for row_id in rows)
        done += finished
        if not finished:
            return done


class Beat:
    """Rings for every row that waits: to RQ where there is a Redis, else to threads of our own."""

    def __init__(self, house: House, phone: Phone, *, threads: int = 4) -> None:
        self._house, self._phone = house, phone
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="outbox")
        self._running: set[int] = set()
        self._rung: dict[int, datetime] = {}
        self._ring = bell_for(house)

    def __call__(self) -> None:
        """One beat."""
        with self._house.sessions() as db:
            rows = outbox.ready(db, now=self._house.clock())
        if self._ring is not None:
            self._ring(self._unrung(rows))
            return
        for row_id in rows:
            if row_id not in self._running:
                self._running.add(row_id)
                self._pool.submit(self._run, row_id)

    def _unrung(self, rows: list[int]) -> list[int]:
        """Rows not rung for a moment ago: workers that are behind need no second bell a second."""
        now = self._house.clock()
        self._rung = {row: at for row, at in self._rung.items() if now - at < RING_AGAIN}
        unrung = [row_id for row_id in rows if row_id not in self._rung]
        self._rung |= dict.fromkeys(unrung, now)
        return unrung

    def close(self) -> None:
        """Wait for what is being done, and begin nothing more."""
        self._pool.shutdown(wait=True)

    def _run(self, row_id: int) -> None:
        try:
            run(self._house, self._phone, row_id)
        finally:
            self._running.discard(row_id)


def bell_for(house: House) -> Callable[[list[int]], None] | None:
    """What rings for new rows: an RQ queue, or nothing where there is no Redis."""
    if house.settings.redis_url is None:
        return None
    # Read only where there is one to ring: every process starts by what it imports.
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry
    from rq import Queue

    # A caller waits while we ring: a Redis that is slow, or gone, may cost a moment and no more.
    connection = Redis.from_url(
        house.settings.redis_url, retry=Retry(NoBackoff(), 0),
        socket_connect_timeout=BELL_SECONDS, socket_timeout=BELL_SECONDS,
    )  # fmt: skip
    queue = Queue(QUEUE, connection=connection)

    def ring(rows: list[int]) -> None:
        try:
            for row_id in rows:
                # A short life: a bell that nobody heard is rung again by the next beat.
                queue.enqueue(
                    "hotline.executor.run_here", row_id, job_id=f"outbox-{row_id}",
                    ttl=600, result_ttl=0, failure_ttl=3600,
                )  # fmt: skip
        except Exception:
            log.warning("Redis does not answer; the next beat rings again", exc_info=True)

    return ring


@cache
def _house_here() -> tuple[House, Phone]:
    from hotline.app import build_house

    house = build_house(statement_seconds=JOB_SECONDS)
    return house, Phone(house.settings)


def run_here(row_id: int) -> bool:
    """What an RQ worker calls: do this row with the worker's own house."""
    house, phone = _house_here()
    return run(house, phone, row_id)
