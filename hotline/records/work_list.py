"""What people keep beside their to-do list: inquiries they follow (跟踪), and filters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record


class Followed(Record):
    """Somebody follows an inquiry; of its history he has seen all up to `seen_seq`."""

    __tablename__ = "followed"

    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"), primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("inquiry.id"), primary_key=True)
    since_at: Mapped[datetime]
    seen_seq: Mapped[int]


class SavedFilter(Numbered, Record):
    """What somebody narrows the list of inquiries to again and again, under a name."""

    __tablename__ = "saved_filter"

    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    name: Mapped[str]
    # The questions of the address, by name.
    asked: Mapped[dict[str, Any]]
    # The unit whose people are offered it too.
    shared_with_unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))
    saved_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("staff_id", "name"),
        Index(
            "ix_saved_filter_shared", "shared_with_unit_id",
            postgresql_where=sql("shared_with_unit_id is not null"),
        ),
    )  # fmt: skip
