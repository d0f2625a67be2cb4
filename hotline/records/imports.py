"""Files of entries that were sent in: each file, and what became of every row of it (R-54)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of


class ImportState(StrEnum):
    """How far a file is: waiting for its job, being read, read to its end, or not readable."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    UNREADABLE = "unreadable"


class RowResult(StrEnum):
    """What became of a row."""

    NEW_ENTRY = "new_entry"
    NEW_VERSION = "new_version"
    NEW_FACTS = "new_facts"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class FaqImport(Numbered, Record):
    """A file that was sent in; its bytes are kept until every row has its result."""

    __tablename__ = "faq_import"

    file_name: Mapped[str]
    # In the database, where the worker on another machine finds it with the row that tells of it.
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    byte_count: Mapped[int]
    # Of a message of the disclosure platform: its event, and when what it tells was so there.
    event_id: Mapped[str | None] = mapped_column(unique=True)
    told_at: Mapped[datetime | None]
    # The unit of the rows that name none.
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"))
    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    received_at: Mapped[datetime]
    state: Mapped[ImportState] = mapped_column(enum_of(ImportState), default=ImportState.WAITING)
    row_count: Mapped[int | None]
    # The line up to which every row is dealt with: where a job that was broken off goes on.
    done_through: Mapped[int] = mapped_column(default=0)
    # How many rows have come to each result so far.
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Headings that mean nothing here, and so were passed over.
    ignored: Mapped[list[Any]] = mapped_column(default=list)
    # Why the file could not be read, as a Wording's key, zh and en.
    fault: Mapped[dict[str, Any] | None]
    ended_at: Mapped[datetime | None]
    # While its drafts are handed in, the line up to which they are; how many were, and were not.
    handing_in_through: Mapped[int | None]
    handed_in_count: Mapped[int] = mapped_column(default=0)
    kept_back_count: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_faq_import_staff", "staff_id", "id"),)


class FaqImportRow(Numbered, Record):
    """One row of a file: what became of it, and where it was refused why, and what stood there."""

    __tablename__ = "faq_import_row"

    import_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("faq_import.id"))
    line: Mapped[int]
    result: Mapped[RowResult] = mapped_column(enum_of(RowResult))
    entry_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("faq_entry.id"))
    # The version that was made of it.
    version_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("faq_version.id"))
    column_name: Mapped[str | None]
    given: Mapped[str | None]
    # Why it was refused, or could not be handed in, as a Wording's key, zh and en.
    reason: Mapped[dict[str, Any] | None]

    __table_args__ = (UniqueConstraint("import_id", "line"),)
