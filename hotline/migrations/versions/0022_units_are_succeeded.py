"""A unit that is closed has a successor"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.add_column("unit", sa.Column("successor_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_unit_successor_id"), "unit", "unit", ["successor_id"], ["id"])


def downgrade() -> None:
    """The schema before it."""
    op.drop_constraint(op.f("fk_unit_successor_id"), "unit", type_="foreignkey")
    op.drop_column("unit", "successor_id")
