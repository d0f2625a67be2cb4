"""An address for notices is confirmed before it is used"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The schema after this change; addresses in use until now count as confirmed."""
    op.add_column("notice_address", sa.Column("confirmed_at", AT))
    op.add_column("notice_address", sa.Column("code_sealed", sa.LargeBinary()))
    op.add_column("notice_address", sa.Column("code_sent_at", AT))
    op.add_column("notice_address", sa.Column("code_failed_at", AT))
    op.execute("update notice_address set confirmed_at = set_at")


def downgrade() -> None:
    """The schema before it, in which every address is used: those not confirmed are removed."""
    op.execute("delete from notice_address where confirmed_at is null")
    for name in ("confirmed_at", "code_sealed", "code_sent_at", "code_failed_at"):
        op.drop_column("notice_address", name)
