"""Questions the base had no good answer for, in groups that ask the same, and what was decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of

# What is older tells nothing about what callers ask now.
COUNTED = timedelta(days=90)


class MissCluster(Numbered, Record):
    """Missed questions (待补问题) that ask the same as the one that founded the cluster."""

    __tablename__ = "miss_cluster"

    founder_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("question.id"), unique=True)
    # The cluster most like this one when it was founded: often to be dealt with in one go.
    near_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("miss_cluster.id"), index=True
    )
    # What was decided last and still holds.
    decision_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("miss_decision.id", use_alter=True), index=True
    )


class Miss(Record):
    """One missed question in its cluster.

    `caller` is the keyed hash of who asked, of a hidden number the call's own id: it only tells
    whether two misses are one person's. The words stand with the question, where they are erased.
    """

    __tablename__ = "miss"

    question_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("question.id"), primary_key=True, autoincrement=False
    )
    cluster_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("miss_cluster.id"))
    asked_at: Mapped[datetime]
    caller: Mapped[bytes]
    jurisdiction_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    # Whose matter it seemed to be.
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))

    __table_args__ = (
        Index("ix_miss_cluster", "cluster_id", "asked_at"),
        Index("ix_miss_asked", "asked_at"),
    )


class Decided(StrEnum):
    """What was done about a cluster."""

    ATTACHED = "attached"
    DRAFTED = "drafted"
    GIVEN = "given"
    ANSWERED = "answered"
    OUT_OF_SCOPE = "out_of_scope"
    TAKEN_BACK = "taken_back"


class MissDecision(Numbered, Record):
    """One decision about a cluster, by whom and why; decisions are added, never changed."""

    __tablename__ = "miss_decision"

    cluster_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("miss_cluster.id"), index=True)
    kind: Mapped[Decided] = mapped_column(enum_of(Decided))
    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    decided_at: Mapped[datetime]
    # What held before, and holds again when this is taken back.
    before_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("miss_decision.id"))
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("faq_entry.id"))
    # The version that was written for it; later ones of the entry carry it on.
    version_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("faq_version.id"))
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))
    redirect: Mapped[str | None]
    reason: Mapped[str | None]
