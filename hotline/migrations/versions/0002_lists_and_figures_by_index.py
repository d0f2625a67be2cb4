"""Lists and figures by index: a million calls cost a page no more than a hundred"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.drop_index("ix_call_jurisdiction_arrived", table_name="call")
    op.create_index(
        "ix_call_jurisdiction_arrived",
        "call",
        ["jurisdiction_id", "arrived_at"],
        postgresql_include=["id", "outcome", "is_test"],
    )
    op.create_index("ix_call_arrived", "call", ["arrived_at", "id"])
    op.create_index("ix_call_test", "call", ["id"], postgresql_where=sa.text("is_test"))
    op.create_index("ix_inquiry_received", "inquiry", ["received_at", "id"])


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_inquiry_received", table_name="inquiry")
    op.drop_index("ix_call_test", table_name="call", postgresql_where=sa.text("is_test"))
    op.drop_index("ix_call_arrived", table_name="call")
    op.drop_index("ix_call_jurisdiction_arrived", table_name="call")
    op.create_index("ix_call_jurisdiction_arrived", "call", ["jurisdiction_id", "arrived_at"])
