"""Every job by its name: what the outbox may hold, and what runs by the clock."""

from __future__ import annotations

import hashlib
import io
import os
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import structlog
from sqlalchemy import select

from hotline import outbox
from hotline.actions import anchors, calls, inquiries, legs, recordings, settle
from hotline.actions.events import note_inquiry
from hotline.house import House
from hotline.records import (
    Call,
    Complaint,
    HandlingLeg,
    Inquiry,
    LegState,
    Recording,
    RecordingKind,
    RecordingState,
)
from hotline.rules.lookup_code import grouped
from hotline.work import HOTLINE
from ivr.dialogue.message import SHORTEST_MESSAGE_SECONDS
from ivr.phone import NotThere, Phone

log = structlog.get_logger()


class TryLater(Exception):
    """Nothing is wrong; what is wanted is not there yet."""


def settle_call(house: House, phone: Phone, *, call_id: int) -> None:
    """Give an ended call its outcome and log what it left unanswered."""
    with house.open(HOTLINE) as work:
        settle.settle(work, work.db.get_one(Call, call_id, with_for_update=True))


def text_lookup_code(house: House, phone: Phone, *, inquiry_id: int) -> None:
    """Send the lookup code to the telephone it was given to."""
    with house.open(HOTLINE) as work:
        inquiry = work.db.get_one(Inquiry, inquiry_id)
        if inquiry.phone_sealed is None:
            return
        leg = inquiries.first_leg(work, inquiry)
        unit = work.book.organisation.units[leg.unit_id]
        english = inquiry.language == "en"
        body = work.book.prompts[inquiry.language]["sms_code"].format(
            code=grouped(inquiries.code_of(work, inquiry)),
            unit=unit.name_en if english else unit.name,
            date=f"{leg.due_on:%Y-%m-%d}" if english else f"{leg.due_on.month}月{leg.due_on.day}日",
        )
        to = work.seal.open(inquiry.phone_sealed)
        sender = work.book.line.text_sender
    message_id = phone.text(to=to, sender=sender, body=body)
    with house.open(HOTLINE) as work:
        inquiry = work.db.get_one(Inquiry, inquiry_id, with_for_update=True)
        inquiries.code_given(work, inquiry)
        note_inquiry(work, inquiry, "sms_sent", message_id=message_id)


def fetch_recording(house: House, phone: Phone, *, recording_id: int) -> None:
    """Bring a recording home: check its length, hash it, keep it before saying so."""
    with house.open(HOTLINE) as work:
        recording = work.db.get_one(Recording, recording_id)
        if recording.state is not RecordingState.AT_PROVIDER:
            return
        url, sid, seconds = recording.provider_url, recording.sid, recording.duration_seconds
    try:
        sound = phone.sound_of(url)
    except NotThere as error:
        raise TryLater("the provider has not made the recording ready yet") from error
    _check_sound(sound, seconds=seconds)
    digest = hashlib.sha256(sound).hexdigest()
    file_name = f"{digest[:2]}/{digest}.wav"
    _keep_file(house.settings.recordings_dir / file_name, sound)
    with house.open(HOTLINE) as work:
        recording = work.db.get_one(Recording, recording_id, with_for_update=True)
        recordings.fetched(
            work, recording, file_name=file_name, sha256=digest, byte_count=len(sound)
        )
    log.info("recording kept", recording_sid=sid, bytes=len(sound))


def _check_sound(sound: bytes, *, seconds: int | None) -> None:
    """Whole, and as long as the provider said (it rounds, and measures before trimming)."""
    try:
        with wave.open(io.BytesIO(sound)) as wav:
            length = wav.getnframes() / wav.getframerate()
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a whole recording: {error}") from error
    if seconds and length < seconds - 2:
        raise ValueError(f"{length:.1f} s of sound where the provider announced {seconds} s")


def _keep_file(path: Path, sound: bytes) -> None:
    """Write the file so that it is there whole or not at all, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(sound)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


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
        recording = work.db.get_one(Recording, recording_id, with_for_update=True)
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
                Recording.duration_seconds >= SHORTEST_MESSAGE_SECONDS,
            )
        )
        if not says_something and heard is None:
            inquiries.withdraw_empty(work, inquiry)


def recompute_deadlines(house: House, phone: Phone, **_: Any) -> None:
    """Count every open leg again after a calendar change, a batch at a time (R-34)."""
    after = 0
    while True:
        with house.open(HOTLINE) as work:
            batch = list(
                work.db.scalars(
                    select(HandlingLeg)
                    .where(HandlingLeg.state == LegState.OPEN, HandlingLeg.id > after)
                    .order_by(HandlingLeg.id)
                    .limit(500)
                    .with_for_update()
                )
            )
            if not batch:
                return
            for leg in batch:
                inquiry = work.db.get_one(Inquiry, leg.inquiry_id, with_for_update=True)
                legs.recompute(work, inquiry, leg)
            after = batch[-1].id


Doer = Callable[..., None]
DOERS: Mapping[str, Doer] = MappingProxyType(
    {
        doer.__name__: doer
        for doer in (
            settle_call,
            text_lookup_code,
            fetch_recording,
            delete_at_provider,
            check_message,
            recompute_deadlines,
        )
    }
)


def close_stale_calls(house: House, phone: Phone) -> None:
    """Ask the provider about calls of which nothing was heard for long, and close them."""
    with house.open(HOTLINE) as work:
        longest = timedelta(minutes=work.book.line.times.longest_call_minutes)
        sids = [call.sid for call in calls.stale_calls(work, before=work.now - longest)]
    for sid in sids:
        try:
            known = phone.call(sid)
            status, seconds = known.status, known.duration_seconds
        except NotThere:
            status, seconds = "completed", None
        with house.open(HOTLINE) as work:
            call = calls.find(work, sid=sid)
            if call is None:
                continue
            if calls.rank(status) < calls.FINAL:
                if work.now - call.arrived_at < 2 * longest:
                    continue
                status = "completed"
            calls.move_status(work, call, status=status, duration_seconds=seconds)


def reconcile(house: House, phone: Phone) -> None:
    """Ask the provider for calls and recordings that an outage of ours has hidden."""
    since = house.clock() - RECONCILE_OVER
    for known in phone.calls_since(since):
        with house.open(HOTLINE) as work:
            call = calls.arrive(work, sid=known.sid, caller=known.caller, dialled=known.dialled)
            if calls.rank(known.status) == calls.FINAL:
                calls.move_status(
                    work, call, status=known.status, duration_seconds=known.duration_seconds
                )
    for sound in phone.recordings_since(since):
        with house.open(HOTLINE) as work:
            if work.db.scalar(select(Recording.id).where(Recording.sid == sound.sid)):
                continue
            of_call = calls.find(work, sid=sound.call_sid)
            if of_call is None or sound.status != "completed":
                continue
            recordings.announced(
                work, of_call, sid=sound.sid, status=sound.status, url=sound.url,
                kind=KIND_OF_SOURCE.get(sound.source, RecordingKind.CALL),
                duration_seconds=sound.duration_seconds,
            )  # fmt: skip


# What the provider says a recording came from (docs: Recordings resource, `source`).
KIND_OF_SOURCE = {"RecordVerb": RecordingKind.VOICEMAIL, "DialVerb": RecordingKind.TALK}
RECONCILE_OVER = timedelta(hours=6)


def anchor(house: House, phone: Phone) -> None:
    """Note the heads of all chains that have moved since the last anchor."""
    with house.open(HOTLINE) as work:
        anchors.anchor(work)


def forget_receipts(house: House, phone: Phone) -> None:
    """Erase answers that no provider will ask for again; they may hold a lookup code."""
    with house.open(HOTLINE) as work:
        outbox.tidy(work)


@dataclass(frozen=True)
class Periodic:
    """A job by the clock: every so many seconds, once among all processes."""

    run: Callable[[House, Phone], None]
    every_seconds: int


PERIODIC: tuple[Periodic, ...] = (
    Periodic(close_stale_calls, every_seconds=300),
    Periodic(reconcile, every_seconds=300),
    Periodic(anchor, every_seconds=3600),
    Periodic(forget_receipts, every_seconds=3600),
)
