"""A lost lookup code is sent again, to the telephone it was given to and to no other (R-21)."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from hotline import outbox
from hotline.actions import inquiries, lookup, throttle
from hotline.actions.events import note_inquiry
from hotline.records import HandlingLeg, Inquiry, InquiryState
from hotline.text import Telephone
from hotline.work import Work

GUARD = "lost_code"
MOST_CODES = 3
# Asked for twice in a moment, it is sent once.
ONCE_SECONDS = 600


def send(work: Work, *, phone: Telephone, subject: str | None = None) -> None:
    """Have what codes there are for this telephone sent to it; nothing tells whether there are any.

    Raises Throttled when this telephone, this `subject` or everybody has asked too often.
    """
    throttle.check(work, GUARD, f"telephone:{phone.number}", address=subject)
    throttle.count(work, GUARD, f"telephone:{phone.number}", *([subject] if subject else []))
    hashed = work.seal.hash("telephone", phone.number).hex()
    moment = int(work.now.timestamp()) // ONCE_SECONDS
    # Written for every number alike, so that not even the time it takes tells one from another.
    outbox.put(work, "text_lost_codes", key=f"text_lost_codes:{hashed}:{moment}", phone_hash=hashed)


def due_to(work: Work, *, phone_hash: bytes) -> list[tuple[Inquiry, str]]:
    """The inquiries of this telephone that a code still opens, each with it: open ones first, then
    the newest."""
    mine = select(Inquiry).where(Inquiry.phone_hash == phone_hash)
    order = (Inquiry.state != InquiryState.OPEN, Inquiry.received_at.desc())
    found = work.db.scalars(mine.order_by(*order).limit(MOST_CODES * 3)).all()
    ids = {inquiry.merged_into_id or inquiry.id for inquiry in found}
    legs: dict[int, list[HandlingLeg]] = defaultdict(list)
    for leg in work.db.scalars(select(HandlingLeg).where(HandlingLeg.inquiry_id.in_(ids))):
        legs[leg.inquiry_id].append(leg)
    alive = [
        inquiry
        for inquiry in found
        if not lookup.has_ended(work, [inquiry.id], legs[inquiry.merged_into_id or inquiry.id])
    ]
    return [(inquiry, inquiries.code_of(work, inquiry)) for inquiry in alive[:MOST_CODES]]


def sent(work: Work, inquiry: Inquiry, *, message_id: str) -> None:
    """The code went out once more."""
    note_inquiry(work, inquiry, "code_sent_again", message_id=message_id)
