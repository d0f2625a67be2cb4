"""Complaints and votes on replies that come by another channel (R-40, R-42, R-13)."""

from __future__ import annotations

from hotline.actions import inquiries, ratings, web
from hotline.errors import Refused
from hotline.records import ApiKey, Ground, Inquiry, InquiryState
from hotline.rules.wording import Wording
from hotline.text import clean_lines
from hotline.work import Work
from public_site.api import answering, attaching, shapes
from public_site.following import RATED_BEFORE

NO_REPLY_YET = Wording(
    key="rating.no_reply_yet",
    zh="这件事还没有答复，答复以后才能评价。",
    en="There is no reply yet; it can be rated once there is one.",
)


def complain(work: Work, key: ApiKey, asked: shapes.ComplaintAsked) -> shapes.Filed | Refused:
    """Log it with supervision; it has a lookup code and a time limit of its own."""
    form_id = f"{key.id}:complaint:{answering.idempotency_key()}"
    about: Inquiry | None = None
    if asked.lookup_code is not None:
        found = answering.find(work, key, shapes.CodeAsked(lookup_code=asked.lookup_code))
        if isinstance(found, Refused):
            return found
        about = found.inquiry
    text = clean_lines(asked.text, limit=inquiries.LONGEST_TEXT)
    logged = web.complain(
        work, answering.sender_of(key, asked), form_id=form_id, text=text, about=about,
        place_id=answering.place_for(work, key, asked).id, ground=Ground(asked.ground),
        unit_id=answering.unit_id(work, asked.unit),
        given=attaching.given(work, key, asked.attachments),
    )  # fmt: skip
    if logged.inquiry.text != text:
        raise Refused(answering.KEY_USED)
    return answering.filed(work, logged)


def rate(work: Work, key: ApiKey, asked: shapes.Vote) -> shapes.Rated | Refused:
    """One vote on the written reply."""
    found = answering.find(work, key, shapes.CodeAsked(lookup_code=asked.lookup_code))
    if isinstance(found, Refused):
        return found
    if found.inquiry.state is not InquiryState.REPLIED:
        return Refused(NO_REPLY_YET)
    ratings.invite_about_reply(work, found.inquiry)
    if not ratings.rate_reply(work, found.inquiry, score=asked.score):
        return Refused(RATED_BEFORE)
    return shapes.Rated(score=asked.score)
