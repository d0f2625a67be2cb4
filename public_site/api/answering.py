"""What each address of the interface does: the site's own searches, actions and reports."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import request

from faq_kb.search import KnowledgeBase
from hotline.actions import api_keys, inquiries, lookup, web
from hotline.actions.events import note_inquiry
from hotline.errors import NotAllowed, Refused
from hotline.records import ApiKey, Channel
from hotline.reports import progress, published
from hotline.reports.names import Names
from hotline.rules.organisation import Place, scope_of
from hotline.rules.wording import Wording
from hotline.text import clean, clean_lines
from hotline.work import Work
from public_site import searching
from public_site.api import attaching, shapes
from public_site.sending import WRONG_UNIT

LOOKUP_GUARD = "api_lookup"
LONGEST_IDEMPOTENCY_KEY = 200
VISIBLE = re.compile("[!-~]+")

PLACE_ELSEWHERE = Wording(
    key="api.place_elsewhere",
    zh="此密钥不能登记这个属地的查询事项。",
    en="This key may not file inquiries for this jurisdiction.",
)
NO_IDEMPOTENCY_KEY = Wording(
    key="api.no_idempotency_key",
    zh="请在 Idempotency-Key 头中填写此事项的唯一标识（1至200个可见 ASCII 字符）："
    "重发不会重复登记。",
    en="Send an Idempotency-Key header, 1 to 200 visible ASCII characters, unique to this inquiry: "
    "sent again it is not filed again.",
)
KEY_USED = Wording(
    key="api.idempotency_key_used",
    zh="这个 Idempotency-Key 已用于另一件事项，请换一个。",
    en="This Idempotency-Key was used for another inquiry; choose another.",
)


def answers(
    work: Work, key: ApiKey, asked: shapes.AnswersAsked, knowledge: KnowledgeBase
) -> shapes.Answers:
    """The published answers nearest to a question."""
    words = clean(asked.q, limit=searching.LONGEST_SEARCH)
    place = place_of(work, key, asked.jurisdiction)
    found, verdict = (
        knowledge.listed(work, words, place_id=place.id, limit=asked.limit)
        if words
        else ((), "nothing")
    )
    elsewhere = searching.elsewhere(work, words, place_id=place.id)
    units = work.book.organisation.units
    return shapes.Answers(
        verdict=verdict,
        answers=[
            shapes.Answer(
                id=each.entry_id, code=each.code, question=each.question, answer=each.answer,
                question_en=each.question_en, answer_en=each.answer_en, source=each.source,
                source_on=each.source_on, unit=units[each.unit_id].code,
            )
            for each in found
        ],
        elsewhere=shapes.Words(zh=elsewhere.says, en=elsewhere.says_en) if elsewhere else None,
    )  # fmt: skip


def places(work: Work, key: ApiKey, _: shapes.NothingAsked) -> shapes.Places:
    """The key's place and those below it, the highest first."""
    every = work.book.organisation.places
    mine = [every[place_id] for place_id in scope_of(every.values(), key.jurisdiction_id)]
    return shapes.Places(
        jurisdictions=[
            shapes.Place(
                code=place.code,
                name=shapes.Words(zh=place.name, en=place.name_en),
                level=place.level,
                parent=every[place.path[-2]].code if len(place.path) > 1 else None,
            )
            for place in sorted(mine, key=lambda place: (len(place.path), place.id))
        ]
    )


def units(work: Work, key: ApiKey, asked: shapes.PlaceAsked) -> shapes.Units:
    """The units an inquiry of this place may be meant for."""
    organisation = work.book.organisation
    path = place_of(work, key, asked.jurisdiction).path
    return shapes.Units(
        units=[
            shapes.Unit(
                code=unit.code,
                name=shapes.Words(zh=unit.name, en=unit.name_en),
                jurisdiction=organisation.places[unit.place_id].code,
                is_government_office=unit.is_government_office,
            )
            for unit in organisation.units.values()
            if unit.is_active and unit.place_id in path
        ]
    )


def categories(work: Work, _: ApiKey, __: shapes.NothingAsked) -> shapes.Categories:
    """The categories of what is published."""
    return shapes.Categories(categories=list(published.categories(work)))


def file(work: Work, key: ApiKey, asked: shapes.InquiryAsked) -> shapes.Filed:
    """Log an inquiry; the same Idempotency-Key again is the same inquiry, and the same answer."""
    return filed(work, log(work, key, asked, form_id=idempotency_key()))


def filed(work: Work, logged: inquiries.Logged) -> shapes.Filed:
    """What is answered to whoever has filed it."""
    leg = logged.leg
    return shapes.Filed(
        lookup_code=logged.code,
        reference=logged.inquiry.reference,
        received_at=logged.inquiry.received_at,
        jurisdiction=work.book.organisation.places[logged.inquiry.jurisdiction_id].code,
        unit=shapes.Words.model_validate(Names(work).unit(leg.unit_id)),
        due_on=leg.due_on,
        is_provisional=leg.is_provisional,
    )


def log(work: Work, key: ApiKey, asked: shapes.InquiryAsked, *, form_id: str) -> inquiries.Logged:
    """The inquiry as the site would log it, in the name of the key's channel."""
    place = place_for(work, key, asked)
    text = clean_lines(asked.text, limit=inquiries.LONGEST_TEXT)
    sender = replace(
        sender_of(key, asked),
        is_confidential=asked.is_confidential,
        category=clean(asked.category or "", limit=shapes.LONGEST_CATEGORY) or None,
    )
    logged = web.ask(
        work, sender, form_id=f"{key.id}:{form_id}", place_id=place.id,
        unit_id=unit_id(work, asked.unit), text=text,
        given=attaching.given(work, key, asked.attachments),
    )  # fmt: skip
    if (logged.inquiry.text, logged.inquiry.jurisdiction_id) != (text, place.id):
        raise Refused(KEY_USED)
    return logged


def place_for(work: Work, key: ApiKey, asked: shapes.SentIn) -> Place:
    """The place of what is sent in; NotAllowed unless it is the key's or below it."""
    place = place_of(work, key, asked.jurisdiction)
    if key.jurisdiction_id not in place.path:
        raise NotAllowed(PLACE_ELSEWHERE)
    return place


def sender_of(key: ApiKey, asked: shapes.SentIn) -> web.Sender:
    """Who sends it in, by this key's channel."""
    return web.Sender(
        address=api_keys.subject(key),
        language=asked.language,
        phone=clean(asked.phone or "", limit=shapes.LONGEST_PHONE) or None,
        name=clean(asked.name or "", limit=shapes.LONGEST_NAME) or None,
        query_password=clean(asked.query_password or "", limit=shapes.LONGEST_PASSWORD) or None,
        door="api",
        channel=channel_of(key),
        api_key_id=key.id,
    )


def channel_of(key: ApiKey) -> Channel:
    """The channel of what this key files; a key that may file has one."""
    assert key.channel is not None
    return key.channel


def follow(work: Work, key: ApiKey, asked: shapes.CodeAsked) -> shapes.Progress | Refused:
    """How an inquiry stands; with the proof also what was asked and what was answered."""
    found = find(work, key, asked)
    if isinstance(found, Refused):
        return found
    inquiry = found.inquiry
    told = shapes.Progress.model_validate(progress.shown(work, inquiry, found.legs))
    if asked.proof:
        note_inquiry(work, inquiry, "reply_shown")
        told.personal = _personal(work, found)
    return told


def find(work: Work, key: ApiKey, asked: shapes.CodeAsked) -> lookup.Progress | Refused:
    """The inquiry of this code, its proof checked where one is given."""
    who = {"code": asked.lookup_code, "subject": api_keys.subject(key), "guard": LOOKUP_GUARD}
    found = lookup.find(work, **who)
    if isinstance(found, Refused) or not asked.proof:
        return found
    return lookup.why_unproven(work, found, proof=asked.proof, **who) or found


def place_of(work: Work, key: ApiKey, code: str | None) -> Place:
    """The place with this code; without one, the key's own."""
    organisation = work.book.organisation
    if code is None:
        return organisation.places[key.jurisdiction_id]
    try:
        return organisation.place(code)
    except StopIteration:
        raise Refused(api_keys.NO_PLACE) from None


def unit_id(work: Work, code: str | None) -> int | None:
    """The unit with this code; none without one."""
    if code is None:
        return None
    try:
        return work.book.organisation.unit(code).id
    except KeyError:
        raise Refused(WRONG_UNIT) from None


def idempotency_key() -> str:
    """What makes what is sent again the same."""
    given = request.headers.get("Idempotency-Key", "").strip()
    if not VISIBLE.fullmatch(given) or len(given) > LONGEST_IDEMPOTENCY_KEY:
        raise Refused(NO_IDEMPOTENCY_KEY)
    return given


def _personal(work: Work, found: lookup.Progress) -> shapes.Personal:
    inquiry = found.inquiry
    shown = progress.personal(work, inquiry, inquiry.complaint, lookup.replies(work, inquiry))
    return shapes.Personal(
        text=shown.text,
        replies=[
            shapes.UnitReply(unit=shapes.Words.model_validate(unit), text=text)
            for unit, text in shown.replies
        ],
        findings=shown.findings,
        opinion=shown.opinion,
        outcome=shown.outcome,
        attachments=attaching.offered(work, inquiry),
    )
