"""What happens around a handling leg: what is asked for and decided by another, and contacts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record


class Asked(Numbered):
    """Somebody asks, somebody decides; `is_agreed` is None as long as it waits."""

    handling_leg_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("handling_leg.id"), index=True
    )
    reason: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    is_agreed: Mapped[bool | None]
    refusal_reason: Mapped[str | None]


class Forward(Asked, Record):
    """A forward that was asked for (R-23); with `part_reply` the passing-on of a joint reply."""

    __tablename__ = "forward"

    to_unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"))
    part_reply: Mapped[str | None]
    internal_note: Mapped[str | None]

    # One at a time waits for its review, whoever asked.
    __table_args__ = (
        Index(
            "uq_forward_waiting", "handling_leg_id", unique=True,
            postgresql_where=sql("decided_at is null"),
        ),
    )  # fmt: skip


class Extension(Asked, Record):
    """An extension that was asked for, to so many working days in all from receipt (R-31)."""

    __tablename__ = "extension"

    to_days: Mapped[int]

    __table_args__ = (
        Index(
            "uq_extension_waiting", "handling_leg_id", unique=True,
            postgresql_where=sql("decided_at is null"),
        ),
    )  # fmt: skip


class ContactRecord(Numbered, Record):
    """The unit got in touch with the inquirer, or tried to (R-26): when, at which number."""

    __tablename__ = "contact_record"

    handling_leg_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("handling_leg.id"), index=True
    )
    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    noted_at: Mapped[datetime]
    contacted_at: Mapped[datetime]
    number_sealed: Mapped[bytes]
    number_masked: Mapped[str]
    was_reached: Mapped[bool]
    note: Mapped[str | None]
