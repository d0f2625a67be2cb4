"""A recording is announced by the provider, fetched home, proven whole, and deleted there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hotline import outbox
from hotline.actions import calls, inquiries
from hotline.actions.events import note_call, note_inquiry
from hotline.records import (
    Call,
    Channel,
    Inquiry,
    InquiryState,
    Recording,
    RecordingKind,
    RecordingState,
)
from hotline.work import Work

# A shorter message is silence, a cough, the receiver put down.
SHORTEST_MESSAGE_SECONDS = 2


def announced(
    work: Work,
    call: Call,
    *,
    sid: str,
    status: str,
    url: str,
    kind: RecordingKind,
    duration_seconds: int | None,
    call_leg_id: int | None = None,
    inquiry_id: int | None = None,
) -> Recording:
    """The provider tells of a recording; once it has it, a job fetches it.

    Told twice, late or out of order it stays one recording, fetched once (faults 8, 32). An
    absent or failed one is kept as missing, so that nobody is shown a player without sound.
    """
    if kind is RecordingKind.VOICEMAIL and status == "completed":
        inquiry_id = _message_for(
            work, call, sid=sid, inquiry_id=inquiry_id, seconds=duration_seconds
        )
    work.db.execute(
        insert(Recording)
        .values(
            sid=sid,
            call_id=call.id,
            call_leg_id=call_leg_id,
            inquiry_id=inquiry_id,
            kind=kind,
            state=RecordingState.AWAITED,
            provider_url="",
            announced_at=work.now,
        )
        .on_conflict_do_nothing(index_elements=["sid"])
    )
    recording = work.db.scalars(
        select(Recording).where(Recording.sid == sid).with_for_update()
    ).one()
    recording.inquiry_id = recording.inquiry_id or inquiry_id
    recording.call_leg_id = recording.call_leg_id or call_leg_id
    if recording.state is not RecordingState.AWAITED:
        return recording
    if status == "completed":
        recording.state = RecordingState.AT_PROVIDER
        recording.provider_url = url
        recording.duration_seconds = duration_seconds
        note_call(work, call, "recording_announced", recording_id=recording.id, of=kind.value,
                  seconds=duration_seconds)  # fmt: skip
        outbox.put(work, "fetch_recording", key=f"fetch:{sid}", recording_id=recording.id)
    elif status in ("absent", "failed"):
        missing(work, recording, reason=status)
    return recording


def hold(work: Work, recording_id: int) -> Recording:
    """The recording, held after its call: everybody takes them in this order (no deadlock)."""
    recording = work.db.get_one(Recording, recording_id)
    work.db.get_one(Call, recording.call_id, with_for_update=True)
    work.db.refresh(recording, with_for_update=True)
    return recording


def _message_for(
    work: Work, call: Call, *, sid: str, inquiry_id: int | None, seconds: int | None
) -> int | None:
    """The inquiry a message belongs to, logged now where there is none: nothing said is ever lost.

    There is none when it was left while the dialogue could not answer (fault 14), or when the
    message had been taken for empty and its sound comes after all.
    """
    inquiry_id = inquiry_id or call.dialogue.get("message_for")
    inquiry = work.db.get(Inquiry, inquiry_id) if inquiry_id else None
    is_open = inquiry is not None and inquiry.state is not InquiryState.WITHDRAWN
    if is_open or (seconds is not None and seconds < SHORTEST_MESSAGE_SECONDS):
        return inquiry_id
    logged = inquiries.log(
        work, origin=f"recording:{sid}", channel=Channel.VOICEMAIL,
        place_id=call.jurisdiction_id, text=None, call=call, language=call.language,
    )  # fmt: skip
    inquiries.text_code(work, logged.inquiry)
    # Whoever left a message wanted a person, though nobody could note it at the time.
    organisation = work.book.organisation
    office = organisation.office_of(call.jurisdiction_id)
    hours, calendar = organisation.hours(office.id), organisation.calendar(office.id)
    calls.person_requested(work, call, in_hours=hours.is_open(call.arrived_at, calendar))
    return logged.inquiry.id


def fetched(
    work: Work, recording: Recording, *, file_name: str, sha256: str, byte_count: int
) -> None:
    """The sound is at home, checked and hashed; a second job deletes it at the provider."""
    if recording.state not in (RecordingState.AT_PROVIDER, RecordingState.AWAITED):
        return
    recording.state = RecordingState.FETCHED
    recording.fetched_at = work.now
    recording.file_name, recording.sha256, recording.byte_count = file_name, sha256, byte_count
    call = work.db.get_one(Call, recording.call_id, with_for_update=True)
    note_call(work, call, "recording_kept", recording_id=recording.id, sha256=sha256,
              bytes=byte_count)  # fmt: skip
    if recording.inquiry_id is not None:
        inquiry = work.db.get_one(Inquiry, recording.inquiry_id, with_for_update=True)
        note_inquiry(work, inquiry, "recording_attached", recording_id=recording.id)
    outbox.put(work, "delete_at_provider", key=f"delete:{recording.sid}", recording_id=recording.id)


def deleted_at_provider(work: Work, recording: Recording) -> None:
    """The provider has confirmed that it holds the sound no longer (proof of both is kept)."""
    if recording.state is RecordingState.FETCHED:
        recording.state = RecordingState.KEPT
        recording.provider_deleted_at = work.now
        call = work.db.get_one(Call, recording.call_id, with_for_update=True)
        note_call(work, call, "recording_left_provider", recording_id=recording.id)


def missing(work: Work, recording: Recording, *, reason: str) -> None:
    """There is no such sound to be had."""
    if recording.state in (RecordingState.AWAITED, RecordingState.AT_PROVIDER):
        recording.state = RecordingState.MISSING
        call = work.db.get_one(Call, recording.call_id, with_for_update=True)
        note_call(work, call, "recording_missing", recording_id=recording.id, reason=reason)
