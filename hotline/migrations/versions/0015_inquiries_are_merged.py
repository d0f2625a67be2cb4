"""A duplicate goes on with the inquiry it was merged into"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.add_column("inquiry", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_inquiry_merged_into_id"), "inquiry", "inquiry", ["merged_into_id"], ["id"]
    )
    op.create_index(
        "ix_inquiry_merged_into", "inquiry", ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id is not null"),
    )  # fmt: skip


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_inquiry_merged_into", table_name="inquiry")
    op.drop_constraint(op.f("fk_inquiry_merged_into_id"), "inquiry", type_="foreignkey")
    op.drop_column("inquiry", "merged_into_id")
