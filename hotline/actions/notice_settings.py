"""What a person does with notices: reads them, chooses how they come, and gives addresses."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from hotline.actions.editing import note
from hotline.actions.staff import may_keep
from hotline.errors import Refused
from hotline.records import Notice, NoticeAddress, NoticeChannel, NoticeChoice, Staff
from hotline.rules.notices import Choice
from hotline.rules.wording import Wording
from hotline.text import email_address, mask_email, telephone
from hotline.work import Work

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
MUST = Wording(
    key="notices.must",
    zh="办理时限和督办的提醒不能在工作台中关闭。",
    en="Reminders of deadlines and of supervised handling cannot be switched off in the console.",
)


def read(work: Work, *, notice_id: int | None = None, inquiry_id: int | None = None) -> None:
    """The reader has seen one notice, those about one inquiry, or (neither named) all of them."""
    conditions = [Notice.staff_id == work.actor.id, Notice.in_console, Notice.read_at.is_(None)]
    if notice_id is not None:
        conditions.append(Notice.id == notice_id)
    if inquiry_id is not None:
        conditions.append(Notice.inquiry_id == inquiry_id)
    work.db.execute(update(Notice).where(*conditions).values(read_at=work.now))


def choose(work: Work, choices: Mapping[str, Choice]) -> None:
    """By what ways the reader wants each of these kinds from now on.

    Only what differs from what everybody has is kept, so that a better default reaches all others.
    """
    kinds = work.book.notices.kinds
    if any(kinds[key].must and not choice.console for key, choice in choices.items()):
        raise Refused(MUST)
    assert work.actor.id is not None
    mine = NoticeChoice.staff_id == work.actor.id
    work.db.execute(delete(NoticeChoice).where(mine, NoticeChoice.kind.in_(choices)))
    rows = [
        {
            "staff_id": work.actor.id, "kind": key, "console": choice.console,
            "sms": choice.sms, "email": choice.email,
        }
        for key, choice in choices.items()
        if choice != kinds[key].default
    ]  # fmt: skip
    if rows:
        work.db.execute(insert(NoticeChoice), rows)


def set_address(work: Work, staff: Staff, *, channel: NoticeChannel, given: str) -> None:
    """Where this person's notices go by a channel, nothing to have none: set by himself, or by
    whoever keeps the accounts. The change is noted masked, the address itself is sealed."""
    if work.actor.kind != "staff" or work.actor.id != staff.id:
        may_keep(work, staff, "edit_accounts")
    mine = (NoticeAddress.staff_id == staff.id, NoticeAddress.channel == channel)
    was = {channel.value: work.db.scalar(select(NoticeAddress.masked).where(*mine))}
    if not given:
        work.db.execute(delete(NoticeAddress).where(*mine))
        note(work, staff, "notice_address", was=was)
        return
    address, masked = _checked(channel, given)
    row = {
        "sealed": work.seal.close(address),
        "masked": masked,
        "set_at": work.now,
        "set_by_id": work.actor.id,
    }
    new = insert(NoticeAddress).values(staff_id=staff.id, channel=channel, **row)
    work.db.execute(
        new.on_conflict_do_update(
            index_elements=[NoticeAddress.staff_id, NoticeAddress.channel], set_=row
        )
    )
    note(work, staff, "notice_address", was=was, now={channel.value: masked})


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
