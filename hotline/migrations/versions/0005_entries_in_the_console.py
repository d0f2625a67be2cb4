"""An entry's source document, who handed it in, what is cleared; lists by the day of drafting"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.add_column("faq_version", sa.Column("source_number", sa.Text()))
    op.add_column("faq_version", sa.Column("source_url", sa.Text()))
    op.add_column("faq_version", sa.Column("submitted_by_id", sa.BigInteger()))
    op.add_column("faq_version", sa.Column("submitted_at", sa.DateTime(timezone=True)))
    op.create_foreign_key(
        "fk_faq_version_submitted_by_id", "faq_version", "staff", ["submitted_by_id"], ["id"]
    )
    op.create_index("ix_faq_version_drafted", "faq_version", ["drafted_at", "id"])
    op.create_table(
        "faq_cleared",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_faq_cleared"),
        sa.ForeignKeyConstraint(["entry_id"], ["faq_entry.id"], name="fk_faq_cleared_entry_id"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["faq_version.id"], name="fk_faq_cleared_version_id"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_faq_cleared_staff_id"),
        sa.UniqueConstraint("entry_id", "text", name="uq_faq_cleared_entry_id_text"),
    )
    _referrals()
    _clarifications()


def _referrals() -> None:
    op.create_table(
        "faq_referral",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("referred_by_id", sa.BigInteger(), nullable=False),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("skipped", postgresql.JSONB(), nullable=False),
        sa.Column("earlier", postgresql.JSONB(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("may_publish", sa.Boolean()),
        sa.Column("opinion", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_faq_referral"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_faq_referral_{column}")
            for column, target in (
                ("version_id", "faq_version.id"),
                ("unit_id", "unit.id"),
                ("referred_by_id", "staff.id"),
                ("decided_by_id", "staff.id"),
            )
        ),
    )
    is_open = sa.text("decided_at is null")
    op.create_index("ix_faq_referral_version_id", "faq_referral", ["version_id"])
    op.create_index("ix_faq_referral_unit", "faq_referral", ["unit_id"], postgresql_where=is_open)
    op.create_index(
        "uq_faq_referral_open", "faq_referral", ["version_id"], unique=True,
        postgresql_where=is_open,
    )  # fmt: skip


def _clarifications() -> None:
    kinds = sa.Enum(
        "rumour", "incomplete",
        name="clarificationkind", native_enum=False, create_constraint=True, length=32,
    )  # fmt: skip
    op.create_table(
        "clarification",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("call_id", sa.BigInteger()),
        sa.Column("inquiry_id", sa.BigInteger()),
        sa.Column("marked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.BigInteger()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("dropped_by_id", sa.BigInteger()),
        sa.Column("dropped_at", sa.DateTime(timezone=True)),
        sa.Column("drop_reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_clarification"),
        sa.UniqueConstraint("form_id", name="uq_clarification_form_id"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_clarification_{column}")
            for column, target in (
                ("unit_id", "unit.id"),
                ("call_id", "call.id"),
                ("inquiry_id", "inquiry.id"),
                ("marked_by_id", "staff.id"),
                ("entry_id", "faq_entry.id"),
                ("dropped_by_id", "staff.id"),
            )
        ),
    )
    op.create_index("ix_clarification_unit_id", "clarification", ["unit_id"])
    op.create_index("ix_clarification_entry_id", "clarification", ["entry_id"])
    op.create_index("ix_clarification_marked", "clarification", ["marked_at", "id"])


def downgrade() -> None:
    """The schema before it."""
    op.drop_table("clarification")
    op.drop_table("faq_referral")
    op.drop_table("faq_cleared")
    op.drop_index("ix_faq_version_drafted", table_name="faq_version")
    op.drop_constraint("fk_faq_version_submitted_by_id", "faq_version", type_="foreignkey")
    for column in ("submitted_at", "submitted_by_id", "source_url", "source_number"):
        op.drop_column("faq_version", column)
