"""Members of staff and what they may do where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.records.base import Numbered, Record


class Staff(Numbered, Record):
    """An account of one person; the password is an Argon2 hash."""

    __tablename__ = "staff"

    username: Mapped[str] = mapped_column(unique=True)
    staff_number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"))
    password_hash: Mapped[str]
    totp_sealed: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(default="zh")
    is_active: Mapped[bool] = mapped_column(default=True)
    # Counts up to end every session of this person at once.
    session_epoch: Mapped[int] = mapped_column(default=0)
    last_sign_in_at: Mapped[datetime | None]

    grants: Mapped[list[RoleGrant]] = relationship(lazy="selectin", back_populates="staff")


class RoleGrant(Numbered, Record):
    """A role, held at a place of the tree (with all below it) or at one unit."""

    __tablename__ = "role_grant"

    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"), index=True)
    role: Mapped[str]
    jurisdiction_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))

    staff: Mapped[Staff] = relationship(back_populates="grants")

    __table_args__ = (
        CheckConstraint("(jurisdiction_id is null) <> (unit_id is null)", name="one_scope"),
        UniqueConstraint(
            "staff_id", "role", "jurisdiction_id", "unit_id", postgresql_nulls_not_distinct=True
        ),
    )
