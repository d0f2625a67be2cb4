"""Where a person's notices go: an address is used once whoever it is has answered from there.

A slip of the finger would send what waits at an office to a stranger, for good and unseen. So a
code goes to a new address, and only who is signed in as that person and has the code confirms it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select

from hotline import outbox
from hotline.actions import throttle
from hotline.actions.editing import note
from hotline.actions.staff import may_keep
from hotline.errors import Refused, Throttled
from hotline.records import NoticeAddress, NoticeChannel, Staff
from hotline.rules import lookup_code
from hotline.rules.wording import Wording
from hotline.text import email_address, mask_email, telephone
from hotline.work import Work

CODE_DIGITS = 6
VALID_MINUTES = 30
VALID_FOR = timedelta(minutes=VALID_MINUTES)
SENDING, TRYING = "address_code_sent", "address_code"

NO_EMAIL = Wording(
    key="notices.no_email",
    zh="邮箱地址不对，应形如 name@example.gov.cn。",
    en="This is no e-mail address; it should look like name@example.gov.cn.",
)
NO_MOBILE = Wording(
    key="notices.no_mobile",
    zh="手机号码不对。短信只能发到手机。",
    en="This is no mobile number; only mobile phones get text messages.",
)
SENT_OFTEN = Wording(
    key="notices.code_sent_often",
    zh="验证码发得太多了，请过一个小时再试。",
    en="Too many codes were sent. Please try again in an hour.",
)
NOTHING_TO_CONFIRM = Wording(
    key="notices.nothing_to_confirm",
    zh="没有等待确认的地址：它已经确认过，或者已经删除。",
    en="No address waits to be confirmed: it was confirmed already, or removed.",
)
CODE_TOO_OLD = Wording(
    key="notices.code_too_old",
    zh=f"验证码已经过期（{VALID_MINUTES}分钟内有效），请再发一次。",
    en=f"The code has expired; it is good for {VALID_MINUTES} minutes. Have another one sent.",
)
WRONG_CODE = Wording(
    key="notices.wrong_code",
    zh="验证码不对。发过几次的，以最后一次收到的为准。",
    en="That is not the code. If several were sent, the last one counts.",
)


def set_address(work: Work, staff: Staff, *, channel: NoticeChannel, given: str) -> None:
    """Where this person's notices are to go by a channel, nothing to have none: set by himself, or
    by whoever keeps the accounts. A code goes there; until it is confirmed nothing else does.

    The change is noted masked, the address itself is sealed.
    """
    _may_set(work, staff)
    known = _held(work, staff, channel)
    was = {channel.value: known.masked if known else None}
    if not given:
        if known is not None:
            work.db.delete(known)
        note(work, staff, "notice_address", was=was)
        return
    address, masked = _checked(channel, given)
    if known is not None and work.seal.open(known.sealed) == address:
        if known.confirmed_at is None:
            _send_code(work, known, address)
        return
    row = known or NoticeAddress(staff_id=staff.id, channel=channel)
    row.sealed, row.masked = work.seal.close(address), masked
    row.set_at, row.set_by_id, row.confirmed_at = work.now, work.actor.id, None
    work.db.add(row)
    _send_code(work, row, address)
    note(work, staff, "notice_address", was=was, now={channel.value: masked})


def send_again(work: Work, staff: Staff, *, channel: NoticeChannel) -> None:
    """Another code goes to an address that waits; the one before is good no more."""
    _may_set(work, staff)
    row = _held(work, staff, channel)
    if row is None or row.confirmed_at is not None:
        raise Refused(NOTHING_TO_CONFIRM)
    _send_code(work, row, work.seal.open(row.sealed))


def confirm(work: Work, staff: Staff, *, channel: NoticeChannel, code: str) -> Refused | None:
    """The person has the code: notices go there from now on.

    A refusal is a value, so that the try stays counted.
    """
    row = _held(work, staff, channel)
    if row is None or row.code_sealed is None or row.code_sent_at is None:
        return Refused(NOTHING_TO_CONFIRM)
    subject = f"{channel.value}:{staff.id}"
    try:
        throttle.check(work, TRYING, subject)
    except Throttled as refusal:
        return refusal
    if work.now > row.code_sent_at + VALID_FOR:
        return Refused(CODE_TOO_OLD, field=f"code_{channel.value}")
    given = lookup_code.normalise(code)  # it too is copied with spaces, or typed in wide digits
    if not secrets.compare_digest(work.seal.open(row.code_sealed), given):
        throttle.count(work, TRYING, subject)
        return Refused(WRONG_CODE, field=f"code_{channel.value}")
    row.confirmed_at, row.code_sealed, row.code_sent_at = work.now, None, None
    note(work, staff, "notice_address_confirmed", now={channel.value: row.masked})
    return None


def code_lost(work: Work, row: NoticeAddress) -> None:
    """The code cannot arrive at this address: whoever set it is to look at it again."""
    row.code_failed_at = work.now


def _send_code(work: Work, row: NoticeAddress, address: str) -> None:
    subjects = (f"{row.channel.value}:{row.staff_id}", f"address:{address}")
    try:
        throttle.check(work, SENDING, *subjects)
    except Throttled:
        raise Throttled(SENT_OFTEN) from None
    throttle.count(work, SENDING, *subjects)
    code = str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)
    row.code_sealed = work.seal.close(code)
    row.code_sent_at, row.code_failed_at = work.now, None
    work.db.flush()
    outbox.put(
        work, "send_address_code",
        key=f"address_code:{row.staff_id}:{row.channel.value}:{secrets.token_hex(8)}",
        staff_id=row.staff_id, channel=row.channel.value,
    )  # fmt: skip


def _may_set(work: Work, staff: Staff) -> None:
    if work.actor.kind != "staff" or work.actor.id != staff.id:
        may_keep(work, staff, "edit_accounts")


def _held(work: Work, staff: Staff, channel: NoticeChannel) -> NoticeAddress | None:
    # The account, since there is no address to hold before the first.
    account = select(Staff.id).where(Staff.id == staff.id)
    work.db.execute(account.with_for_update(key_share=True))
    return work.db.get(NoticeAddress, (staff.id, channel), populate_existing=True)


def _checked(channel: NoticeChannel, given: str) -> tuple[str, str]:
    """The address in full and masked; Refused when no message could go there."""
    if channel is NoticeChannel.EMAIL:
        email = email_address(given)
        if email is None:
            raise Refused(NO_EMAIL, field=channel.value)
        return email, mask_email(email)
    phone = telephone(given)
    if phone is None or not phone.is_mobile:
        raise Refused(NO_MOBILE, field=channel.value)
    return phone.number, phone.masked
