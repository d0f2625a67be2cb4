"""A public reply is the entry its reply was proposed as, and no column of the inquiry"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.drop_column("inquiry", "public_reply_published_at")
    op.drop_column("inquiry", "public_reply")


def downgrade() -> None:
    """The schema before it."""
    op.add_column("inquiry", sa.Column("public_reply", sa.Text(), nullable=True))
    op.add_column(
        "inquiry",
        sa.Column("public_reply_published_at", sa.DateTime(timezone=True), nullable=True),
    )
