"""Files given with inquiries and replies (附件): their content once, and where each belongs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of


class Scan(StrEnum):
    """What the virus scanner says; where none is configured, a file is unscanned."""

    UNSCANNED = "unscanned"
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


class FileFault(StrEnum):
    """What is wrong with the file on disk."""

    MISSING = "missing"
    CHANGED = "changed"


class StoredFile(Record):
    """The content of a file, kept once under its SHA-256 however often it is given."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    byte_count: Mapped[int]
    file_type: Mapped[str]
    # When it was last given: what no inquiry has taken since is not kept for ever.
    kept_at: Mapped[datetime]
    scan: Mapped[Scan] = mapped_column(enum_of(Scan))
    scanned_at: Mapped[datetime | None]
    # When the file was last compared with its hash, and what was wrong.
    checked_at: Mapped[datetime | None]
    fault: Mapped[FileFault | None] = mapped_column(enum_of(FileFault))

    __table_args__ = (
        Index("ix_stored_file_kept", "kept_at"),
        Index("ix_stored_file_checked", sql("checked_at nulls first")),
        Index("ix_stored_file_fault", "sha256", postgresql_where=sql("fault is not null")),
    )


class Audience(StrEnum):
    """Who gave it and whom it is for: the inquirer's own, the staff's, or part of a reply."""

    FROM_INQUIRER = "from_inquirer"
    INTERNAL = "internal"
    REPLY = "reply"


class Attachment(Numbered, Record):
    """A file with an inquiry, or with one leg of it; its name is as whoever gave it wrote it."""

    __tablename__ = "attachment"

    inquiry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("inquiry.id"))
    handling_leg_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handling_leg.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    audience: Mapped[Audience] = mapped_column(enum_of(Audience))
    file_name: Mapped[str]
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    # A confidential inquirer's file that somebody has looked at and found to name nobody.
    cleared_at: Mapped[datetime | None]
    cleared_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    # Taken back before it was sent: it stays, and nobody is shown it any more.
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))

    __table_args__ = (
        Index(
            "uq_attachment_once", "inquiry_id", func.coalesce(handling_leg_id, 0), "audience",
            "sha256", unique=True, postgresql_where=sql("withdrawn_at is null"),
        ),
    )  # fmt: skip
