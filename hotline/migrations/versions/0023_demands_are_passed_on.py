"""Demands are passed on to the channel that owns them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.add_column("webhook", sa.Column("redirect", sa.Text(), nullable=True))
    op.create_table(
        "demand",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("redirect", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], op.f("fk_demand_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("question_id", name=op.f("uq_demand_question_id")),
    )
    _subjects("inquiry", "task", "demand")


def downgrade() -> None:
    """The schema before it."""
    op.execute("delete from telling where subject = 'demand'")
    _subjects("inquiry", "task")
    op.drop_table("demand")
    op.drop_column("webhook", "redirect")


def _subjects(*names: str) -> None:
    """What a telling may be about."""
    listed = ", ".join(f"'{name}'" for name in names)
    op.drop_constraint(op.f("ck_telling_subject"), "telling")
    op.create_check_constraint(op.f("ck_telling_subject"), "telling", f"subject in ({listed})")
