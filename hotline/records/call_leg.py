"""A stretch of a call with one person (通话段)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record, enum_of
from hotline.rules.outcome import LegResult


class LegKind(StrEnum):
    """Who is rung."""

    OPERATOR = "operator"
    LIAISON = "liaison"
    DEPARTMENT_LINE = "department_line"


class CallLeg(Numbered, Record):
    """One person rung for a caller; it is answered when that person accepted, not when they
    lifted the receiver (fault 27)."""

    __tablename__ = "call_leg"

    call_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("call.id"), index=True)
    sid: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[LegKind] = mapped_column(enum_of(LegKind))
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))
    liaison_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("liaison.id"))
    target: Mapped[str]
    status: Mapped[str] = mapped_column(default="planned")
    in_hours: Mapped[bool] = mapped_column(default=True)
    planned_at: Mapped[datetime]
    rung_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    talk_seconds: Mapped[int | None]
    result: Mapped[LegResult | None] = mapped_column(enum_of(LegResult))

    __table_args__ = (Index("ix_call_leg_unit_planned", "unit_id", "planned_at"),)
