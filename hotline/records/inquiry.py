"""An inquiry (查询事项), its handling legs, their deadlines, and a complaint's own parts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Sequence, and_, func
from sqlalchemy import text as sql
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from hotline.records.base import Chain, ChainedEvent, Numbered, Record, enum_of

# Numbers of inquiries for the staff (受理编号); a gap in them means nothing.
REFERENCE = Sequence("inquiry_reference", metadata=Record.metadata)


class Channel(StrEnum):
    """How it reached the hotline (R-20: all channels share one ledger)."""

    PHONE = "phone"
    VOICEMAIL = "voicemail"
    WEB = "web"
    LEADERS_MAILBOX = "leaders_mailbox"
    OPINION_BOX = "opinion_box"
    SERVICE_WINDOW = "service_window"
    READING_POINT = "reading_point"
    LETTER = "letter"
    VISIT = "visit"


class InquiryKind(StrEnum):
    INQUIRY = "inquiry"
    COMPLAINT = "complaint"


class InquiryState(StrEnum):
    """Follows from the legs: open while one is, replied when the last one was."""

    OPEN = "open"
    REPLIED = "replied"
    WITHDRAWN = "withdrawn"


class Inquiry(Numbered, Chain, Record):
    """A question, or a complaint, that is carried to its end.

    The lookup code is the citizen's: sealed here and found by its keyed hash; staff know the
    inquiry by `reference`. `origin` makes what one call gives rise to unique, so that neither a
    repeated request nor the safety net logs it twice.
    """

    __tablename__ = "inquiry"

    reference: Mapped[str] = mapped_column(unique=True)
    lookup_code_sealed: Mapped[bytes]
    lookup_code_hash: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[InquiryKind] = mapped_column(enum_of(InquiryKind))
    channel: Mapped[Channel] = mapped_column(enum_of(Channel))
    state: Mapped[InquiryState] = mapped_column(enum_of(InquiryState), default=InquiryState.OPEN)
    origin: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("call.id"), index=True)
    # The key of the channel that filed it, which may ask to be told how it stands.
    api_key_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("api_key.id"))
    jurisdiction_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    # None until somebody has listened to a voicemail and written down what it says.
    text: Mapped[str | None]
    category: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="zh-CN")
    inquirer_name: Mapped[str | None]
    phone_sealed: Mapped[bytes | None]
    phone_hash: Mapped[bytes | None]
    phone_masked: Mapped[str | None]
    last_four_hash: Mapped[bytes | None]
    query_password_hash: Mapped[str | None]
    is_confidential: Mapped[bool] = mapped_column(default=False)
    # The inquiry this one goes on with, as a duplicate of it; its state is then that one's.
    merged_into_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("inquiry.id"))
    first_responder_unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))
    other_ways_told: Mapped[str | None]
    received_at: Mapped[datetime]
    code_given_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    # The entry its reply was proposed as: one an inquiry.
    proposed_entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("faq_entry.id"))

    legs: Mapped[list[HandlingLeg]] = relationship(
        order_by="HandlingLeg.id", back_populates="inquiry", lazy="raise_on_sql"
    )
    complaint: Mapped[Complaint | None] = relationship(
        foreign_keys="Complaint.inquiry_id", back_populates="inquiry", lazy="raise_on_sql"
    )

    __table_args__ = (
        Index("ix_inquiry_received", "received_at", "id"),
        Index("ix_inquiry_jurisdiction_received", "jurisdiction_id", "received_at"),
        Index(
            "ix_inquiry_merged_into", "merged_into_id",
            postgresql_where=sql("merged_into_id is not null"),
        ),
        Index(
            "ix_inquiry_api_key", "api_key_id", postgresql_where=sql("api_key_id is not null")
        ),
        # Both `reports/wanted.py` and this ask for pairs of characters that stand side by side.
        Index("ix_inquiry_words", sql("pairs_of(text)"), postgresql_using="gin"),
        # Voicemails nobody has written down yet: few, whatever the ledger holds.
        Index(
            "ix_inquiry_to_listen", "received_at", "id",
            postgresql_where=sql("channel = 'voicemail' and text is null and state = 'open'"),
        ),
        Index("ix_inquiry_phone", "phone_hash", postgresql_where=sql("phone_hash is not null")),
        Index(
            "ix_inquiry_proposed", "proposed_entry_id",
            postgresql_where=sql("proposed_entry_id is not null"),
        ),
    )  # fmt: skip


class LegState(StrEnum):
    OPEN = "open"
    REPLIED = "replied"
    FORWARDED = "forwarded"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class HandlingLeg(Numbered, Record):
    """One unit's part of an inquiry, against one clock (R-22)."""

    __tablename__ = "handling_leg"

    inquiry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("inquiry.id"), index=True)
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"))
    clock: Mapped[str]
    state: Mapped[LegState] = mapped_column(enum_of(LegState), default=LegState.OPEN)
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    is_provisional: Mapped[bool]
    signed_for_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    internal_note: Mapped[str | None]
    reply: Mapped[str | None]
    # The leg that was forwarded or returned, and so led to this one.
    sender_leg_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handling_leg.id"))
    # Named by the government office after the second return or forward: must handle it.
    is_designated: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    # Why it was held to be routine or complex.
    classified_because: Mapped[str | None]
    # The whole length after an extension, counted from receipt.
    extended_to_days: Mapped[int | None]
    # The deadline whose passing was announced: once for each.
    overdue_announced_for: Mapped[datetime | None]
    # When to look whether the unit is to be reminded; None when there is nothing more to remind of.
    remind_at: Mapped[datetime | None]
    # Under supervised handling (督办) since, by whom, and what is asked of the unit.
    supervised_at: Mapped[datetime | None]
    supervised_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    supervision_order: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    inquiry: Mapped[Inquiry] = relationship(back_populates="legs", lazy="raise_on_sql")

    # Two people closing one leg: the second is told, instead of overwriting the first.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        Index("ix_handling_leg_unit", "unit_id", "inquiry_id"),
        Index("ix_handling_leg_open", "unit_id", "due_at", postgresql_where=sql("state = 'open'")),
        Index("ix_handling_leg_open_due", "due_at", "id", postgresql_where=sql("state = 'open'")),
        Index("ix_handling_leg_due", "due_at"),
        Index("ix_handling_leg_remind", "remind_at", postgresql_where=sql("remind_at is not null")),
    )

    @hybrid_method
    def is_overdue(self, now: datetime) -> bool:
        """Whether the time limit has passed: asked, never stored; past the last second counts."""
        return (self.closed_at or now) > self.due_at

    @is_overdue.expression  # type: ignore[no-redef]
    @classmethod
    def is_overdue(cls, now: datetime) -> ColumnElement[bool]:
        """The same question to the database."""
        return func.coalesce(cls.closed_at, now) > cls.due_at

    @classmethod
    def open_and_overdue(cls, now: datetime) -> ColumnElement[bool]:
        """The legs that are late and still owed, asked so that an index can answer."""
        return and_(cls.state == LegState.OPEN, cls.due_at < now)


class Deadline(Numbered, Record):
    """How a due date was counted (R-35); a leg's latest row is the one in force."""

    __tablename__ = "deadline"

    handling_leg_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("handling_leg.id"), index=True
    )
    computed_at: Mapped[datetime]
    clock: Mapped[str]
    days: Mapped[int]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    is_provisional: Mapped[bool]
    calendar_edition: Mapped[int]
    # Days not counted, as {"date": "2026-02-15", "why": "春节"}.
    skipped: Mapped[list[Any]]
    reason: Mapped[str]
    # The change of days or hours by which it was counted again, and the day it was due before.
    change_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("organisation_event.id"))
    moved_from: Mapped[date | None]

    __table_args__ = (
        # All that a sum of what one change moved needs, so that the table is not read for it.
        Index(
            "ix_deadline_change", "change_id", "computed_at", "id",
            postgresql_include=["moved_from", "due_on"],
            postgresql_where=sql("change_id is not null"),
        ),
    )  # fmt: skip


class InquiryEvent(ChainedEvent, Record):
    """One thing that happened to an inquiry, chained to the one before it."""

    __tablename__ = "inquiry_event"

    inquiry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("inquiry.id"))
    handling_leg_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handling_leg.id"))

    __table_args__ = (Index("uq_inquiry_event_chain", "inquiry_id", "seq", unique=True),)


class Ground(StrEnum):
    """What a complaint is about (R-40, R-42)."""

    REPLY = "reply"
    NO_REPLY = "no_reply"
    CONDUCT = "conduct"


class Complaint(Record):
    """The parts of an inquiry that only a complaint has: its ground and its three-part answer."""

    __tablename__ = "complaint"

    inquiry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("inquiry.id"), primary_key=True)
    ground: Mapped[Ground] = mapped_column(enum_of(Ground))
    about_inquiry_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("inquiry.id"), index=True
    )
    about_unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))
    findings: Mapped[str | None]
    opinion: Mapped[str | None]
    outcome: Mapped[str | None]
    is_upheld: Mapped[bool | None]

    inquiry: Mapped[Inquiry] = relationship(
        foreign_keys=[inquiry_id], back_populates="complaint", lazy="raise_on_sql"
    )
