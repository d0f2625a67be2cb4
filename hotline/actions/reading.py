"""Who read what (read audit): one chain for the whole house, which cannot be switched off."""

from __future__ import annotations

from typing import Any

from hotline.actions.events import note_house, note_inquiry
from hotline.errors import Refused
from hotline.records import Inquiry, ReadEvent, Recording
from hotline.rules.wording import Wording
from hotline.work import Work

LONGEST_REASON = 200

NO_REASON = Wording(
    key="reading.no_reason",
    zh="请填写查看完整号码的理由。",
    en="Say why you need the whole number.",
)
NO_NUMBER = Wording(
    key="reading.no_number",
    zh="该事项没有留下电话号码。",
    en="No telephone number was left with this inquiry.",
)


def opened_call(work: Work, *, call_id: int) -> None:
    """Somebody has opened the page of a call."""
    _note(work, "opened_call", call_id=call_id)


def opened_inquiry(work: Work, *, inquiry_id: int) -> None:
    """Somebody has opened the page of an inquiry."""
    _note(work, "opened_inquiry", inquiry_id=inquiry_id)


def heard_recording(work: Work, recording: Recording) -> None:
    """Somebody listens to a recording; the first time is kept with it."""
    if recording.listened_at is None:
        recording.listened_at = work.now
    _note(work, "heard_recording", recording_id=recording.id)


def fetched_file(work: Work, *, attachment_id: int) -> None:
    """Somebody has fetched a file that was given with an inquiry."""
    _note(work, "fetched_file", attachment_id=attachment_id)


def searched_citizen(work: Work, *, by: str, found: int) -> None:
    """Somebody has looked for a citizen's inquiries, by code or by telephone; never which."""
    _note(work, "searched_citizen", by=by, found=found)


def retried_job(work: Work, *, job_id: int) -> None:
    """Somebody has let a stuck job be tried again: to be answered for like a reading."""
    _note(work, "retried_job", job_id=job_id)


def asked_item_state(work: Work, *, found: bool) -> None:
    """Somebody has asked the service platform how an application stands; never which."""
    _note(work, "asked_item_state", found=found)


def passed_on(work: Work, *, demand_id: int, code: str) -> None:
    """Words and number of whoever made a demand went to the channel that owns it, by consent."""
    _note(work, "passed_on", demand_id=demand_id, code=code)


def exported(work: Work, *, what: str, form: str) -> None:
    """Somebody has taken rows out in a file."""
    _note(work, "exported", what=what, form=form)


def reveal_number(work: Work, inquiry: Inquiry, *, reason: str) -> str:
    """The whole telephone number, for a reason that stays in the audit and in the history."""
    if inquiry.phone_sealed is None:
        raise Refused(NO_NUMBER)
    if not reason:
        raise Refused(NO_REASON)
    reason = reason[:LONGEST_REASON]
    note_inquiry(work, inquiry, "number_revealed", reason=reason)
    _note(work, "revealed_number", inquiry_id=inquiry.id, reason=reason)
    return work.seal.open(inquiry.phone_sealed)


def _note(work: Work, kind: str, **data: Any) -> None:
    note_house(work, ReadEvent, kind, **data)
