"""Lists ask an index for a unit's legs and for the voicemails nobody has listened to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.create_index("ix_handling_leg_unit", "handling_leg", ["unit_id", "inquiry_id"])
    op.create_index(
        "ix_inquiry_to_listen",
        "inquiry",
        ["received_at", "id"],
        postgresql_where=sa.text("channel = 'voicemail' and text is null and state = 'open'"),
    )


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_inquiry_to_listen", table_name="inquiry")
    op.drop_index("ix_handling_leg_unit", table_name="handling_leg")
