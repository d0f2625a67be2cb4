"""Items of the disclosure database: their facts, and every change of these"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TYPES = ("normative_document", "licence", "functions", "staff", "plan", "funds", "statistics",
         "other")  # fmt: skip


def upgrade() -> None:
    """The schema after this change."""
    op.create_table(
        "disclosure_item",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("item_type", _one_of("itemtype", *TYPES), nullable=False),
        sa.Column("index_number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column(
            "effectiveness",
            _one_of("effectiveness", "in_force", "expired", "abolished"),
            nullable=False,
        ),
        sa.Column("interpretation", sa.Text(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("skipped", postgresql.JSONB(), nullable=False),
        sa.Column("earlier", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["faq_entry.id"], op.f("fk_disclosure_item_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["faq_version.id"], op.f("fk_disclosure_item_version_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_disclosure_item")),
        sa.UniqueConstraint("index_number", name=op.f("uq_disclosure_item_index_number")),
    )
    op.create_index("ix_disclosure_item_due", "disclosure_item", ["due_at", "entry_id"])
    op.create_table(
        "disclosure_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("was", postgresql.JSONB(), nullable=True),
        sa.Column("became", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["faq_entry.id"], op.f("fk_disclosure_change_entry_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], op.f("fk_disclosure_change_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_change")),
    )
    op.create_index("ix_disclosure_change_entry_id", "disclosure_change", ["entry_id"])


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_disclosure_change_entry_id", table_name="disclosure_change")
    op.drop_table("disclosure_change")
    op.drop_index("ix_disclosure_item_due", table_name="disclosure_item")
    op.drop_table("disclosure_item")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32, create_constraint=True)
