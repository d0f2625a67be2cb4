"""Entries that answer one question, links of sources, and the entry a reply was proposed as"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.create_table(
        "faq_pair",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("other_version_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "contradicting", "doubled",
                name="pairkind", native_enum=False, length=32, create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["faq_version.id"], "fk_faq_pair_version_id"),
        sa.ForeignKeyConstraint(
            ["other_version_id"], ["faq_version.id"], "fk_faq_pair_other_version_id"
        ),
        sa.ForeignKeyConstraint(["dismissed_by_id"], ["staff.id"], "fk_faq_pair_dismissed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_faq_pair"),
        sa.UniqueConstraint(
            "version_id", "other_version_id", name="uq_faq_pair_version_id_other_version_id"
        ),
    )  # fmt: skip
    op.create_index("ix_faq_pair_other_version_id", "faq_pair", ["other_version_id"])
    op.create_table(
        "source_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_source_link"),
        sa.UniqueConstraint("url", name="uq_source_link_url"),
    )
    op.create_index("ix_source_link_next_check_at", "source_link", ["next_check_at"])
    op.add_column("faq_entry", sa.Column("compared_version_id", sa.BigInteger()))
    op.create_foreign_key(
        "fk_faq_entry_compared_version_id", "faq_entry", "faq_version",
        ["compared_version_id"], ["id"],
    )  # fmt: skip
    op.add_column("inquiry", sa.Column("proposed_entry_id", sa.BigInteger()))
    op.create_foreign_key(
        "fk_inquiry_proposed_entry_id", "inquiry", "faq_entry", ["proposed_entry_id"], ["id"]
    )
    op.create_index(
        "ix_inquiry_proposed", "inquiry", ["proposed_entry_id"],
        postgresql_where=sa.text("proposed_entry_id is not null"),
    )  # fmt: skip


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_inquiry_proposed", table_name="inquiry")
    op.drop_constraint("fk_inquiry_proposed_entry_id", "inquiry", type_="foreignkey")
    op.drop_column("inquiry", "proposed_entry_id")
    op.drop_constraint("fk_faq_entry_compared_version_id", "faq_entry", type_="foreignkey")
    op.drop_column("faq_entry", "compared_version_id")
    op.drop_table("source_link")
    op.drop_table("faq_pair")
