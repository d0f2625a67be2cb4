"""Asks the provider what an outage, or a lost callback, has hidden from us."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hotline.actions import calls, recordings, settle
from hotline.house import House
from hotline.records import Call, Recording, RecordingKind
from hotline.work import HOTLINE
from ivr.phone import NotThere, Phone, ProviderCall

# What the provider says a recording came from (docs: Recordings resource, `source`).
KIND_OF_SOURCE = {"RecordVerb": RecordingKind.VOICEMAIL, "DialVerb": RecordingKind.TALK}
RECONCILE_OVER = timedelta(hours=6)


def close_stale_calls(house: House, phone: Phone) -> None:
    """Ask the provider about calls of which nothing is heard any more, and close them (fault 6)."""
    with house.open(HOTLINE) as work:
        longest = timedelta(minutes=work.book.line.times.longest_call_minutes)
        sids = [call.sid for call in settle.stale_calls(work, before=work.now - longest)]
    for sid in sids:
        try:
            known: ProviderCall | None = phone.call(sid)
        except NotThere:
            known = None
        with house.open(HOTLINE) as work:
            call = calls.find(work, sid=sid)
            if call is None:
                continue
            if known is not None and calls.rank(known.status) == calls.FINAL:
                calls.move_status(
                    work, call, status=known.status, duration_seconds=known.duration_seconds
                )
            elif known is None or work.now - call.arrived_at >= 2 * longest:
                # Nobody can tell when it ended; the last thing that happened is the best guess.
                lasted = settle.last_sign_at(work, call) - call.arrived_at
                calls.move_status(
                    work, call, status="completed", duration_seconds=int(lasted.total_seconds())
                )


def reconcile(house: House, phone: Phone) -> None:
    """Ask the provider for calls and recordings that an outage of ours has hidden."""
    since = house.clock() - RECONCILE_OVER
    told = phone.calls_since(since)
    with house.open(HOTLINE) as work:
        sids = [known.sid for known in told]
        ended = set(
            work.db.scalars(select(Call.sid).where(Call.sid.in_(sids), Call.ended_at.is_not(None)))
        )
    for known in told:
        if known.sid in ended:
            continue
        with house.open(HOTLINE) as work:
            call = calls.arrive(
                work, sid=known.sid, caller=known.caller, dialled=known.dialled, at=known.began_at
            )
            if calls.rank(known.status) == calls.FINAL:
                calls.move_status(
                    work, call, status=known.status, duration_seconds=known.duration_seconds
                )
    sounds = phone.recordings_since(since)
    with house.open(HOTLINE) as work:
        sids = [sound.sid for sound in sounds]
        announced = set(work.db.scalars(select(Recording.sid).where(Recording.sid.in_(sids))))
    for sound in sounds:
        if sound.sid in announced or sound.status != "completed":
            continue
        with house.open(HOTLINE) as work:
            of_call = calls.find(work, sid=sound.call_sid)
            if of_call is None:
                continue
            recordings.announced(
                work, of_call, sid=sound.sid, status=sound.status, url=sound.url,
                kind=KIND_OF_SOURCE.get(sound.source, RecordingKind.CALL),
                duration_seconds=sound.duration_seconds,
            )  # fmt: skip
