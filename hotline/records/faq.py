"""The knowledge base: entries, their versions, other phrasings, and who let them through."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.records.base import Numbered, Record, enum_of


class Publicity(StrEnum):
    """公开属性: only what is to be made public of its own accord may reach a caller (R-50)."""

    PROACTIVE = "proactive"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"


class VersionState(StrEnum):
    """Where a version is on its way: draft, the steps of the secrecy review, then live."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class FaqEntry(Numbered, Record):
    """A question with its approved answer (问答条目), kept by one unit; versions hold the text."""

    __tablename__ = "faq_entry"

    code: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"), index=True)
    category: Mapped[str]
    live_version_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("faq_version.id", use_alter=True)
    )
    # The knowledge edition at which its live version last changed: what an index has to take in.
    edition: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0", index=True)
    # The live version that was last compared with the others (FaqPair).
    compared_version_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("faq_version.id", use_alter=True)
    )
    is_example: Mapped[bool] = mapped_column(default=False)


class FaqVersion(Numbered, Record):
    """One version of an entry; what is live is never edited, only superseded (R-52)."""

    __tablename__ = "faq_version"

    entry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_entry.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(enum_of(VersionState), default=VersionState.DRAFT)
    question: Mapped[str]
    answer: Mapped[str]
    question_en: Mapped[str | None]
    answer_en: Mapped[str | None]
    publicity: Mapped[Publicity] = mapped_column(enum_of(Publicity))
    publicity_reason: Mapped[str | None]
    # The document it stands on: title, number (文号) and address where it has them, and its day.
    source: Mapped[str]
    source_number: Mapped[str | None]
    source_url: Mapped[str | None]
    source_on: Mapped[date]
    valid_until: Mapped[date] = mapped_column(index=True)
    author_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    drafted_at: Mapped[datetime]
    submitted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    phrasings: Mapped[list[FaqPhrasing]] = relationship(
        order_by="FaqPhrasing.id", cascade="all", lazy="selectin"
    )

    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        # At most one live version of an entry, whatever happens at once.
        Index(
            "uq_faq_version_live", "entry_id", unique=True,
            postgresql_where=text("state = 'published'"),
        ),
        Index("ix_faq_version_drafted", "drafted_at", "id"),
        # By unit and question an entry without a code is known again when its file comes again.
        Index("ix_faq_version_question", "question"),
    )  # fmt: skip


def may_be_heard(
    version: type[FaqVersion], on: date | BindParameter[date]
) -> tuple[ColumnElement[bool], ...]:
    """What must hold of a live version (or of an alias of it) to be read to a caller (R-50)."""
    return (
        version.state == VersionState.PUBLISHED,
        version.publicity == Publicity.PROACTIVE,
        version.valid_until >= on,
    )


def heard_by_callers(on: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    """What must hold of an entry and its version to be read to a caller on that day (R-50)."""
    return (FaqVersion.id == FaqEntry.live_version_id, *may_be_heard(FaqVersion, on))


# Which version is meant when one speaks of an entry: that in preparation, else the live, else the
# last; for a query that keeps the first of each entry.
CURRENT_FIRST = (
    FaqVersion.state.in_((VersionState.DRAFT, VersionState.IN_REVIEW)).desc(),
    (FaqVersion.state == VersionState.PUBLISHED).desc(),
    FaqVersion.number.desc(),
)


class FaqPhrasing(Numbered, Record):
    """Another way in which people ask the same."""

    __tablename__ = "faq_phrasing"

    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_version.id"), index=True)
    text: Mapped[str]


class FaqReview(Numbered, Record):
    """One step of the review of a version: who, when, decision and opinion."""

    __tablename__ = "faq_review"

    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_version.id"), index=True)
    step: Mapped[str]
    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    # In whose stead a deputy (代) decided.
    deputy_for_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    decided_at: Mapped[datetime]
    passed: Mapped[bool]
    opinion: Mapped[str]


class FaqReferral(Numbered, Record):
    """A version that a reviewer cannot decide, before the authority that determines it (R-52).

    `role` says what that authority is, the superior department or the secrecy authority. How the
    due day was counted stands beside it (R-35); `earlier` keeps the days a calendar has moved.
    """

    __tablename__ = "faq_referral"

    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_version.id"), index=True)
    step: Mapped[str]
    role: Mapped[str]
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"))
    reason: Mapped[str]
    referred_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    referred_at: Mapped[datetime]
    clock: Mapped[str]
    days: Mapped[int]
    received_on: Mapped[date]
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    is_provisional: Mapped[bool]
    skipped: Mapped[list[Any]]
    earlier: Mapped[list[Any]] = mapped_column(default=list)
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    may_publish: Mapped[bool | None]
    opinion: Mapped[str | None]

    __table_args__ = (
        # At most one open referral of a version, whatever happens at once.
        Index(
            "uq_faq_referral_open", "version_id", unique=True,
            postgresql_where=text("decided_at is null"),
        ),
        Index("ix_faq_referral_unit", "unit_id", postgresql_where=text("decided_at is null")),
    )  # fmt: skip

    def is_overdue(self, now: datetime) -> bool:
        """Whether the time limit has passed: asked, never stored."""
        return (self.decided_at or now) > self.due_at


class FaqCleared(Numbered, Record):
    """A text of an entry that looks like personal data, and why it is official all the same."""

    __tablename__ = "faq_cleared"

    entry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_entry.id"))
    # The version with which it was confirmed; later ones of the entry need no second word.
    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_version.id"))
    text: Mapped[str]
    reason: Mapped[str]
    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    cleared_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("entry_id", "text"),)


class ClarificationKind(StrEnum):
    """What is to be set right: a rumour, or information that is incomplete (R-53a)."""

    RUMOUR = "rumour"
    INCOMPLETE = "incomplete"


class Clarification(Numbered, Record):
    """A clarification (澄清) that a unit owes: done when an entry written for it is published."""

    __tablename__ = "clarification"

    # Of the form it was marked with, so that the same form twice is one clarification.
    form_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ClarificationKind] = mapped_column(enum_of(ClarificationKind))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"), index=True)
    said: Mapped[str]
    call_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("call.id"))
    inquiry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("inquiry.id"))
    marked_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    marked_at: Mapped[datetime]
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("faq_entry.id"), index=True)
    answered_at: Mapped[datetime | None]
    dropped_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    dropped_at: Mapped[datetime | None]
    drop_reason: Mapped[str | None]

    __table_args__ = (Index("ix_clarification_marked", "marked_at", "id"),)
