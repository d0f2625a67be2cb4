"""What a late leg gives rise to: explanations, their review, accountability; and supervision."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record


class Explanation(Numbered, Record):
    """Why a unit cannot reply in time, or did not (R-36).

    `text` (情况说明) goes to oversight, `public_text` (未按期回复说明) to the public after review.
    What was sent back stays; the next one is a row of its own.
    """

    __tablename__ = "explanation"

    handling_leg_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("handling_leg.id"), index=True
    )
    text: Mapped[str]
    public_text: Mapped[str]
    filed_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    filed_at: Mapped[datetime]
    sent_back_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    # One at a time is in review or published, whoever filed it.
    __table_args__ = (
        Index(
            "uq_explanation_standing", "handling_leg_id", unique=True,
            postgresql_where=sql("sent_back_at is null"),
        ),
        Index(
            "ix_explanation_in_review", "filed_at", "id",
            postgresql_where=sql("sent_back_at is null and published_at is null"),
        ),
        Index(
            "ix_explanation_published", "published_at", "id",
            postgresql_where=sql("published_at is not null"),
        ),
    )  # fmt: skip


class ExplanationReview(Numbered, Record):
    """One step of the review of a published explanation (R-52): who, when, and the opinion."""

    __tablename__ = "explanation_review"

    explanation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("explanation.id"))
    step: Mapped[str]
    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    at: Mapped[datetime]
    passed: Mapped[bool]
    opinion: Mapped[str]

    __table_args__ = (UniqueConstraint("explanation_id", "step"),)


class Accountability(Numbered, Record):
    """What came of a late leg (问责); a later row corrects an earlier one."""

    __tablename__ = "accountability"

    handling_leg_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("handling_leg.id"), index=True
    )
    facts: Mapped[str]
    measure: Mapped[str]
    result: Mapped[str | None]
    referral: Mapped[str | None]
    recorded_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]


class LegProgress(Numbered, Record):
    """How far a leg under supervised handling is, in the unit's words (R-75)."""

    __tablename__ = "leg_progress"

    handling_leg_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("handling_leg.id"), index=True
    )
    text: Mapped[str]
    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    at: Mapped[datetime]
