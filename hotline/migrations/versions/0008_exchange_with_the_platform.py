"""Events of the disclosure platform come once, in any order; and it is told what is published"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.add_column("faq_import", sa.Column("event_id", sa.Text(), nullable=True))
    op.add_column("faq_import", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint(op.f("uq_faq_import_event_id"), "faq_import", ["event_id"])
    op.add_column("disclosure_item", sa.Column("told_at", sa.DateTime(timezone=True)))
    op.add_column(
        "disclosure_item",
        sa.Column("announced_edition", sa.BigInteger(), server_default="0", nullable=False),
    )


def downgrade() -> None:
    """The schema before it."""
    op.drop_column("disclosure_item", "announced_edition")
    op.drop_column("disclosure_item", "told_at")
    op.drop_constraint(op.f("uq_faq_import_event_id"), "faq_import", type_="unique")
    op.drop_column("faq_import", "told_at")
    op.drop_column("faq_import", "event_id")
