"""What another system shows to the interface: its key, which is kept as a hash alone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of
from hotline.records.inquiry import Channel


class ApiScope(StrEnum):
    """What a key may be used for."""

    READ_ANSWERS = "read_answers"
    FILE_INQUIRIES = "file_inquiries"
    FOLLOW_INQUIRIES = "follow_inquiries"
    # Of what it may be told by webhook: what it filed, all of its place, units' to-do items.
    HEAR_FILED = "hear_filed"
    HEAR_PLACE = "hear_place"
    HEAR_TASKS = "hear_tasks"
    # Demands that another channel owns, passed on with the caller's consent.
    HEAR_DEMANDS = "hear_demands"


HEARS = frozenset(scope for scope in ApiScope if scope.value.startswith("hear_"))


class ApiKey(Numbered, Record):
    """Another system's key: for a place and what is below it, for some uses, so often a minute.

    `channel` is that of the inquiries it files; a system that files none has none.
    """

    __tablename__ = "api_key"

    name: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    channel: Mapped[Channel | None] = mapped_column(enum_of(Channel))
    jurisdiction_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    # Values of ApiScope.
    scopes: Mapped[list[Any]]
    per_minute: Mapped[int]
    made_at: Mapped[datetime]
    # Who made it in the console; None for the command.
    made_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    revoked_at: Mapped[datetime | None]
    # To the minute.
    last_used_at: Mapped[datetime | None]
