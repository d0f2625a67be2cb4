"""Legs are forwarded after review, returned, designated, classified and extended"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NEW_IN_LEG = ("sender_leg_id", "is_designated", "classified_because", "extended_to_days")


def upgrade() -> None:
    """The schema after this change."""
    op.add_column("handling_leg", sa.Column("sender_leg_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_handling_leg_sender_leg_id"), "handling_leg", "handling_leg", ["sender_leg_id"],
        ["id"],
    )  # fmt: skip
    op.add_column(
        "handling_leg",
        sa.Column("is_designated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("handling_leg", sa.Column("classified_because", sa.Text(), nullable=True))
    op.add_column("handling_leg", sa.Column("extended_to_days", sa.Integer(), nullable=True))
    _asked(
        "forward",
        sa.Column("to_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("part_reply", sa.Text(), nullable=True),
        sa.Column("internal_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], op.f("fk_forward_to_unit_id")),
    )
    _asked("extension", sa.Column("to_days", sa.Integer(), nullable=False))
    op.create_table(
        "contact_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("handling_leg_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_masked", sa.Text(), nullable=False),
        sa.Column("was_reached", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["handling_leg_id"], ["handling_leg.id"], op.f("fk_contact_record_handling_leg_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], op.f("fk_contact_record_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_record")),
    )
    op.create_index("ix_contact_record_handling_leg_id", "contact_record", ["handling_leg_id"])


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_contact_record_handling_leg_id", table_name="contact_record")
    op.drop_table("contact_record")
    for table in ("extension", "forward"):
        op.drop_index(f"uq_{table}_waiting", table_name=table)
        op.drop_index(f"ix_{table}_handling_leg_id", table_name=table)
        op.drop_table(table)
    op.drop_constraint(op.f("fk_handling_leg_sender_leg_id"), "handling_leg", type_="foreignkey")
    for column in reversed(NEW_IN_LEG):
        op.drop_column("handling_leg", column)


def _asked(name: str, *more: sa.Column[object] | sa.ForeignKeyConstraint) -> None:
    """A table of what is asked for on a leg and decided by another."""
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("handling_leg_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_agreed", sa.Boolean(), nullable=True),
        sa.Column("refusal_reason", sa.Text(), nullable=True),
        *more,
        sa.ForeignKeyConstraint(
            ["handling_leg_id"], ["handling_leg.id"], op.f(f"fk_{name}_handling_leg_id")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], op.f(f"fk_{name}_asked_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], op.f(f"fk_{name}_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_handling_leg_id", name, ["handling_leg_id"])
    op.create_index(
        f"uq_{name}_waiting", name, ["handling_leg_id"], unique=True,
        postgresql_where=sa.text("decided_at is null"),
    )  # fmt: skip
