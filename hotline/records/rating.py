"""What a caller thought of the service (满意度评价)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of


class RatingSubject(StrEnum):
    """What was rated: the talk with a person, the voice assistant's answer, or a written reply."""

    CALL = "call"
    SELF_SERVICE = "self_service"
    REPLY = "reply"


class Rating(Numbered, Record):
    """An invitation to rate, and the one vote it may get: 1 (非常满意) to 5 (非常不满意)."""

    __tablename__ = "rating"

    subject: Mapped[RatingSubject] = mapped_column(enum_of(RatingSubject))
    call_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("call.id"), unique=True)
    inquiry_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("inquiry.id"), unique=True
    )
    invited_at: Mapped[datetime]
    rated_at: Mapped[datetime | None]
    score: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("score between 1 and 5", name="score"),
        CheckConstraint("(call_id is null) <> (inquiry_id is null)", name="one_thing"),
        Index("ix_rating_rated", "rated_at"),
        Index("ix_rating_invited", "invited_at"),
    )
