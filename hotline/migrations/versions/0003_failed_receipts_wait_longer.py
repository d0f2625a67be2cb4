"""Failed receipts wait longer each time, and everybody's attempts are counted by index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.create_index("ix_attempt_guard", "attempt", ["guard", "at"])
    op.add_column("receipt", sa.Column("replays", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """The schema before it."""
    op.drop_column("receipt", "replays")
    op.drop_index("ix_attempt_guard", table_name="attempt")
