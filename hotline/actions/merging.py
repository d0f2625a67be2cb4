"""One caller asked the same twice: the later inquiry goes on with the other one (R-29)."""

from __future__ import annotations

from sqlalchemy import update

from hotline.actions import legs
from hotline.actions.events import note_inquiry
from hotline.records import HandlingLeg, Inquiry, InquiryKind, InquiryState
from hotline.work import Work


def merge(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, into: Inquiry | None) -> None:
    """End this inquiry's handling; its code tells from now on how the other one stands.

    Both are of one caller and neither is confidential. Nothing is deleted: the leg stays,
    withdrawn, and both histories say which went into which.
    """
    fits = into is not None and _are_one_callers(inquiry, into)
    reference = into.reference if into is not None else None
    given = {"duplicate"} if fits else set()
    legs.close(work, inquiry, leg, verb="merge", given=given, reference=reference)
    assert into is not None
    # What went into this one earlier follows it.
    followers = update(Inquiry).where(Inquiry.merged_into_id == inquiry.id)
    work.db.execute(followers.values(merged_into_id=into.id, state=into.state))
    inquiry.merged_into_id = into.id
    inquiry.state, inquiry.replied_at = into.state, into.replied_at
    note_inquiry(work, into, "merged_from", reference=inquiry.reference)
    work.db.flush()


def _are_one_callers(one: Inquiry, other: Inquiry) -> bool:
    return (
        one.id != other.id
        and one.phone_hash is not None
        and one.phone_hash == other.phone_hash
        and not (one.is_confidential or other.is_confidential)
        and other.kind is InquiryKind.INQUIRY
        and other.merged_into_id is None
        and other.state is not InquiryState.WITHDRAWN
    )
