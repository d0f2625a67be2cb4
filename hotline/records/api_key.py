"""What another channel shows to the interface: its key, which is kept as a hash alone."""

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


class ApiKey(Numbered, Record):
    """A channel's key: for a place and what is below it, for some uses, so often a minute."""

    __tablename__ = "api_key"

    name: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    channel: Mapped[Channel] = mapped_column(enum_of(Channel))
    jurisdiction_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    # Values of ApiScope.
    scopes: Mapped[list[Any]]
    per_minute: Mapped[int]
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
