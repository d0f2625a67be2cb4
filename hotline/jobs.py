"""Every job by its name: what the outbox may hold, and what runs by the clock."""

from __future__ import annotations

import hashlib
import io
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

import structlog
from sqlalchemy import func, select

from hotline import tidying
from hotline.actions import anchors, inquiries, recordings, settle
from hotline.deadline_jobs import announce_overdue, recompute_deadlines
from hotline.errors import Impersonal
from hotline.files import write_whole
from hotline.house import House
from hotline.importing import hand_in_drafts, import_file
from hotline.knowledge_jobs import check_link, cluster_misses, compare_entries, plan_link_checks
from hotline.noticing import (
    remind_of_deadlines,
    tell_of_event,
    tell_of_stuck_jobs,
    tell_of_waiting,
)
from hotline.outgoing import check_text, gather_notices, send_address_code, send_notices
from hotline.platform import announce_items, push_item
from hotline.reconciler import close_stale_calls, reconcile
from hotline.records import (
    Call,
    Complaint,
    Inquiry,
    Recording,
    RecordingKind,
    RecordingState,
)
from hotline.scanning import check_files, scan_file
from hotline.texting import text_answer, text_extension, text_lookup_code, text_lost_codes
from hotline.webhooks import tell
from hotline.work import HOTLINE
from ivr.phone import NotThere, Phone
from ivr.receipts import replay_failed
from ivr.webhook import CALLBACKS

log = structlog.get_logger()


class TryLater(Impersonal):
    """Nothing is wrong; what is wanted is not there yet."""


def settle_call(house: House, phone: Phone, *, call_id: int) -> None:
    """Give an ended call its outcome and log what it left unanswered."""
    with house.open(HOTLINE) as work:
        settle.settle(work, work.db.get_one(Call, call_id, with_for_update=True))


def fetch_recording(house: House, phone: Phone, *, recording_id: int) -> None:
    """Bring a recording home: check its length, hash it, keep it before saying so."""
    with house.open(HOTLINE) as work:
        recording = work.db.get_one(Recording, recording_id)
        if recording.state is not RecordingState.AT_PROVIDER:
            return
        url, sid, seconds = recording.provider_url, recording.sid, recording.duration_seconds
        is_new = work.now - recording.announced_at < READY_AFTER
    try:
        sound = phone.sound_of(url)
    except NotThere as error:
        reason = _why_no_sound(phone, sid)
        if reason is None or is_new:
            raise TryLater("the provider has not made the recording ready yet") from error
        _keep_missing(house, recording_id, reason=reason)
        return
    if not _sound_seconds(sound, announced_seconds=seconds):
        phone.delete_recording(sid)
        _keep_missing(house, recording_id, reason="empty")
        return
    digest = hashlib.sha256(sound).hexdigest()
    file_name = f"{digest[:2]}/{digest}.wav"
    write_whole(house.settings.recordings_dir / file_name, sound)
    with house.open(HOTLINE) as work:
        recording = recordings.hold(work, recording_id)
        recordings.fetched(
            work, recording, file_name=file_name, sha256=digest, byte_count=len(sound)
        )
    log.info("recording kept", recording_sid=sid, bytes=len(sound))


# Longer than the provider ever takes to make a recording ready; only then is "gone" believed.
READY_AFTER = timedelta(hours=1)


def _why_no_sound(phone: Phone, sid: str) -> str | None:
    """Why the provider will never have this sound; None while it may still come."""
    try:
        status = phone.recording_status(sid)
    except NotThere:
        return "deleted"
    return status if status in ("absent", "failed", "deleted") else None


def _keep_missing(house: House, recording_id: int, *, reason: str) -> None:
    with house.open(HOTLINE) as work:
        recording = recordings.hold(work, recording_id)
        recordings.missing(work, recording, reason=reason)


def _sound_seconds(sound: bytes, *, announced_seconds: int | None) -> float:
    """How long it is: whole, and as long as announced (rounded, and measured before trimming)."""
    try:
        with wave.open(io.BytesIO(sound)) as wav:
            frame_bytes = wav.getnchannels() * wav.getsampwidth()
            # The header tells what should be there; what is there may have been cut off.
            whole, there = wav.getnframes(), len(wav.readframes(wav.getnframes())) // frame_bytes
            length = there / wav.getframerate()
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a whole recording: {error}") from error
    if there < whole:
        raise ValueError(f"the recording was cut off: {there} of {whole} frames")
    if announced_seconds and length < announced_seconds - 2:
        raise ValueError(f"{length:.1f} s of sound where {announced_seconds} s were announced")
    return length


def delete_at_provider(house: House, phone: Phone, *, recording_id: int) -> None:
    """Delete at the provider what is proven to be at home (PIPL 36)."""
    with house.open(HOTLINE) as work:
        recording = work.db.get_one(Recording, recording_id)
        if recording.state is not RecordingState.FETCHED:
            return
        path = house.settings.recordings_dir / str(recording.file_name)
        sid, digest = recording.sid, recording.sha256
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise ValueError(f"the file of recording {sid} is not what was fetched; nothing deleted")
    phone.delete_recording(sid)
    with house.open(HOTLINE) as work:
        recording = recordings.hold(work, recording_id)
        recordings.deleted_at_provider(work, recording)


def check_message(house: House, phone: Phone, *, inquiry_id: int) -> None:
    """Withdraw a voicemail in which nothing was said, some time after the call (R-11)."""
    with house.open(HOTLINE) as work:
        inquiry = work.db.get_one(Inquiry, inquiry_id, with_for_update=True)
        complaint = work.db.get(Complaint, inquiry_id)
        says_something = inquiry.text is not None or (
            complaint is not None and complaint.about_inquiry_id is not None
        )
        heard = work.db.scalar(
            select(Recording.id).where(
                Recording.inquiry_id == inquiry_id,
                Recording.kind == RecordingKind.VOICEMAIL,
                Recording.state != RecordingState.MISSING,
                # One whose length nobody told may hold a message: a person listens.
                func.coalesce(Recording.duration_seconds, recordings.SHORTEST_MESSAGE_SECONDS)
                >= recordings.SHORTEST_MESSAGE_SECONDS,
            )
        )
        if not says_something and heard is None:
            inquiries.withdraw_empty(work, inquiry)


Doer = Callable[..., None]
DOERS: Mapping[str, Doer] = MappingProxyType(
    {
        doer.__name__: doer
        for doer in (
            settle_call,
            text_lookup_code,
            text_lost_codes,
            text_answer,
            text_extension,
            tell_of_event,
            send_notices,
            check_text,
            send_address_code,
            fetch_recording,
            delete_at_provider,
            check_message,
            recompute_deadlines,
            import_file,
            hand_in_drafts,
            push_item,
            check_link,
            tell,
            scan_file,
        )
    }
)


def anchor(house: House, phone: Phone) -> None:
    """Note the heads of all chains that have moved since the last anchor."""
    with house.open(HOTLINE) as work:
        anchors.anchor(work)


def tidy(house: House, phone: Phone) -> None:
    """Erase what has served its purpose: answers, for one, may hold a lookup code."""
    with house.open(HOTLINE) as work:
        tidying.tidy(work)


def replay_callbacks(house: House, phone: Phone) -> None:
    """Answer again the provider's callbacks that failed when they came."""
    replay_failed(house, CALLBACKS)


@dataclass(frozen=True)
class Periodic:
    """A job by the clock: every so many seconds, once among all processes."""

    run: Callable[[House, Phone], None]
    every_seconds: int


PERIODIC: tuple[Periodic, ...] = (
    Periodic(replay_callbacks, every_seconds=60),
    Periodic(announce_items, every_seconds=60),
    Periodic(close_stale_calls, every_seconds=300),
    Periodic(announce_overdue, every_seconds=60),
    Periodic(remind_of_deadlines, every_seconds=60),
    Periodic(gather_notices, every_seconds=60),
    Periodic(tell_of_stuck_jobs, every_seconds=300),
    Periodic(tell_of_waiting, every_seconds=3600),
    Periodic(reconcile, every_seconds=300),
    Periodic(cluster_misses, every_seconds=600),
    Periodic(compare_entries, every_seconds=900),
    Periodic(plan_link_checks, every_seconds=3600),
    Periodic(check_files, every_seconds=600),
    Periodic(anchor, every_seconds=60),
    Periodic(tidy, every_seconds=3600),
)
