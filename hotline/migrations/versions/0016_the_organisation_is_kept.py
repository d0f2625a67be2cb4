"""Changes of the organisation are chained; people are away, and deputies act in their stead"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.create_table(
        "organisation_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("data", JSONB(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "about", sa.Text(), sa.Computed("data ->> 'about'", persisted=True), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_event")),
    )
    op.create_index("uq_organisation_event_chain", "organisation_event", ["seq"], unique=True)
    op.create_index(op.f("ix_organisation_event_about"), "organisation_event", ["about"])
    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("deputy_id", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("named_by_id", sa.BigInteger(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_absence_in_order")),
        *(
            sa.ForeignKeyConstraint([column], ["staff.id"], op.f(f"fk_absence_{column}"))
            for column in ("staff_id", "deputy_id", "named_by_id", "ended_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_staff_id"), "absence", ["staff_id"])
    op.create_index(op.f("ix_absence_deputy_id"), "absence", ["deputy_id"])
    op.add_column(
        "staff",
        sa.Column(
            "must_change_password", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )
    op.add_column("staff", sa.Column("handed_to_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_staff_handed_to_id"), "staff", "staff", ["handed_to_id"], ["id"])
    op.add_column("faq_review", sa.Column("deputy_for_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_faq_review_deputy_for_id"), "faq_review", "staff", ["deputy_for_id"], ["id"]
    )


def downgrade() -> None:
    """The schema before it."""
    op.drop_constraint(op.f("fk_faq_review_deputy_for_id"), "faq_review", type_="foreignkey")
    op.drop_column("faq_review", "deputy_for_id")
    op.drop_constraint(op.f("fk_staff_handed_to_id"), "staff", type_="foreignkey")
    op.drop_column("staff", "handed_to_id")
    op.drop_column("staff", "must_change_password")
    op.drop_table("absence")
    op.drop_table("organisation_event")
