"""A recording: at the provider first, then at home, then only at home."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of


class RecordingKind(StrEnum):
    CALL = "call"
    TALK = "talk"
    VOICEMAIL = "voicemail"


class RecordingState(StrEnum):
    """`fetched` is at home and at the provider; `kept` is at home and proven deleted there."""

    AWAITED = "awaited"
    AT_PROVIDER = "at_provider"
    FETCHED = "fetched"
    KEPT = "kept"
    MISSING = "missing"


class Recording(Numbered, Record):
    """One recording of a call, with the proof that it was fetched whole and deleted elsewhere."""

    __tablename__ = "recording"

    sid: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("call.id"), index=True)
    call_leg_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("call_leg.id"))
    inquiry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("inquiry.id"))
    kind: Mapped[RecordingKind] = mapped_column(enum_of(RecordingKind))
    state: Mapped[RecordingState] = mapped_column(enum_of(RecordingState))
    provider_url: Mapped[str] = mapped_column(default="")
    duration_seconds: Mapped[int | None]
    byte_count: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    file_name: Mapped[str | None]
    announced_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    provider_deleted_at: Mapped[datetime | None]
    listened_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_recording_inquiry", "inquiry_id"),)
