"""The jobs that send notices to the staff: gathered into messages, by SMS and by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline import mailing
from hotline.actions import notice_addresses, notices, posting
from hotline.errors import told_safely
from hotline.house import House
from hotline.records import NoticeAddress, NoticeChannel, NoticeMessage, NoticeState, Staff
from hotline.reports import notices as reports
from hotline.reports.names import Names
from hotline.reports.shown import Letter
from hotline.work import HOTLINE, Work
from ivr.phone import NotThere, Phone, ProviderRefused

BATCH = 500
# What the provider says of a text that did not arrive:
# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
LOST = frozenset({"undelivered", "failed"})


def gather_notices(house: House, phone: Phone) -> None:
    """Put what is to go out now into messages."""
    on = {NoticeChannel.SMS}
    if house.settings.mail_goes:
        on.add(NoticeChannel.EMAIL)
    full = True
    while full:
        with house.open(HOTLINE) as work:
            full = posting.gather(work, limit=BATCH, on=on) == BATCH


@dataclass(frozen=True)
class _Parcel:
    """A message ready to be handed over, and whether it may have been before."""

    channel: NoticeChannel
    to: str
    sender: str
    subject: str
    body: str
    language: str
    since: datetime
    may_be_sent: bool


def send_notices(house: House, phone: Phone, *, message_id: int) -> None:
    """Send a message of notices, in the person's working time, and note what became of it.

    Whoever finds it handed over with no end cannot know whether it went out. The carrier is asked
    for a text before another is sent; an e-mail is sent again, under the same Message-ID.
    """
    with house.open(HOTLINE) as work:
        message = work.db.get_one(NoticeMessage, message_id, with_for_update=True)
        parcel = _ready(work, house, message)
    if parcel is None:
        return
    try:
        provider_id = _hand_over(house, phone, parcel, number=message_id)
    except (mailing.MailRefused, ProviderRefused) as error:
        with house.open(HOTLINE) as work:
            message = work.db.get_one(NoticeMessage, message_id, with_for_update=True)
            posting.gave_up(work, message, error=told_safely(error))
        return
    except Exception as error:
        with house.open(HOTLINE) as work:
            message = work.db.get_one(NoticeMessage, message_id, with_for_update=True)
            posting.failed(work, message, error=told_safely(error))
        raise
    with house.open(HOTLINE) as work:
        message = work.db.get_one(NoticeMessage, message_id, with_for_update=True)
        posting.sent(work, message, provider_id=provider_id)


def _ready(work: Work, house: House, message: NoticeMessage) -> _Parcel | None:
    """What to hand over now; None when it is not needed any more, or must wait for the morning."""
    if message.state not in (NoticeState.WAITING, NoticeState.FAILED):
        return None
    staff = work.db.get_one(Staff, message.staff_id)
    opens_at = notices.opening_for(work, staff.unit_id)
    if opens_at > work.now:
        posting.post(work, message, at=opens_at)
        return None
    address = work.db.get(NoticeAddress, (staff.id, message.channel))
    if message.body is None:
        letter = reports.letter(work, message_id=message.id)
        if letter is not None:
            write(work, house, message, letter)
    is_reached = address is not None and address.confirmed_at is not None
    if message.body is None or address is None or not is_reached or not staff.is_active:
        posting.not_needed(work, message)
        return None
    may_be_sent = posting.hand_over(work, message)
    return _Parcel(
        channel=message.channel,
        to=work.seal.open(address.sealed),
        sender=work.book.line.text_sender,
        subject=message.subject or "",
        body=message.body,
        language="en" if staff.language == "en" else "zh-CN",
        since=message.handed_over_at or work.now,
        may_be_sent=may_be_sent,
    )


def write(work: Work, house: House, message: NoticeMessage, letter: Letter) -> None:
    """Write down what the message says, once and for all: it is the same each time it is tried."""
    names, first, count = Names(work), letter.notices[0], len(letter.notices)
    fields = {"count": count, "name": first.name, "text": first.text, "reference": first.reference}
    one = "one" if count == 1 else "many"

    def said(key: str, **more: object) -> str:
        return str(getattr(names.fill(key, **fields, **more), letter.language)).strip()

    if message.channel is NoticeChannel.SMS:
        message.body = said(f"notice.sms_{one}")
        return
    console = f"{house.settings.public_url}/console"
    lines = [
        f"{getattr(each.text, letter.language)}\n{console}/notices/{each.id}\n"
        for each in letter.notices
    ]
    message.subject = said(f"notice.subject_{one}")
    message.body = "\n".join(
        [*lines, "--", said("notice.foot", url=f"{console}/account/notices"), ""]
    )


def _hand_over(house: House, phone: Phone, parcel: _Parcel, *, number: int) -> str | None:
    if parcel.channel is NoticeChannel.EMAIL:
        mail = mailing.written(
            house.settings, name=f"notices-{number}", at=parcel.since, to=parcel.to,
            subject=parcel.subject, body=parcel.body, language=parcel.language,
        )  # fmt: skip
        mailing.send(house.settings, mail)
        return None
    known = (
        phone.sent_text(to=parcel.to, body=parcel.body, since=parcel.since)
        if parcel.may_be_sent
        else None
    )
    return known or phone.text(to=parcel.to, sender=parcel.sender, body=parcel.body)


def send_address_code(house: House, phone: Phone, *, staff_id: int, channel: str) -> None:
    """Send the code that waits at an address to be confirmed, at once: somebody waits for it."""
    if channel == NoticeChannel.EMAIL and not house.settings.mail_goes:
        return
    with house.open(HOTLINE) as work:
        address = work.db.get(NoticeAddress, (staff_id, NoticeChannel(channel)))
        if address is None or address.code_sealed is None or address.code_sent_at is None:
            return
        if work.now > address.code_sent_at + notice_addresses.VALID_FOR:
            return
        language = "en" if work.db.get_one(Staff, staff_id).language == "en" else "zh-CN"
        fields = {
            "code": work.seal.open(address.code_sealed), "minutes": notice_addresses.VALID_MINUTES,
        }  # fmt: skip
        subject, body = (
            getattr(Names(work).fill(f"notice.address_{key}", **fields), language[:2])
            for key in ("subject", "code")
        )
        to = work.seal.open(address.sealed)
        sender, since = work.book.line.text_sender, address.code_sent_at
    try:
        if channel == NoticeChannel.SMS:
            phone.text(to=to, sender=sender, body=body)
        else:
            mail = mailing.written(
                house.settings, name=f"address-{staff_id}-{since:%Y%m%d%H%M%S%f}", at=since, to=to,
                subject=subject, body=body, language=language,
            )  # fmt: skip
            mailing.send(house.settings, mail)
    except (mailing.MailRefused, ProviderRefused):
        with house.open(HOTLINE) as work:
            row = work.db.get(NoticeAddress, (staff_id, NoticeChannel(channel)))
            if row is not None and row.code_sent_at == since:
                notice_addresses.code_lost(work, row)


def check_text(house: House, phone: Phone, *, message_id: int) -> None:
    """Ask the carrier whether a text arrived; one that did not is sent again, or given up."""
    with house.open(HOTLINE) as work:
        sid = work.db.get_one(NoticeMessage, message_id).provider_id
    if sid is None:
        return
    try:
        status = phone.text_status(sid)
    except NotThere:
        return
    if status in LOST:
        with house.open(HOTLINE) as work:
            message = work.db.get_one(NoticeMessage, message_id, with_for_update=True)
            if message.state is NoticeState.SENT and message.provider_id == sid:
                posting.did_not_arrive(work, message, error=status)
