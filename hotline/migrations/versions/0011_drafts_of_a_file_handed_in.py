"""The drafts of a file are handed in for their review in one go"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.add_column("faq_import_row", sa.Column("version_id", sa.BigInteger(), nullable=True))
    name = op.f("fk_faq_import_row_version_id")
    op.create_foreign_key(name, "faq_import_row", "faq_version", ["version_id"], ["id"])
    op.add_column("faq_import", sa.Column("handing_in_through", sa.Integer(), nullable=True))
    for count in ("handed_in_count", "kept_back_count"):
        column = sa.Column(count, sa.Integer(), server_default="0", nullable=False)
        op.add_column("faq_import", column)
        op.alter_column("faq_import", count, server_default=None)


def downgrade() -> None:
    """The schema before it."""
    for column in ("kept_back_count", "handed_in_count", "handing_in_through"):
        op.drop_column("faq_import", column)
    name = op.f("fk_faq_import_row_version_id")
    op.drop_constraint(name, "faq_import_row", type_="foreignkey")
    op.drop_column("faq_import_row", "version_id")
