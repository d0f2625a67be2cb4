"""Asks the provider what an outage, or a lost callback, has hidden from us."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select

from hotline.actions import calls, recordings, settle
from hotline.house import House
from hotline.records import Call, PeriodicSlot, Recording, RecordingKind
from hotline.work import HOTLINE, Work
from ivr.phone import NotThere, Phone, ProviderCall

log = structlog.get_logger()

# What the provider says a recording came from (docs: Recordings resource, `source`).
KIND_OF_SOURCE = {"RecordVerb": RecordingKind.VOICEMAIL, "DialVerb": RecordingKind.TALK}
RECONCILE_OVER = timedelta(hours=6)


def close_stale_calls(house: House, phone: Phone) -> None:
    """Ask the provider about calls of which nothing is heard any more, and close them (fault 6)."""
    with house.open(HOTLINE) as work:
        longest = timedelta(minutes=work.book.line.times.longest_call_minutes)
        sids = [call.sid for call in settle.stale_calls(work, before=work.now - longest)]
    for sid in sids:
        is_known, known = _told(phone, sid)
        with house.open(HOTLINE) as work:
            call = calls.find(work, sid=sid)
            if call is None:
                continue
            if known is not None:
                calls.arrive(work, sid=sid, caller=known.caller, dialled=known.dialled)
            if known is not None and calls.rank(known.status) == calls.FINAL:
                calls.move_status(
                    work, call, status=known.status, duration_seconds=known.duration_seconds
                )
            elif not is_known or work.now - call.arrived_at >= 2 * longest:
                # Nobody can tell when it ended; the last thing that happened is the best guess.
                lasted = settle.last_sign_at(work, call) - call.arrived_at
                calls.move_status(
                    work, call, status="completed", duration_seconds=int(lasted.total_seconds())
                )


def _told(phone: Phone, sid: str) -> tuple[bool, ProviderCall | None]:
    """Whether the provider knows this call, as far as can be told, and what it says of it."""
    try:
        return True, phone.call(sid)
    except NotThere:
        return False, None
    except Exception:
        # One call, or the provider itself, out of reach must not keep the others open.
        log.warning("the provider does not say what became of a call", call_sid=sid, exc_info=True)
        return True, None


def _since(work: Work) -> datetime:
    """How far back to look: an outage of ours may have lasted longer than usual."""
    done = select(func.max(PeriodicSlot.slot_at)).where(
        PeriodicSlot.job == reconcile.__name__,
        PeriodicSlot.finished_at.is_not(None),
        PeriodicSlot.error.is_(None),
    )
    return min(work.now, work.db.scalar(done) or work.now) - RECONCILE_OVER


def reconcile(house: House, phone: Phone) -> None:
    """Ask the provider for calls and recordings that an outage of ours has hidden."""
    with house.open(HOTLINE) as work:
        since = _since(work)
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
            kind = KIND_OF_SOURCE.get(sound.source, RecordingKind.CALL)
            recordings.announced(
                work, of_call, sid=sound.sid, status=sound.status, url=sound.url, kind=kind,
                duration_seconds=sound.duration_seconds,
                call_leg_id=_leg_of(work, of_call) if kind is RecordingKind.TALK else None,
            )  # fmt: skip


def _leg_of(work: Work, call: Call) -> int | None:
    """Whom a talk was with, where only one person has taken this call."""
    took = [leg.id for leg in calls.legs_of(work, call) if leg.accepted_at is not None]
    return took[0] if len(took) == 1 else None
