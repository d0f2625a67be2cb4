"""A recording comes home whole and once, or is known to be missing: nobody gets a dead player."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from hotline import executor, outbox
from hotline.records import (
    Inquiry,
    InquiryState,
    OutboxRow,
    OutboxState,
    Recording,
    RecordingKind,
    RecordingState,
)
from ivr.practice.faults import Concurrently, Late, Never, Twice
from ivr.practice.people import NO_ANSWER, Speech
from ivr.practice.recordings import Recording as Sound
from tests.ivr.faults import fault
from tests.line import Line

CARD = "社保卡丢了怎么补办"


def recorded(line: Line, **options: Any) -> Sound:
    """A call whose recording has been announced and not fetched yet; the provider's side of it."""
    return line.call(CARD, "1", "5", settle=False, **options).recordings[0]


def fetching(line: Line) -> OutboxRow:
    return next(row for row in line.rows(OutboxRow) if row.kind == "fetch_recording")


@fault(32)
@pytest.mark.parametrize("how", [Twice, Concurrently], ids=lambda how: how.__name__)
def test_a_recording_told_of_twice_is_fetched_once_and_deleted_there(line: Line, how: Any) -> None:
    sound = recorded(line, faults=[how("recording")])
    line.do_jobs(after_seconds=10)
    row = line.one(Recording)
    assert row.state is RecordingState.KEPT
    assert sound.status == "deleted"
    kept = (line.house.settings.recordings_dir / str(row.file_name)).read_bytes()
    assert kept == sound.wav()
    assert hashlib.sha256(kept).hexdigest() == row.sha256
    assert row.byte_count == len(kept)
    assert line.events().count("recording_kept") == 1


@fault(32)
def test_sound_that_is_not_ready_is_asked_for_again_and_later_each_time(line: Line) -> None:
    sound = recorded(line)
    sound.status = "processing"
    waits = []
    for _ in range(4):
        before = line.now
        line.do_jobs()
        row = fetching(line)
        assert (row.state, row.last_error is None) == (OutboxState.WAITING, False)
        waits.append((row.due_at - before).total_seconds())
        line.now = row.due_at
    assert waits == [5, 10, 20, 40]
    assert line.one(Recording).state is RecordingState.AT_PROVIDER
    sound.status = "completed"
    line.do_jobs()
    assert line.one(Recording).state is RecordingState.KEPT


@fault(32)
@pytest.mark.parametrize("becomes", ["absent", "failed"])
def test_a_recording_that_came_to_nothing_is_known_to_be_missing(line: Line, becomes: Any) -> None:
    line.phone.recordings_become = becomes
    recorded(line)
    line.do_jobs(after_seconds=10)
    row = line.one(Recording)
    assert (row.state, row.file_name) == (RecordingState.MISSING, None)
    assert "recording_missing" in line.events()
    assert not [job for job in line.rows(OutboxRow) if job.kind == "fetch_recording"]


@fault(32)
def test_a_recording_without_a_second_of_sound_is_missing_and_not_left_there(line: Line) -> None:
    sound = recorded(line)
    with line.work() as work:
        work.db.query(Recording).one().duration_seconds = 0
    sound.duration_seconds = 0
    line.do_jobs(after_seconds=10)
    row = line.one(Recording)
    assert (row.state, row.file_name) == (RecordingState.MISSING, None)
    assert sound.status == "deleted"


@fault(32)
@pytest.mark.parametrize("cut", ["short", "off", "garbage"])
def test_sound_that_is_not_whole_is_not_taken_for_it_and_never_deleted_there(
    line: Line, cut: str
) -> None:
    sound = recorded(line)
    whole = sound.wav()
    seconds = sound.duration_seconds
    served = {"short": None, "off": whole[: len(whole) // 2], "garbage": b"<html>502</html>"}[cut]
    if served is None:
        sound.duration_seconds = seconds // 2
    else:
        sound.wav = lambda *, channels=None: served  # type: ignore[method-assign]
    line.do_jobs()
    assert line.one(Recording).state is RecordingState.AT_PROVIDER
    assert sound.status == "completed"
    assert "ValueError" in (fetching(line).last_error or "")
    sound.duration_seconds = seconds
    vars(sound).pop("wav", None)
    line.do_jobs(after_seconds=60)
    assert line.one(Recording).state is RecordingState.KEPT


@fault(32)
def test_after_twelve_attempts_the_job_is_stuck_and_a_person_may_try_again(line: Line) -> None:
    sound = recorded(line)
    sound.status = "processing"
    for _ in range(outbox.ATTEMPTS):
        line.do_jobs()
        line.now = max(line.now, fetching(line).due_at)
    stuck = fetching(line)
    assert (stuck.state, stuck.attempts) == (OutboxState.STUCK, outbox.ATTEMPTS)
    assert "not made the recording ready" in (stuck.last_error or "")
    line.do_jobs(after_seconds=24 * 3600)
    assert fetching(line).attempts == outbox.ATTEMPTS
    sound.status = "completed"
    with line.work() as work:
        outbox.retry(work, row_id=stuck.id)
    line.do_jobs()
    assert line.one(Recording).state is RecordingState.KEPT


@fault(33)
def test_a_recording_deleted_at_the_provider_before_we_had_it_is_missing(line: Line) -> None:
    sound = recorded(line)
    sound.status = "deleted"
    line.do_jobs()
    assert line.one(Recording).state is RecordingState.AT_PROVIDER, "it may only be late"
    line.do_jobs(after_seconds=3700)
    assert line.one(Recording).state is RecordingState.MISSING
    assert "recording_missing" in line.events()
    assert fetching(line).state is OutboxState.DONE


@fault(33)
def test_a_recording_deleted_there_by_somebody_else_stays_at_home(line: Line) -> None:
    sound = recorded(line)
    assert executor.run(line.house, line.provider, fetching(line).id)
    sound.status = "deleted"
    line.do_jobs()
    row = line.one(Recording)
    assert row.state is RecordingState.KEPT
    assert (line.house.settings.recordings_dir / str(row.file_name)).is_file()


@fault(33)
def test_what_is_no_longer_at_home_as_it_was_fetched_is_not_deleted_at_the_provider(
    line: Line,
) -> None:
    sound = recorded(line)
    assert executor.run(line.house, line.provider, fetching(line).id)
    path = line.house.settings.recordings_dir / str(line.one(Recording).file_name)
    path.write_bytes(b"altered")
    line.do_jobs()
    assert line.one(Recording).state is RecordingState.FETCHED
    assert sound.status == "completed"
    path.unlink()
    line.do_jobs(after_seconds=60)
    assert sound.status == "completed"


@fault(8, 32)
def test_a_message_told_of_ten_minutes_late_is_not_taken_for_empty(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.call("0", Speech("我想问低保怎么申请", seconds=12),
              faults=[Late("recording", seconds=600)])  # fmt: skip
    line.do_jobs(after_seconds=3600)
    voicemail = next(r for r in line.rows(Recording) if r.kind is RecordingKind.VOICEMAIL)
    assert voicemail.inquiry_id == line.inquiry.id
    assert "withdraw_empty" not in line.events(of=line.inquiry)


@fault(8, 32)
def test_a_message_already_taken_for_empty_is_an_inquiry_when_its_sound_comes(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call("0", Speech("我想问低保怎么申请", seconds=12), faults=[Never("recording")])
    line.do_jobs(after_seconds=3600)
    assert line.inquiry.state is InquiryState.WITHDRAWN
    sound = next(each for each in call.recordings if each.source == "RecordVerb")
    assert sound.callback is not None
    path = sound.callback.url.removeprefix(line.phone.hotline_url)
    for _ in range(2):
        assert line.phone.knock(path, sound.params()).status == 200
    empty, heard = line.rows(Inquiry)
    assert (empty.state, heard.state) == (InquiryState.WITHDRAWN, InquiryState.OPEN)
    assert line.one(Recording).inquiry_id == heard.id


@fault(32)
def test_sound_is_fetched_from_the_media_host_alone(line: Line) -> None:
    recorded(line)
    with line.work() as work:
        row = work.db.query(Recording).one()
        row.provider_url = "http://169.254.169.254/latest/meta-data"
    line.do_jobs()
    assert "PermissionError" in (fetching(line).last_error or "")
    assert line.one(Recording).state is RecordingState.AT_PROVIDER
