"""Another system that is told how things stand here, and what it has been told so far."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of


class Subject(StrEnum):
    """What a message is about; the id of a telling is that of such a row."""

    INQUIRY = "inquiry"
    TASK = "task"
    DEMAND = "demand"


class Webhook(Numbered, Record):
    """An address at which a key's owner is told of changes, and how it fares."""

    __tablename__ = "webhook"

    api_key_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("api_key.id"), index=True)
    url: Mapped[str]
    # Values of ApiScope, of those in HEARS; what the key may not hear is not told all the same.
    wants: Mapped[list[Any]]
    # Whose tasks (待办) are told; empty for those of every unit of the key's place.
    unit_ids: Mapped[list[Any]]
    # Of which channel of config/redirects.toml it takes demands, if of one.
    redirect: Mapped[str | None]
    secret_sealed: Mapped[bytes]
    # Signs along until then, so that a secret is exchanged without a message lost.
    previous_secret_sealed: Mapped[bytes | None]
    previous_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    # Since when, how often in a row, and how it has failed last; all forgotten when one arrives.
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None]
    last_error: Mapped[str | None]


class Telling(Numbered, Record):
    """How much of a subject a receiver knows: what is wanted and not yet told is its queue.

    `wanted_version` counts the changes, `told_version` is the one that arrived last. So a receiver
    that was away is told how things stand now, once, and not what they were in between.
    """

    __tablename__ = "telling"

    webhook_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("webhook.id"))
    subject: Mapped[Subject] = mapped_column(enum_of(Subject))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    wanted_version: Mapped[int]
    wanted_at: Mapped[datetime]
    told_version: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    # Somebody is telling it just now; past this moment he is taken to have crashed.
    claimed_until: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("webhook_id", "subject", "subject_id"),
        Index(
            "ix_telling_untold", "webhook_id", "wanted_at",
            postgresql_where=sql("told_version < wanted_version"),
        ),
        Index("ix_telling_told", "webhook_id", "told_at"),
    )  # fmt: skip
