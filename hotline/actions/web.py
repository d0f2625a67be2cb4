"""What a citizen sends in by himself, over the public's site or another channel: each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from hotline.actions import attachments, demands, inquiries, passwords, throttle
from hotline.actions.events import note_inquiry
from hotline.actions.inquiries import Logged
from hotline.errors import Refused, refuse_all
from hotline.files import Kept
from hotline.records import Audience, Channel, Demand, Ground, Inquiry, InquiryState
from hotline.rules.redirects import Redirect
from hotline.rules.wording import Wording
from hotline.text import telephone
from hotline.work import Work

# Each door has its own guard: what floods one leaves the other open.
GUARDS = {"web": "send_in", "api": "api_send_in"}
SHORTEST_PASSWORD, LONGEST_PASSWORD = 6, 64

NO_COMPLAINT = Wording(
    key="complaint.empty", zh="请写明投诉的事情。", en="Say what the complaint is about."
)
WRONG_PHONE = Wording(
    key="inquirer.wrong_phone",
    zh="联系电话不完整或有误，请核对；不愿留电话可以不填，改设查询密码。",
    en="The telephone number is incomplete or wrong. You may leave it empty and set a query "
    "password instead.",
)
NO_PASSWORD = Wording(
    key="inquirer.no_password",
    zh="不留电话的，请设一个查询密码（6至64个字符）：以后凭查询码和它看答复内容。",
    en="Without a telephone, set a query password of 6 to 64 characters: with it and the lookup "
    "code you will read the reply.",
)


@dataclass(frozen=True)
class Sender:
    """Who sends something in, as far as they wish to say, and by which door and channel.

    `address` is what a flood is counted by: the network address, or the key of another channel.

    The reply is opened by the last four digits of the telephone, or by the query password, which
    whoever leaves no telephone must set (R-21).
    """

    address: str
    language: str
    phone: str | None = None
    name: str | None = None
    query_password: str | None = None
    is_confidential: bool = False
    category: str | None = None
    door: Literal["web", "api"] = "web"
    channel: Channel = Channel.WEB
    # Whose counter it was sent from, where it came from a screen there.
    counter_unit_id: int | None = None
    # The key of another channel, by which it is told how the inquiry stands.
    api_key_id: int | None = None


def ask(
    work: Work,
    sender: Sender,
    *,
    form_id: str,
    place_id: int,
    unit_id: int | None,
    text: str,
    given: Sequence[Kept] = (),
) -> Logged:
    """Log a question with its files; two submissions of one form are one inquiry."""
    origin = f"{sender.door}:{form_id}"
    known = _already(work, origin)
    if known is not None:
        return known
    empty = None if text else inquiries.EMPTY
    _admit(work, sender, unit_id=unit_id, place_id=place_id, empty=empty)
    logged = inquiries.log(
        work, origin=origin, channel=sender.channel, place_id=place_id, text=text, unit_id=unit_id,
        phone=sender.phone, name=sender.name, language=sender.language, category=sender.category,
        is_confidential=sender.is_confidential, api_key_id=sender.api_key_id,
    )  # fmt: skip
    demands.logged(work, logged.inquiry)
    return _handed_over(work, logged, sender, given)


def pass_on(
    work: Work, sender: Sender, *, form_id: str, place_id: int, code: str, text: str
) -> Redirect:
    """The sender agrees that this demand goes to the channel that owns it (R-6); once a form."""
    origin = f"{sender.door}:{form_id}"
    inquiries.only_once(work, origin=origin)
    if work.db.scalar(select(Demand.id).where(Demand.origin == origin)) is None:
        _no_flood(work, sender)
    return demands.pass_on_written(
        work, origin=origin, channel=sender.channel, place_id=place_id, code=code, text=text,
        phone=sender.phone,
    )  # fmt: skip


def complain(
    work: Work,
    sender: Sender,
    *,
    form_id: str,
    text: str,
    about: Inquiry | None,
    place_id: int,
    ground: Ground,
    unit_id: int | None = None,
    given: Sequence[Kept] = (),
) -> Logged:
    """Log a complaint, about an inquiry or, without one, of this ground (R-40, R-42)."""
    origin = f"{sender.door}:{form_id}"
    known = _already(work, origin)
    if known is not None:
        return known
    if about is not None:
        place_id, unit_id = about.jurisdiction_id, None
        ground = Ground.REPLY if about.state is InquiryState.REPLIED else Ground.NO_REPLY
    empty = None if text else NO_COMPLAINT
    _admit(work, sender, unit_id=unit_id, place_id=place_id, empty=empty)
    logged = inquiries.complain(
        work, origin=origin, channel=sender.channel, place_id=place_id, ground=ground, text=text,
        about=about, about_unit_id=unit_id, phone=sender.phone, language=sender.language,
        api_key_id=sender.api_key_id,
    )  # fmt: skip
    logged.inquiry.inquirer_name = sender.name
    return _handed_over(work, logged, sender, given)


def _already(work: Work, origin: str) -> Logged | None:
    inquiries.only_once(work, origin=origin)
    return inquiries.already(work, origin=origin)


def _admit(
    work: Work, sender: Sender, *, unit_id: int | None, place_id: int, empty: Wording | None
) -> None:
    """Refuse what is empty (in these words), a sender who cannot be answered, all faults at once;
    then what belongs elsewhere, and a flood; else count."""
    phone = telephone(sender.phone)
    password = passwords.normal(sender.query_password or "")
    faults = [] if empty is None else [Refused(empty, field="text")]
    if sender.phone and phone is None:
        faults.append(Refused(WRONG_PHONE, field="phone"))
    is_needed = not sender.phone or password
    if is_needed and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        faults.append(Refused(NO_PASSWORD, field="query_password"))
    refuse_all(faults)
    inquiries.check_unit(work, unit_id=unit_id, place_id=place_id)
    _no_flood(work, sender)


def _no_flood(work: Work, sender: Sender) -> None:
    phone = telephone(sender.phone)
    by_phone = [f"telephone:{phone.number}"] if phone is not None else []
    guard = GUARDS[sender.door]
    throttle.check(work, guard, *by_phone, address=sender.address)
    throttle.count(work, guard, *by_phone, sender.address)


def _handed_over(work: Work, logged: Logged, sender: Sender, given: Sequence[Kept]) -> Logged:
    attachments.attach(work, logged.inquiry, given, audience=Audience.FROM_INQUIRER)
    if sender.query_password:
        logged.inquiry.query_password_hash = passwords.hashed(sender.query_password)
    if sender.counter_unit_id is not None:
        note_inquiry(work, logged.inquiry, "sent_from_counter", unit_id=sender.counter_unit_id)
    inquiries.hand_over(work, logged.inquiry)
    return logged
