"""Demands that another channel owns, as they were recognised at any door (R-6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of
from hotline.records.inquiry import Channel


class Demand(Numbered, Record):
    """A demand that a channel of config/redirects.toml owns; passed on once whoever made it agreed.

    Words and number stand where they were given, with the question and its call or with the
    inquiry it was logged as all the same, and are erased there; here only those of a form by which
    it was passed on.
    """

    __tablename__ = "demand"

    # What it arose from: a repeated request recognises, and passes on, nothing twice.
    origin: Mapped[str] = mapped_column(unique=True)
    redirect: Mapped[str]
    jurisdiction_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    channel: Mapped[Channel] = mapped_column(enum_of(Channel))
    named_at: Mapped[datetime]
    consented_at: Mapped[datetime | None]
    question_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("question.id"), unique=True
    )
    inquiry_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("inquiry.id"), unique=True
    )
    text: Mapped[str | None]
    phone_sealed: Mapped[bytes | None]

    __table_args__ = (Index("ix_demand_named", "named_at"),)
