"""Members of staff are told what waits for them, in the console, by SMS and by e-mail"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CHANNELS = ("sms", "email")
STATES = ("waiting", "sent", "failed", "gave_up", "not_needed")
MAIL = ("off", "at_once", "daily")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The schema after this change."""
    op.add_column("handling_leg", sa.Column("remind_at", AT, nullable=True))
    # Of what is open now every unit is reminded too; the first look sets the next one.
    op.execute("update handling_leg set remind_at = received_at where state = 'open'")
    op.create_index(
        "ix_handling_leg_remind", "handling_leg", ["remind_at"],
        postgresql_where=sa.text("remind_at is not null"),
    )  # fmt: skip
    _table(
        "notice",
        _id(),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        _of("staff"),
        sa.Column("at", AT, nullable=False),
        _of("unit", nullable=True),
        _of("inquiry", nullable=True),
        _of("handling_leg", nullable=True),
        sa.Column("data", JSONB(), nullable=False),
        sa.Column("in_console", sa.Boolean(), nullable=False),
        sa.Column("read_at", AT, nullable=True),
        sa.UniqueConstraint("staff_id", "key", name="uq_notice_staff_id_key"),
    )
    op.create_index(
        "ix_notice_staff", "notice", ["staff_id", "at", "id"],
        postgresql_where=sa.text("in_console"),
    )  # fmt: skip
    op.create_index(
        "ix_notice_unread", "notice", ["staff_id", "inquiry_id"],
        postgresql_where=sa.text("in_console and read_at is null"),
    )  # fmt: skip
    _table(
        "notice_message",
        _id(),
        _of("staff"),
        _one_of("channel", "noticechannel", CHANNELS),
        _one_of("state", "noticestate", STATES),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("handed_over_at", AT, nullable=True),
        sa.Column("sent_at", AT, nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("times_lost", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
    )
    op.create_index("ix_notice_message_staff", "notice_message", ["staff_id", "channel", "made_at"])
    op.create_index(
        "ix_notice_message_failing", "notice_message", ["made_at"],
        postgresql_where=sa.text("state in ('failed', 'gave_up')"),
    )  # fmt: skip
    _table(
        "notice_delivery",
        _of("notice"),
        _one_of("channel", "noticechannel", CHANNELS),
        sa.Column("due_at", AT, nullable=False),
        _of("notice_message", "message_id", nullable=True),
        key=("notice_id", "channel"),
    )
    op.create_index("ix_notice_delivery_message_id", "notice_delivery", ["message_id"])
    op.create_index(
        "ix_notice_delivery_due", "notice_delivery", ["due_at"],
        postgresql_where=sa.text("message_id is null"),
    )  # fmt: skip
    _table(
        "notice_address",
        _of("staff"),
        _one_of("channel", "noticechannel", CHANNELS),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("set_at", AT, nullable=False),
        _of("staff", "set_by_id", nullable=True),
        key=("staff_id", "channel"),
    )
    _table(
        "notice_choice",
        _of("staff"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("console", sa.Boolean(), nullable=False),
        sa.Column("sms", sa.Boolean(), nullable=False),
        _one_of("email", "mail", MAIL),
        key=("staff_id", "kind"),
    )


def downgrade() -> None:
    """The schema before it."""
    for table in (
        "notice_choice", "notice_address", "notice_delivery", "notice_message", "notice",
    ):  # fmt: skip
        op.drop_table(table)
    op.drop_index("ix_handling_leg_remind", table_name="handling_leg")
    op.drop_column("handling_leg", "remind_at")


def _table(name: str, *columns: Any, key: tuple[str, ...] = ("id",)) -> None:
    """A table with its primary key, and a foreign key for each column that says so."""
    refers = [
        sa.ForeignKeyConstraint([one.name], [one.info["of"]], f"fk_{name}_{one.name}")
        for one in columns
        if isinstance(one, sa.Column) and "of" in one.info
    ]
    op.create_table(name, *columns, *refers, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _of(table: str, name: str = "", *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(
        name or f"{table}_id", sa.BigInteger(), nullable=nullable, autoincrement=False,
        info={"of": f"{table}.id"},
    )  # fmt: skip


def _one_of(name: str, kind: str, values: tuple[str, ...]) -> sa.Column[Any]:
    found = sa.Enum(*values, name=kind, native_enum=False, length=32, create_constraint=True)
    return sa.Column(name, found, nullable=False)
