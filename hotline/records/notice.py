"""What members of staff were told (提醒), by which way it reached them, and what they chose."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of
from hotline.rules.notices import Choice, Mail


class NoticeChannel(StrEnum):
    """A way out of the house; in the console a notice is there by itself."""

    SMS = "sms"
    EMAIL = "email"


class NoticeState(StrEnum):
    """Where a message is: failed will be tried again, given up will not."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    GAVE_UP = "gave_up"
    # Everything in it was settled before it went out, or the channel is off.
    NOT_NEEDED = "not_needed"


class Notice(Numbered, Record):
    """One thing told to one person. `key` names the cause: nobody is told twice of the same one.

    `data` holds what its words are filled with, never personal data.
    """

    __tablename__ = "notice"

    key: Mapped[str]
    kind: Mapped[str]
    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    at: Mapped[datetime]
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))
    inquiry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("inquiry.id"))
    handling_leg_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handling_leg.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    in_console: Mapped[bool]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("staff_id", "key"),
        Index("ix_notice_staff", "staff_id", "at", "id", postgresql_where=sql("in_console")),
        Index(
            "ix_notice_unread", "staff_id", "inquiry_id",
            postgresql_where=sql("in_console and read_at is null"),
        ),
    )  # fmt: skip


class NoticeMessage(Numbered, Record):
    """One SMS or e-mail to one person, with all that waited for it at that moment.

    `handed_over_at` is noted before it is sent: found with no end, nobody knows what became of it.
    What it says is written down then, so that it is the same message each time it is tried.
    """

    __tablename__ = "notice_message"

    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    channel: Mapped[NoticeChannel] = mapped_column(enum_of(NoticeChannel))
    state: Mapped[NoticeState] = mapped_column(enum_of(NoticeState), default=NoticeState.WAITING)
    made_at: Mapped[datetime]
    subject: Mapped[str | None]
    body: Mapped[str | None]
    handed_over_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # How often the carrier said afterwards that it had not arrived.
    times_lost: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]

    __table_args__ = (
        Index("ix_notice_message_staff", "staff_id", "channel", "made_at"),
        Index(
            "ix_notice_message_failing", "made_at",
            postgresql_where=sql("state in ('failed', 'gave_up')"),
        ),
    )  # fmt: skip


class NoticeDelivery(Record):
    """A notice on its way out by one channel; its state is that of the message it went in."""

    __tablename__ = "notice_delivery"

    notice_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("notice.id"), primary_key=True)
    channel: Mapped[NoticeChannel] = mapped_column(enum_of(NoticeChannel), primary_key=True)
    due_at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("notice_message.id"), index=True
    )

    __table_args__ = (
        Index("ix_notice_delivery_due", "due_at", postgresql_where=sql("message_id is null")),
    )


class NoticeAddress(Record):
    """Where a person gets notices by a channel; sealed, and shown masked."""

    __tablename__ = "notice_address"

    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"), primary_key=True)
    channel: Mapped[NoticeChannel] = mapped_column(enum_of(NoticeChannel), primary_key=True)
    sealed: Mapped[bytes]
    masked: Mapped[str]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    # Nothing but the code goes there before; the code is forgotten once it was entered.
    confirmed_at: Mapped[datetime | None]
    code_sealed: Mapped[bytes | None]
    code_sent_at: Mapped[datetime | None]
    code_failed_at: Mapped[datetime | None]


class NoticeChoice(Record):
    """By what ways a person wants a kind of notice, where it is not what everybody has."""

    __tablename__ = "notice_choice"

    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    console: Mapped[bool]
    sms: Mapped[bool]
    email: Mapped[Mail] = mapped_column(enum_of(Mail))

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        return Choice(console=self.console, sms=self.sms, email=self.email)
