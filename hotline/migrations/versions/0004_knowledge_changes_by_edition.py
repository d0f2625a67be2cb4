"""An entry notes the edition at which callers last heard another answer: changes by index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.add_column(
        "faq_entry", sa.Column("edition", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.create_index("ix_faq_entry_edition", "faq_entry", ["edition"])
    op.create_index("ix_faq_version_valid_until", "faq_version", ["valid_until"])


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_faq_version_valid_until", table_name="faq_version")
    op.drop_index("ix_faq_entry_edition", table_name="faq_entry")
    op.drop_column("faq_entry", "edition")
