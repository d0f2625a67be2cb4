"""Files are attached to inquiries, legs and replies"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The schema after this change."""
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("file_type", sa.Text(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("scan", _one_of("scan", "unscanned", "waiting", "clean", "infected"),
                  nullable=False),
        sa.Column("scanned_at", INSTANT, nullable=True),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("fault", _one_of("filefault", "missing", "changed"), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )  # fmt: skip
    op.create_index("ix_stored_file_kept", "stored_file", ["kept_at"])
    op.create_index("ix_stored_file_checked", "stored_file", [sa.text("checked_at nulls first")])
    op.create_index(
        "ix_stored_file_fault", "stored_file", ["sha256"],
        postgresql_where=sa.text("fault is not null"),
    )  # fmt: skip
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("inquiry_id", sa.BigInteger(), nullable=False),
        sa.Column("handling_leg_id", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("audience", _one_of("audience", "from_inquirer", "internal", "reply"),
                  nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("given_by_id", sa.BigInteger(), nullable=True),
        sa.Column("cleared_at", INSTANT, nullable=True),
        sa.Column("cleared_by_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [target], op.f(f"fk_attachment_{column}"))
            for column, target in (
                ("inquiry_id", "inquiry.id"), ("handling_leg_id", "handling_leg.id"),
                ("sha256", "stored_file.sha256"), ("given_by_id", "staff.id"),
                ("cleared_by_id", "staff.id"), ("withdrawn_by_id", "staff.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )  # fmt: skip
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"])
    op.create_index(
        "uq_attachment_once", "attachment",
        ["inquiry_id", sa.text("coalesce(handling_leg_id, 0)"), "audience", "sha256"],
        unique=True, postgresql_where=sa.text("withdrawn_at is null"),
    )  # fmt: skip


def downgrade() -> None:
    """The schema before it; the files themselves stay on the disk."""
    op.drop_index("uq_attachment_once", table_name="attachment")
    op.drop_index("ix_attachment_sha256", table_name="attachment")
    op.drop_table("attachment")
    for name in ("fault", "checked", "kept"):
        op.drop_index(f"ix_stored_file_{name}", table_name="stored_file")
    op.drop_table("stored_file")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32, create_constraint=True)
