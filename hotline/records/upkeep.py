"""What is looked after in the base: entries that answer one question, and links of sources."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of


class PairKind(StrEnum):
    """Two entries answer one question: differently, or twice the same."""

    CONTRADICTING = "contradicting"
    DOUBLED = "doubled"


class FaqPair(Numbered, Record):
    """Two live versions that answer one question, until one of them gives way to another.

    Somebody may find that they do not after all, for a reason that is kept.
    """

    __tablename__ = "faq_pair"

    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_version.id"))
    other_version_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("faq_version.id"), index=True
    )
    kind: Mapped[PairKind] = mapped_column(enum_of(PairKind))
    found_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    reason: Mapped[str | None]

    __table_args__ = (UniqueConstraint("version_id", "other_version_id"),)


class SourceLink(Numbered, Record):
    """An address of a source as it was found when it was last asked for."""

    __tablename__ = "source_link"

    url: Mapped[str] = mapped_column(unique=True)
    next_check_at: Mapped[datetime] = mapped_column(index=True)
    checked_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    # In a row, without one success between them.
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    fault: Mapped[str | None]
