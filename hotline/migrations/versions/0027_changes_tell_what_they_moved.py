"""A deadline that was counted again says by which change, and from which day it moved"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.add_column("deadline", sa.Column("change_id", sa.BigInteger(), nullable=True))
    op.add_column("deadline", sa.Column("moved_from", sa.Date(), nullable=True))
    op.create_foreign_key(
        op.f("fk_deadline_change_id"), "deadline", "organisation_event", ["change_id"], ["id"]
    )
    op.create_index(
        "ix_deadline_change",
        "deadline",
        ["change_id", "computed_at", "id"],
        postgresql_include=["moved_from", "due_on"],
        postgresql_where=sa.text("change_id is not null"),
    )


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_deadline_change", table_name="deadline")
    op.drop_constraint(op.f("fk_deadline_change_id"), "deadline", type_="foreignkey")
    op.drop_column("deadline", "moved_from")
    op.drop_column("deadline", "change_id")
