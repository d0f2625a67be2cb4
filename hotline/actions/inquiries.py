"""An inquiry is logged, gets its lookup code and its first handling leg, and is kept true."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from hotline import outbox
from hotline.actions import attachments, demands, legs, texts
from hotline.actions.events import note_inquiry
from hotline.errors import NotAllowed, Refused
from hotline.files import Kept
from hotline.records import (
    Audience,
    Call,
    Channel,
    Complaint,
    Ground,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    InquiryState,
)
from hotline.records.inquiry import REFERENCE
from hotline.rules import lookup_code
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.text import telephone
from hotline.work import Work

LONGEST_TEXT = 20_000

EMPTY = Wording(key="inquiry.empty", zh="请填写查询内容。", en="Enter the question.")
NOT_YOURS = Wording(
    key="inquiry.not_yours",
    zh="您没有登记这个地方查询事项的权限。",
    en="You may not log inquiries for this place.",
)
UNIT_ELSEWHERE = Wording(
    key="inquiry.unit_elsewhere",
    zh="承办单位须属于所选属地或其上级；不清楚的，请交属地政府办分发。",
    en="The unit must belong to the chosen place or to one above it; where it is unclear, leave it "
    "to the place's government office.",
)


@dataclass(frozen=True)
class Logged:
    """A logged inquiry; `code` is there to be told to the citizen, now and never again."""

    inquiry: Inquiry
    leg: HandlingLeg
    code: str


def log(
    work: Work,
    *,
    origin: str,
    channel: Channel,
    place_id: int,
    text: str | None,
    unit_id: int | None = None,
    call: Call | None = None,
    phone: str | None = None,
    name: str | None = None,
    language: str = "zh-CN",
    category: str | None = None,
    is_confidential: bool = False,
    other_ways_told: str | None = None,
    api_key_id: int | None = None,
) -> Logged:
    """Log an inquiry and open its first leg: at the unit, or at the place's government office.

    `origin` names what it arose from; a second call with the same one gives back the first
    inquiry, so that a repeated request and the safety net never log twice.
    """
    known = already(work, origin=origin)
    if known is not None:
        return known
    inquiry = _new(
        work, origin=origin, kind=InquiryKind.INQUIRY, channel=channel, place_id=place_id,
        text=text, call=call, phone=phone, language=language, api_key_id=api_key_id,
    )  # fmt: skip
    inquiry.inquirer_name = name
    inquiry.category = category
    inquiry.is_confidential = is_confidential
    inquiry.other_ways_told = other_ways_told
    organisation = work.book.organisation
    unit = organisation.heir(unit_id)
    if unit is None:
        # Unclear, or closed since: the place's government office finds whose it is.
        unit = organisation.office_of(place_id)
    inquiry.first_responder_unit_id = unit.id
    note_inquiry(work, inquiry, "logged", channel=channel.value, unit_id=unit.id)
    leg = legs.open_leg(work, inquiry, unit_id=unit.id, clock=legs.clock_for(work, unit.id))
    return Logged(inquiry=inquiry, leg=leg, code=code_of(work, inquiry))


def complain(
    work: Work,
    *,
    origin: str,
    channel: Channel,
    place_id: int,
    ground: Ground,
    text: str | None,
    about: Inquiry | None = None,
    about_unit_id: int | None = None,
    call: Call | None = None,
    phone: str | None = None,
    language: str = "zh-CN",
    api_key_id: int | None = None,
) -> Logged:
    """Log a complaint; it goes to supervision, never to the unit complained about (R-40, R-42)."""
    known = already(work, origin=origin)
    if known is not None:
        return known
    inquiry = _new(
        work, origin=origin, kind=InquiryKind.COMPLAINT, channel=channel, place_id=place_id,
        text=text, call=call, phone=phone, language=language, api_key_id=api_key_id,
    )  # fmt: skip
    if about is not None:
        about_unit_id = about_unit_id or _answerable_unit(work, about)
    work.db.add(
        Complaint(
            inquiry_id=inquiry.id,
            ground=ground,
            about_inquiry_id=about.id if about else None,
            about_unit_id=about_unit_id,
        )
    )
    holder = work.book.organisation.holder("complaints", place_id)
    if holder.id == about_unit_id:
        # Nobody judges a complaint about himself: the next level up has the function too.
        path = work.book.organisation.places[place_id].path
        if len(path) > 1:
            holder = work.book.organisation.holder("complaints", path[-2])
    note_inquiry(work, inquiry, "complained", ground=ground.value, unit_id=holder.id)
    leg = legs.open_leg(work, inquiry, unit_id=holder.id, clock="complaint")
    return Logged(inquiry=inquiry, leg=leg, code=code_of(work, inquiry))


def only_once(work: Work, *, origin: str) -> None:
    """Wait for whoever sends the same form at this very moment; then `already` finds it."""
    key = func.hashtextextended(origin, 0)
    work.db.execute(select(func.pg_advisory_xact_lock(key)))


def already(work: Work, *, origin: str) -> Logged | None:
    """The inquiry that this origin has given rise to, if it has."""
    inquiry = work.db.scalar(select(Inquiry).where(Inquiry.origin == origin).with_for_update())
    if inquiry is None:
        return None
    return Logged(inquiry=inquiry, leg=first_leg(work, inquiry), code=code_of(work, inquiry))


def first_leg(work: Work, inquiry: Inquiry) -> HandlingLeg:
    """The leg the inquiry began with."""
    query = select(HandlingLeg).where(HandlingLeg.inquiry_id == inquiry.id)
    return work.db.scalars(query.order_by(HandlingLeg.id).limit(1)).one()


def code_of(work: Work, inquiry: Inquiry) -> str:
    """The lookup code, to be told to the citizen and to nobody else."""
    return work.seal.open(inquiry.lookup_code_sealed)


def code_given(work: Work, inquiry: Inquiry) -> None:
    """The code is about to be told to the citizen."""
    if inquiry.code_given_at is None:
        inquiry.code_given_at = work.now
        note_inquiry(work, inquiry, "code_given")


def text_code(work: Work, inquiry: Inquiry) -> bool:
    """Send the code by SMS where there is a mobile phone to send it to (R-20); whether there is."""
    if not texts.reaches(work, inquiry.phone_sealed):
        return False
    outbox.put(
        work, "text_lookup_code", key=f"text_lookup_code:{inquiry.id}", inquiry_id=inquiry.id
    )
    return True


def write_down(work: Work, inquiry: Inquiry, *, text: str) -> None:
    """Somebody has listened to the voicemail and writes down what it says (R-11)."""
    if not text:
        raise Refused(EMPTY, field="text")
    note_inquiry(work, inquiry, "written_down", was_empty=inquiry.text is None)
    inquiry.text = text[:LONGEST_TEXT]


def withdraw_empty(work: Work, inquiry: Inquiry) -> None:
    """A voicemail without a word is withdrawn, with an event; nothing is deleted (R-11)."""
    for leg in legs.open_legs(work, inquiry):
        legs.close(work, inquiry, leg, verb="withdraw_empty", given={"empty_voicemail"})


def log_by_hand(
    work: Work,
    *,
    form_id: str,
    channel: Channel,
    place_id: int,
    unit_id: int | None,
    text: str,
    phone: str | None,
    name: str | None,
    category: str | None = None,
    is_confidential: bool = False,
    other_ways_told: str | None = None,
    call: Call | None = None,
    given: Sequence[Kept] = (),
) -> Logged:
    """An operator or a window logs an inquiry; two submissions of one form are one inquiry."""
    check_may_log(work, place_id=place_id)
    if not text:
        raise Refused(EMPTY, field="text")
    origin = f"form:{work.actor.id}:{form_id}"
    only_once(work, origin=origin)
    if (known := already(work, origin=origin)) is not None:
        return known
    check_unit(work, unit_id=unit_id, place_id=place_id)
    logged = log(
        work, origin=origin, channel=channel, place_id=place_id,
        text=text, unit_id=unit_id, phone=phone, name=name, category=category, call=call,
        is_confidential=is_confidential, other_ways_told=other_ways_told,
    )  # fmt: skip
    demands.logged(work, logged.inquiry)
    attachments.attach(work, logged.inquiry, given, audience=Audience.FROM_INQUIRER)
    hand_over(work, logged.inquiry)
    return logged


def check_may_log(work: Work, *, place_id: int) -> None:
    """Raise NotAllowed unless the actor may log what is asked of this place."""
    if not work.book.may(work.actor.roles_at(place_id=place_id), "log_inquiry"):
        raise NotAllowed(NOT_YOURS)


def check_unit(work: Work, *, unit_id: int | None, place_id: int) -> None:
    """Raise Refused when the unit is not one of this place or of those above it (R-7a)."""
    organisation = work.book.organisation
    unit = organisation.units.get(unit_id or 0)
    if unit is not None and unit.place_id not in organisation.places[place_id].path:
        raise Refused(UNIT_ELSEWHERE, field="unit")


def hand_over(work: Work, inquiry: Inquiry) -> None:
    """The code is shown to whoever has just sent the form, and sent by SMS where that can be."""
    if inquiry.code_given_at is None:
        code_given(work, inquiry)
        text_code(work, inquiry)


def _new(
    work: Work,
    *,
    origin: str,
    kind: InquiryKind,
    channel: Channel,
    place_id: int,
    text: str | None,
    call: Call | None,
    phone: str | None,
    language: str,
    api_key_id: int | None,
) -> Inquiry:
    if phone is None and call is not None and call.caller_sealed is not None:
        phone = work.seal.open(call.caller_sealed)
    known_phone = telephone(phone)
    code = _unused_code(work)
    number = work.db.scalar(REFERENCE)
    inquiry = Inquiry(
        reference=f"{today(work.now):%Y%m%d}-{number:06d}",
        lookup_code_sealed=work.seal.close(code),
        lookup_code_hash=work.seal.hash("lookup_code", code),
        kind=kind,
        channel=channel,
        state=InquiryState.OPEN,
        origin=origin,
        call_id=call.id if call else None,
        api_key_id=api_key_id,
        jurisdiction_id=place_id,
        text=text[:LONGEST_TEXT] if text else None,
        language=language,
        phone_sealed=work.seal.close(known_phone.number) if known_phone else None,
        phone_hash=work.seal.hash("telephone", known_phone.number) if known_phone else None,
        phone_masked=known_phone.masked if known_phone else None,
        last_four_hash=(
            work.seal.hash("last_four", code + known_phone.number[-4:]) if known_phone else None
        ),
        received_at=work.now,
        event_count=0,
        head_hash=bytes(32),
        is_confidential=False,
    )
    work.db.add(inquiry)
    work.db.flush()
    return inquiry


def _unused_code(work: Work) -> str:
    """A code nobody ever had. Of 9·10^10 a collision is rare; the unique hash is the last word."""
    while True:
        code = lookup_code.new_code(secrets.randbelow)
        taken = select(Inquiry.id).where(
            Inquiry.lookup_code_hash == work.seal.hash("lookup_code", code)
        )
        if work.db.scalar(taken) is None:
            return code


def _answerable_unit(work: Work, inquiry: Inquiry) -> int:
    """The unit whose reply, or whose silence, a complaint about this inquiry is about."""
    query = select(HandlingLeg.unit_id).where(HandlingLeg.inquiry_id == inquiry.id)
    return work.db.scalars(query.order_by(HandlingLeg.id.desc()).limit(1)).one()
