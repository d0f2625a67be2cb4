"""What every table shares: types, naming, the shape of a chained event."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Date, DateTime, Identity, LargeBinary, MetaData, Text, Time
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Record(DeclarativeBase):
    """The base of all tables; instants are `timestamptz`, free text is `text`, data is `jsonb`."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        date: Date,
        time: Time,
        str: Text,
        bytes: LargeBinary,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class Numbered:
    """A row known by a number that the database gives."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-1)


class Chain:
    """The end of a chain of events, kept on the record whose history the chain is."""

    event_count: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[bytes] = mapped_column(default=bytes(32))


class ChainedEvent(Numbered):
    """One event of a chain: append-only, hashed over itself and the event before it.

    `data` is hashed and therefore never holds personal data, which must stay erasable.
    """

    seq: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hash: Mapped[bytes]


def enum_of(kind: type[StrEnum]) -> SqlEnum:
    """A column type that holds the values of `kind` as text, checked by the database."""
    return SqlEnum(
        kind,
        native_enum=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
        create_constraint=True,
        name=kind.__name__.lower(),
    )
