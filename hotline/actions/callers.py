"""Who calls, where the first we heard of the call did not say: a recording names no number."""

from __future__ import annotations

from sqlalchemy import select

from hotline.actions import inquiries
from hotline.records import Call, Inquiry
from hotline.text import Telephone
from hotline.work import Work


def known(work: Work, call: Call, *, phone: Telephone) -> None:
    """The number a call came from becomes known; what the call gave rise to inherits it."""
    call.caller_sealed = work.seal.close(phone.number)
    call.caller_hash = work.seal.hash("telephone", phone.number)
    call.caller_masked = phone.masked
    query = select(Inquiry).where(Inquiry.call_id == call.id, Inquiry.phone_sealed.is_(None))
    for inquiry in work.db.scalars(query.order_by(Inquiry.id).with_for_update()):
        code = inquiries.code_of(work, inquiry)
        inquiry.phone_sealed, inquiry.phone_hash = call.caller_sealed, call.caller_hash
        inquiry.phone_masked = phone.masked
        inquiry.last_four_hash = work.seal.hash("last_four", code + phone.number[-4:])
        if inquiry.code_given_at is None:
            inquiries.text_code(work, inquiry)
