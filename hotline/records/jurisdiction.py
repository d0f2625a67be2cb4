"""The organisation: places, the units in them, who answers there and when."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Select,
    UniqueConstraint,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline.records.base import Numbered, Record, enum_of

if TYPE_CHECKING:
    from hotline.records.staff import Staff


class Level(StrEnum):
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


class Jurisdiction(Numbered, Record):
    """A place (属地) of the organisation tree; `path` lists the ids from the root to itself."""

    __tablename__ = "jurisdiction"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    short_name: Mapped[str]
    other_names: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    level: Mapped[Level] = mapped_column(enum_of(Level))
    parent_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    path: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)


class Unit(Numbered, Record):
    """A body that can handle an inquiry (单位)."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(unique=True)
    jurisdiction_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("jurisdiction.id"), index=True
    )
    name: Mapped[str]
    name_en: Mapped[str]
    short_name: Mapped[str]
    kind: Mapped[str]
    is_government_office: Mapped[bool] = mapped_column(default=False)
    supervising_unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))
    service_line: Mapped[str | None]
    duties: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    first_person: Mapped[str | None]
    deputy_leader: Mapped[str | None]
    undertaking_office: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    # Who goes on with what it had, once it is closed.
    successor_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))

    jurisdiction: Mapped[Jurisdiction] = relationship(lazy="joined", innerjoin=True)
    liaisons: Mapped[list[Liaison]] = relationship(
        order_by="Liaison.position.desc(), Liaison.id", back_populates="unit", lazy="raise_on_sql"
    )


class Position(StrEnum):
    """The order in which a department's liaisons are rung (R-8)."""

    PRIMARY = "primary"
    DEPUTY = "deputy"


class Liaison(Numbered, Record):
    """A department's contact for the hotline (联络员), reached at a SIP address or a number."""

    __tablename__ = "liaison"

    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    position: Mapped[Position] = mapped_column(enum_of(Position))
    target: Mapped[str]
    verified_on: Mapped[date | None]
    trained_on: Mapped[date | None]

    unit: Mapped[Unit] = relationship(back_populates="liaisons")

    __table_args__ = (UniqueConstraint("unit_id", "position", "target"),)


def liaisons_named(person: Staff) -> Select[Liaison]:
    """The contacts of a person's unit that bear the person's name."""
    return select(Liaison).where(Liaison.unit_id == person.unit_id, Liaison.name == person.name)


class DialledNumber(Record):
    """A number a trunk may put into To, and the place it stands for (R-7a)."""

    __tablename__ = "dialled_number"

    number: Mapped[str] = mapped_column(primary_key=True)
    jurisdiction_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))


class Function(StrEnum):
    """The four functions of supervision, each bound to a unit per jurisdiction."""

    OVERSIGHT = "oversight"
    COMPLAINTS = "complaints"
    SUPERVISED = "supervised"
    ACCOUNTABILITY = "accountability"


class Oversight(Numbered, Record):
    """Which unit holds a function of supervision in a jurisdiction."""

    __tablename__ = "oversight"

    jurisdiction_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    function: Mapped[Function] = mapped_column(enum_of(Function))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"))

    __table_args__ = (UniqueConstraint("jurisdiction_id", "function"),)


class OpeningHours(Numbered, Record):
    """One stretch of statutory working hours of a weekday (0 is Monday): a place's or a unit's."""

    __tablename__ = "opening_hours"

    jurisdiction_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("jurisdiction.id"))
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("unit.id"))
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]

    __table_args__ = (
        CheckConstraint("(jurisdiction_id is null) <> (unit_id is null)", name="one_owner"),
        CheckConstraint("opens < closes", name="opens_first"),
        CheckConstraint("weekday between 0 and 6", name="weekday"),
    )
