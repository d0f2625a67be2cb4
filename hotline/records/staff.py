"""Members of staff and what they may do where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy import text as sql
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
    # A first password, or one made anew by an administrator, is for one sign-in.
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    # Who goes on with what this person had, once the account is closed.
    handed_to_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    # Counts up to end every session of this person at once.
    session_epoch: Mapped[int] = mapped_column(default=0)
    last_sign_in_at: Mapped[datetime | None]

    grants: Mapped[list[RoleGrant]] = relationship(lazy="selectin", back_populates="staff")


def whose_is_theirs(hands: Collection[int]) -> Select[int]:
    """The persons whose own things are in these hands: their own, and those handed to them."""
    return select(Staff.id).where(or_(Staff.id.in_(hands), Staff.handed_to_id.in_(hands)))


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


class Absence(Numbered, Record):
    """Days on which somebody is away, and the deputy (代) who may do the same meanwhile."""

    __tablename__ = "absence"

    staff_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    named_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    named_at: Mapped[datetime]
    # Ended before its time, or called off before it began.
    ended_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("from_on <= until_on", name="in_order"),)

    @classmethod
    def within(cls, from_on: date, until_on: date) -> ColumnElement[bool]:
        """Whether it lasts, not ended, on any of these days."""
        return and_(cls.ended_at.is_(None), cls.from_on <= until_on, cls.until_on >= from_on)
