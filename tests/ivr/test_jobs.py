"""The row is the job: done once whoever rings for it, stuck in plain sight, tried again by hand."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from sqlalchemy import delete, select

from hotline import deadline_jobs, executor, outbox
from hotline.actions import throttle
from hotline.clock import PracticeClock
from hotline.executor import QUEUE, Beat, bell_for
from hotline.jobs import PERIODIC, Periodic, settle_call, tidy
from hotline.knowledge_jobs import cluster_misses
from hotline.records import (
    Attempt,
    CallEvent,
    Deadline,
    FaqReferral,
    FaqVersion,
    HandlingLeg,
    Miss,
    OutboxRow,
    OutboxState,
    PeriodicSlot,
    Question,
    Receipt,
)
from hotline.schedule import run_slot, slot_of
from ivr.phone import Phone
from ivr.practice.people import NO_ANSWER
from tests.line import Line

CARD = "社保卡丢了怎么补办"


def waiting(line: Line) -> list[int]:
    """What is due now, without doing it."""
    with line.house.sessions() as db:
        return outbox.ready(db, now=line.now)


def left(line: Line) -> None:
    """A call after which jobs wait: it is to be settled, and its code to be texted."""
    line.phone.people.set("*", NO_ANSWER)
    line.call(CARD, "2", stays=True, settle=False, from_="+8613800010001")
    line.pass_time(10)


def test_a_call_is_settled_once_however_often_it_is_asked_for(line: Line) -> None:
    left(line)
    for _ in range(3):
        settle_call(line.house, line.provider, call_id=line.last_call.id)
    assert line.events().count("settled") == 1
    line.one(type(line.inquiry))


def test_of_many_who_hear_the_bell_one_does_the_work(line: Line) -> None:
    left(line)
    rows = waiting(line)
    assert len(rows) >= 2
    with ThreadPoolExecutor(8) as pool:
        done = [
            pool.submit(executor.run, line.house, line.provider, row_id)
            for row_id in rows
            for _ in range(4)
        ]
        assert sum(each.result() for each in done) == len(rows)
    assert {row.attempts for row in line.rows(OutboxRow) if row.id in rows} == {1}
    assert len(line.phone.account.messages()) == 1


def test_two_beats_at_once_do_everything_once(line: Line) -> None:
    left(line)
    while waiting(line):
        beats = [Beat(line.house, line.provider) for _ in "ab"]
        for beat in beats:
            beat()
        for beat in beats:
            beat.close()
    assert len(line.phone.account.messages()) == 1
    assert line.events().count("settled") == 1


def test_what_a_killed_worker_held_is_done_by_another_when_its_lease_is_over(line: Line) -> None:
    left(line)
    (row_id, *_) = waiting(line)
    with line.house.sessions.begin() as db:
        assert outbox.claim(db, row_id, now=line.now) is not None
    assert not executor.run(line.house, line.provider, row_id)
    line.now += outbox.LEASE
    line.pass_time(1)
    assert executor.run(line.house, line.provider, row_id)


def test_a_job_put_twice_under_one_key_is_one_job(line: Line) -> None:
    with line.work() as work:
        assert outbox.put(work, "recompute_deadlines", key="once") is not None
        assert outbox.put(work, "recompute_deadlines", key="once") is None
    assert line.do_jobs() == 1


@pytest.mark.parametrize("name", [job.run.__name__ for job in PERIODIC])
def test_of_many_processes_one_runs_a_periodic_job_once_a_slot(line: Line, name: str) -> None:
    job = next(each for each in PERIODIC if each.run.__name__ == name)
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(run_slot, line.house, line.provider, job) for _ in range(4)]
        assert sum(each.result() for each in runs) == 1
    line.pass_time(job.every_seconds)
    assert run_slot(line.house, line.provider, job)
    slots = line.rows(PeriodicSlot)
    assert len(slots) == 2
    assert all(slot.finished_at and slot.error is None for slot in slots)


def test_a_periodic_job_that_fails_says_why_and_runs_again_in_the_next_slot(line: Line) -> None:
    trouble = [RuntimeError("the provider does not answer")]

    def job(*_: object) -> None:
        if trouble:
            raise trouble.pop()

    periodic = Periodic(job, every_seconds=300)
    assert not run_slot(line.house, line.provider, periodic)
    assert line.one(PeriodicSlot).error == "RuntimeError", "words of others may name a citizen"
    line.pass_time(300)
    assert run_slot(line.house, line.provider, periodic)


def test_every_open_leg_is_counted_again_in_however_many_batches(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline_jobs, "BATCH", 1)
    line.phone.people.set("*", NO_ANSWER)
    for _ in range(3):
        line.call(CARD, "2", stays=True)
    with line.work() as work:
        for leg in work.db.query(HandlingLeg):
            leg.due_on -= timedelta(days=1)
    deadline_jobs.recompute_deadlines(line.house, line.provider)
    counted = [row.reason for row in line.rows(Deadline)]
    assert counted.count("calendar_changed") == 3


def test_a_referred_case_is_counted_again_too(line: Line) -> None:
    with line.work() as work:
        version = work.db.scalars(select(FaqVersion).limit(1)).one()
        right = work.book.deadline(
            unit_id=work.book.organisation.unit("secrecy").id,
            clock="determination",
            received_on=date(2026, 11, 23),
        )
        case = FaqReferral(
            version_id=version.id, step="first_review", role="secrecy_officer", reason="?",
            unit_id=work.book.organisation.unit("secrecy").id, referred_by_id=version.author_id,
            referred_at=work.now, clock="determination", days=10, received_on=date(2026, 11, 23),
            due_on=date(2026, 12, 1), due_at=work.now, is_provisional=False, skipped=[], earlier=[],
        )  # fmt: skip
        work.db.add(case)
    deadline_jobs.recompute_deadlines(line.house, line.provider)
    counted = line.one(FaqReferral)
    with line.work() as work:
        work.db.execute(delete(FaqReferral))
    assert (counted.due_on, counted.due_at) == (right.due_on, right.due_at)
    assert [each["due_on"] for each in counted.earlier] == ["2026-12-01"]


def test_what_callers_miss_is_gathered_and_what_helped_is_not(line: Line) -> None:
    for caller in ("+8613800010001", "+8613800010002"):
        line.call("诺贝尔奖怎么申报", "0", from_=caller)
    line.call(CARD, "1", from_="+8613800010003")
    line.call(CARD, "2", from_="+8613800010004")
    cluster_misses(line.house, line.provider)
    asked = {row.id: row.heard for row in line.rows(Question)}
    by_cluster: dict[int, list[str]] = {}
    for row in line.rows(Miss):
        by_cluster.setdefault(row.cluster_id, []).append(asked[row.question_id])
    assert sorted(by_cluster.values()) == [[CARD], ["诺贝尔奖怎么申报"] * 2]
    assert len({row.caller for row in line.rows(Miss)}) == 3


def test_a_slot_is_the_same_in_every_process(line: Line) -> None:
    early, late = line.at("2026-11-23 10:00").now, line.at("2026-11-23 10:04").now
    assert slot_of(early, every_seconds=300) == slot_of(late, every_seconds=300)


def test_answers_that_hold_a_code_are_erased_after_a_day(line: Line) -> None:
    left(line)
    assert line.rows(Receipt)
    line.pass_time(23 * 3600)
    tidy(line.house, line.provider)
    assert line.rows(Receipt)
    line.pass_time(2 * 3600)
    tidy(line.house, line.provider)
    assert not line.rows(Receipt)
    assert line.rows(CallEvent), "what happened stays"


def test_a_provider_that_is_away_for_a_day_leaves_nothing_stuck(line: Line) -> None:
    left(line)
    nowhere = {"twilio_api_base_url": "http://127.0.0.1:9"}
    away = Phone(line.house.settings.model_copy(update=nowhere))
    for _ in range(3 * outbox.ATTEMPTS):
        executor.run_all(line.house, away)
        line.pass_time(3600)
    (text,) = [row for row in line.rows(OutboxRow) if row.kind == "text_lookup_code"]
    assert (text.state, text.attempts) == (OutboxState.WAITING, 0)
    assert text.last_error == "ProviderAway: ConnectionError"
    assert line.do_jobs() >= 1
    assert len(line.phone.account.messages()) == 1


def test_the_sound_of_calls_is_for_this_account_alone(line: Line) -> None:
    line.call(CARD, "1", "5")
    home = line.house.settings.recordings_dir
    assert list(home.rglob("*.wav"))
    for path in (home, *home.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_each_failure_waits_twice_as_long_until_the_job_is_stuck(line: Line) -> None:
    with line.work() as work:
        row_id = outbox.put(work, "recompute_deadlines", key="fails")
    assert row_id is not None
    pauses = []
    for _ in range(outbox.ATTEMPTS):
        with line.house.sessions.begin() as db:
            assert outbox.claim(db, row_id, now=line.now) is not None
            outbox.fail(db, row_id, now=line.now, error="x")
        row = line.one(OutboxRow)
        pauses.append((row.due_at - line.now).total_seconds())
        line.now = max(row.due_at, line.now)
    assert pauses[:4] == [5, 10, 20, 40]
    assert max(pauses) == 3600
    assert line.one(OutboxRow).state is OutboxState.STUCK
    with line.work() as work:
        outbox.retry(work, row_id=row_id)
    assert (line.one(OutboxRow).state, line.one(OutboxRow).attempts) == (OutboxState.WAITING, 0)


def test_what_nobody_counts_any_more_is_erased(line: Line) -> None:
    (job,) = [job for job in PERIODIC if job.run.__name__ == "tidy"]
    assert run_slot(line.house, line.provider, job)
    with line.work() as work:
        throttle.count(work, "lookup", "telephone:1")
        fields = {"request_sealed": work.seal.close("{}"), "error": "x"}
        work.db.add(Receipt(key="status:CA", received_at=line.now, **fields))
    # The longest that any guard of config/line.toml counts is a day.
    line.pass_time(24 * 3600 - 60)
    tidy(line.house, line.provider)
    assert line.rows(Attempt)
    line.pass_time(120)
    tidy(line.house, line.provider)
    assert not line.rows(Attempt)
    assert line.one(Receipt).request_sealed is not None
    line.pass_time(30 * 24 * 3600)
    tidy(line.house, line.provider)
    assert (line.one(Receipt).request_sealed, line.one(Receipt).error) == (None, "x")
    assert not line.rows(PeriodicSlot)


# ---- Redis ------------------------------------------------------------------------------------


@contextmanager
def with_bell(line: Line, url: str) -> Iterator[None]:
    """The hotline with a Redis to ring at."""
    before = line.house.settings
    line.house.settings = before.model_copy(update={"redis_url": url})
    line.house.bell = bell_for(line.house)
    try:
        yield
    finally:
        line.house.settings, line.house.bell = before, None


@pytest.fixture
def work_off(
    line: Line, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """Lets a worker like those of `Procfile` work until nothing rings, at the line's hour."""
    for name, value in line.house.settings.model_dump(exclude_none=True).items():
        monkeypatch.setenv(name.upper(), str(value))
    clock = PracticeClock(line.house.settings.data_dir)
    executor._house_here.cache_clear()

    def work() -> None:
        clock.set(line.now)
        SimpleWorker([Queue(QUEUE, connection=redis)], connection=redis).work(burst=True)

    yield work
    executor._house_here()[0].engine.dispose()
    executor._house_here.cache_clear()
    clock.set(None)


def test_the_bell_rings_at_the_commit_and_a_worker_does_the_row(
    line: Line, redis: Redis, redis_url: str, work_off: Callable[[], None]
) -> None:
    with with_bell(line, redis_url):
        left(line)
        ringing = Queue(QUEUE, connection=redis).job_ids
        assert {f"outbox-{row_id}" for row_id in waiting(line)} <= set(ringing)
        work_off()
    assert not waiting(line)
    assert line.last_call.outcome is not None
    assert len(line.phone.account.messages()) == 1


def test_one_row_rung_for_twice_is_done_once(
    line: Line, redis_url: str, work_off: Callable[[], None]
) -> None:
    with with_bell(line, redis_url):
        left(line)
        beat = Beat(line.house, line.provider)
        beat()
        beat()
        work_off()
    assert {row.attempts for row in line.rows(OutboxRow) if row.state is OutboxState.DONE} == {1}
    assert len(line.phone.account.messages()) == 1


def test_a_beat_rings_again_only_after_a_while(line: Line, redis: Redis, redis_url: str) -> None:
    with with_bell(line, redis_url):
        left(line)
        beat, queue = Beat(line.house, line.provider), Queue(QUEUE, connection=redis)
        beat()
        redis.flushall()
        beat()
        assert not queue.job_ids
        line.pass_time(executor.RING_AGAIN.total_seconds())
        beat()
        assert queue.job_ids


def test_bells_that_were_lost_are_rung_again_by_the_next_beat(
    line: Line, redis: Redis, redis_url: str, work_off: Callable[[], None]
) -> None:
    with with_bell(line, redis_url):
        left(line)
        redis.flushall()
        Beat(line.house, line.provider)()
        work_off()
    assert not waiting(line)


def test_without_redis_calls_are_answered_at_once_and_rows_wait_for_a_beat(
    line: Line, tmp_path: Path
) -> None:
    with with_bell(line, f"unix://{tmp_path}/gone.sock"):
        began = time.perf_counter()
        left(line)
        took = time.perf_counter() - began
        Beat(line.house, line.provider)()
    assert waiting(line)
    assert took < 10
    line.do_jobs()
    assert line.last_call.outcome is not None


def test_a_redis_that_takes_the_call_and_says_nothing_costs_a_second_at_most(line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        bell = None
        with with_bell(line, f"redis://127.0.0.1:{port}/0"):
            bell = line.house.bell
            assert bell is not None
            began = time.perf_counter()
            bell([1, 2, 3])
    assert time.perf_counter() - began < 3
