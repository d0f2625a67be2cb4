"""The jobs that send text messages: the lookup code, and an answer too long to listen to."""

from __future__ import annotations

from datetime import date

from faq_kb.search import approved
from hotline.actions import inquiries, lost_codes, texts
from hotline.actions.events import note_call, note_inquiry
from hotline.house import House
from hotline.records import Call, Extension, HandlingLeg, Inquiry
from hotline.rules.clocks import FORWARDING
from hotline.rules.lookup_code import grouped
from hotline.rules.spoken import split_for_say
from hotline.rules.zone import today
from hotline.work import HOTLINE, Work
from ivr.phone import Phone


def text_lookup_code(house: House, phone: Phone, *, inquiry_id: int) -> None:
    """Send the lookup code to the telephone it was given to."""
    with house.open(HOTLINE) as work:
        inquiry = work.db.get_one(Inquiry, inquiry_id)
        if inquiry.phone_sealed is None:
            return
        leg = inquiries.first_leg(work, inquiry)
        unit = work.book.organisation.units[leg.unit_id]
        english = inquiry.language == "en"
        prompts = work.book.prompts[inquiry.language]
        promise = "sms_promise_forwarding" if leg.clock == FORWARDING else "sms_promise"
        body = prompts["sms_code"].format(
            code=grouped(inquiries.code_of(work, inquiry)),
            promise=prompts[promise].format(
                unit=unit.name_en if english else unit.name, date=_day(leg.due_on, english=english)
            ),
        )
        to = work.seal.open(inquiry.phone_sealed)
        sender = work.book.line.text_sender
    message_id = phone.text(to=to, sender=sender, body=body)
    with house.open(HOTLINE) as work:
        inquiry = work.db.get_one(Inquiry, inquiry_id, with_for_update=True)
        inquiries.code_given(work, inquiry)
        note_inquiry(work, inquiry, "sms_sent", of="lookup_code", message_id=message_id)


def text_lost_codes(house: House, phone: Phone, *, phone_hash: str) -> None:
    """Send the codes of this telephone's inquiries to it, if there are any (R-21)."""
    with house.open(HOTLINE) as work:
        found = lost_codes.due_to(work, phone_hash=bytes.fromhex(phone_hash))
        if not found:
            return
        newest, ids = found[0][0], [inquiry.id for inquiry, _ in found]
        prompts, english = work.book.prompts[newest.language], newest.language == "en"
        codes = [
            prompts["sms_lost_code"].format(
                date=_day(today(inquiry.received_at), english=english), code=grouped(code)
            )
            for inquiry, code in found
        ]
        body = prompts["sms_lost_codes"].format(codes=("; " if english else "；").join(codes))
        assert newest.phone_sealed is not None
        to, sender = work.seal.open(newest.phone_sealed), work.book.line.text_sender
    message_id = phone.text(to=to, sender=sender, body=body)
    with house.open(HOTLINE) as work:
        for inquiry_id in sorted(ids):
            inquiry = work.db.get_one(Inquiry, inquiry_id, with_for_update=True)
            lost_codes.sent(work, inquiry, message_id=message_id)


def text_extension(house: House, phone: Phone, *, extension_id: int) -> None:
    """Tell the inquirer until when the unit has more time, if it still has (R-31)."""
    with house.open(HOTLINE) as work:
        extension = work.db.get_one(Extension, extension_id)
        leg = work.db.get_one(HandlingLeg, extension.handling_leg_id)
        inquiry = work.db.get_one(Inquiry, leg.inquiry_id)
        if leg.closed_at is not None or inquiry.phone_sealed is None:
            return
        english = inquiry.language == "en"
        unit = work.book.organisation.units[leg.unit_id]
        body = work.book.prompts[inquiry.language]["sms_extended"].format(
            unit=unit.name_en if english else unit.name, date=_day(leg.due_on, english=english)
        )
        to = work.seal.open(inquiry.phone_sealed)
        sender, inquiry_id = work.book.line.text_sender, inquiry.id
    message_id = phone.text(to=to, sender=sender, body=body)
    with house.open(HOTLINE) as work:
        inquiry = work.db.get_one(Inquiry, inquiry_id, with_for_update=True)
        note_inquiry(work, inquiry, "sms_sent", of="extension", message_id=message_id)


def _day(on: date, *, english: bool) -> str:
    return f"{on:%Y-%m-%d}" if english else f"{on.month}月{on.day}日"


def text_answer(house: House, phone: Phone, *, call_id: int, entry_id: int, part: int) -> None:
    """Send a caller the approved answer he asked for, as it now is, this part of it."""
    with house.open(HOTLINE) as work:
        call = work.db.get_one(Call, call_id, with_for_update=True)
        if call.caller_sealed is None:
            return
        bodies = _answer_bodies(work, entry_id=entry_id, language=call.language)
        if not bodies:
            note_call(work, call, "answer_not_texted", entry_id=entry_id)
        if part > len(bodies):
            return
        to = work.seal.open(call.caller_sealed)
        sender = work.book.line.text_sender
    message_id = phone.text(to=to, sender=sender, body=bodies[part - 1])
    with house.open(HOTLINE) as work:
        call = work.db.get_one(Call, call_id, with_for_update=True)
        texts.answer_sent(
            work, call, entry_id=entry_id, part=part, parts=len(bodies), message_id=message_id
        )


def _answer_bodies(work: Work, *, entry_id: int, language: str) -> list[str]:
    """The messages that make up an answer; none when callers may hear it no more."""
    found = next(iter(approved(work, entry_ids=[entry_id])), None)
    if found is None:
        return []
    english = language == "en" and found.answer_en is not None
    prompts = work.book.prompts["en" if english else "zh-CN"]
    unit = work.book.organisation.units[found.unit_id]
    whole = prompts["sms_answer"].format(
        title=((english and found.question_en) or found.question).rstrip("？?"),
        text=found.answer_en if english else found.answer,
        source=unit.name_en if english else found.source,
        date=f"{found.source_on:%Y-%m-%d}",
    )
    pieces = split_for_say(whole, work.book.line.text_characters)
    key = "sms_whole" if len(pieces) == 1 else "sms_part"
    return [
        prompts[key].format(text=piece, part=part, parts=len(pieces))
        for part, piece in enumerate(pieces, start=1)
    ]
