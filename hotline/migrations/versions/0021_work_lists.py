"""People follow inquiries and save filters"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The schema after this change."""
    op.create_table(
        "followed",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("inquiry_id", sa.BigInteger(), nullable=False),
        sa.Column("since_at", INSTANT, nullable=False),
        sa.Column("seen_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], op.f("fk_followed_staff_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], op.f("fk_followed_inquiry_id")),
        sa.PrimaryKeyConstraint("staff_id", "inquiry_id", name=op.f("pk_followed")),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("asked", JSONB(), nullable=False),
        sa.Column("shared_with_unit_id", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], op.f("fk_saved_filter_staff_id")),
        sa.ForeignKeyConstraint(
            ["shared_with_unit_id"], ["unit.id"], op.f("fk_saved_filter_shared_with_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_filter_staff_id_name")),
    )
    op.create_index(
        "ix_saved_filter_shared", "saved_filter", ["shared_with_unit_id"],
        postgresql_where=sa.text("shared_with_unit_id is not null"),
    )  # fmt: skip


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_saved_filter_shared", table_name="saved_filter")
    op.drop_table("saved_filter")
    op.drop_table("followed")
