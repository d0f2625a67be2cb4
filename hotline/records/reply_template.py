"""Reply templates (答复模板) of units, each with all its versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from hotline.records.base import Numbered, Record


class ReplyTemplate(Numbered, Record):
    """A template as it stands: its latest version, its use, and until when it was offered."""

    __tablename__ = "reply_template"

    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("unit.id"))
    # A government office's may be for every unit of its place and below.
    is_for_place: Mapped[bool]
    number: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    used_count: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff.id"))
    version: Mapped[int] = mapped_column(default=1)

    # Two people changing one template: the second is told.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        Index("ix_reply_template_unit", "unit_id", postgresql_where=sql("withdrawn_at is null")),
    )


class ReplyTemplateVersion(Numbered, Record):
    """What a template said from when on, and who wrote it."""

    __tablename__ = "reply_template_version"

    template_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("reply_template.id"))
    number: Mapped[int]
    is_for_place: Mapped[bool]
    title: Mapped[str]
    text: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("staff.id"))
    written_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("template_id", "number"),)
