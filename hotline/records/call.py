"""A call, from the first ring to its one outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Chain, ChainedEvent, Numbered, Record, enum_of
from hotline.rules.outcome import Outcome


class Call(Numbered, Chain, Record):
    """One inbound call (R-14).

    `status` is the provider's word and only moves forward; `outcome` is ours, set when the call
    is settled. `dialogue` is where the caller is in the conversation, `turn` the number of the
    last address given out, so that a repeated request is known for what it is.
    """

    __tablename__ = "call"

    sid: Mapped[str] = mapped_column(unique=True)
    caller_sealed: Mapped[bytes | None]
    caller_hash: Mapped[bytes | None]
    caller_masked: Mapped[str] = mapped_column(default="")
    dialled: Mapped[str] = mapped_column(default="")
    jurisdiction_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    language: Mapped[str] = mapped_column(default="zh-CN")
    is_test: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default="ringing")
    arrived_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    duration_seconds: Mapped[int | None]
    notice_version: Mapped[str | None]
    notice_at: Mapped[datetime | None]
    turn: Mapped[int] = mapped_column(default=0)
    dialogue: Mapped[dict[str, Any]] = mapped_column(MutableDict.as_mutable(JSONB), default=dict)
    human_requested_at: Mapped[datetime | None]
    human_requested_in_hours: Mapped[bool | None]
    human_answered_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(enum_of(Outcome))
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        # Figures read this index alone, and never the wide rows.
        Index(
            "ix_call_jurisdiction_arrived",
            "jurisdiction_id",
            "arrived_at",
            postgresql_include=["id", "outcome", "is_test"],
        ),
        Index("ix_call_arrived", "arrived_at", "id"),
        Index("ix_call_test", "id", postgresql_where=text("is_test")),
        Index("ix_call_unsettled", "arrived_at", postgresql_where=text("settled_at is null")),
        Index(
            "ix_call_caller",
            "caller_hash",
            "arrived_at",
            postgresql_where=text("caller_hash is not null"),
        ),
    )


class CallEvent(ChainedEvent, Record):
    """One thing that happened in a call; the truth of which the columns of Call are a view."""

    __tablename__ = "call_event"

    call_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("call.id"))

    __table_args__ = (Index("uq_call_event_chain", "call_id", "seq", unique=True),)


# Nothing was found, none of what was offered was taken, or what was read out did not help.
MISSED = "(verdict = 'nothing' or solved is false or verdict = 'choices' and version_id is null)"


class Question(Numbered, Record):
    """A question a caller asked, what was found, and whether it helped.

    `heard` is personal data in the caller's words; it stands here and not in the events, so that
    it can be erased when its time has come.
    """

    __tablename__ = "question"

    call_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("call.id"), index=True)
    asked_at: Mapped[datetime]
    heard: Mapped[str]
    confidence: Mapped[float | None]
    verdict: Mapped[str]
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("faq_entry.id"))
    version_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("faq_version.id"))
    score: Mapped[float | None]
    edition: Mapped[int]
    # What else was close, as [entry id, score] pairs: for the console and for new phrasings.
    candidates: Mapped[list[Any]] = mapped_column(default=list)
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))
    solved: Mapped[bool | None]

    __table_args__ = (
        Index("ix_question_asked", "asked_at"),
        Index("ix_question_missed", "asked_at", postgresql_where=text(MISSED)),
        # How often an entry was read out, and whether it helped.
        Index(
            "ix_question_entry", "entry_id", "asked_at",
            postgresql_include=["version_id", "solved"],
            postgresql_where=text("version_id is not null"),
        ),
    )  # fmt: skip
