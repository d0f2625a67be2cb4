"""Late legs are announced, explained and accounted for; legs are supervised and reopened"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NEW_IN_LEG = ("overdue_announced_for", "supervised_at", "supervised_by_id", "supervision_order")


def upgrade() -> None:
    """The schema after this change."""
    late = sa.DateTime(timezone=True)
    op.add_column("handling_leg", sa.Column("overdue_announced_for", late, nullable=True))
    op.add_column("handling_leg", sa.Column("supervised_at", late, nullable=True))
    op.add_column("handling_leg", sa.Column("supervised_by_id", sa.BigInteger(), nullable=True))
    op.add_column("handling_leg", sa.Column("supervision_order", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_handling_leg_supervised_by_id"), "handling_leg", "staff", ["supervised_by_id"],
        ["id"],
    )  # fmt: skip
    op.create_index(
        "ix_handling_leg_open_due", "handling_leg", ["due_at", "id"],
        postgresql_where=sa.text("state = 'open'"),
    )  # fmt: skip
    op.add_column("complaint", sa.Column("is_upheld", sa.Boolean(), nullable=True))
    _table(
        "explanation",
        sa.Column("handling_leg_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("public_text", sa.Text(), nullable=False),
        sa.Column("filed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", late, nullable=False),
        sa.Column("sent_back_at", late, nullable=True),
        sa.Column("published_at", late, nullable=True),
        of={"handling_leg_id": "handling_leg.id", "filed_by_id": "staff.id"},
    )
    op.create_index(
        "uq_explanation_standing", "explanation", ["handling_leg_id"], unique=True,
        postgresql_where=sa.text("sent_back_at is null"),
    )  # fmt: skip
    op.create_index(
        "ix_explanation_in_review", "explanation", ["filed_at", "id"],
        postgresql_where=sa.text("sent_back_at is null and published_at is null"),
    )  # fmt: skip
    op.create_index(
        "ix_explanation_published", "explanation", ["published_at", "id"],
        postgresql_where=sa.text("published_at is not null"),
    )  # fmt: skip
    _table(
        "explanation_review",
        sa.Column("explanation_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("at", late, nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        of={"explanation_id": "explanation.id", "staff_id": "staff.id"},
    )
    op.create_unique_constraint(
        op.f("uq_explanation_review_explanation_id_step"), "explanation_review",
        ["explanation_id", "step"],
    )  # fmt: skip
    _table(
        "accountability",
        sa.Column("handling_leg_id", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("referral", sa.Text(), nullable=True),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", late, nullable=False),
        of={"handling_leg_id": "handling_leg.id", "recorded_by_id": "staff.id"},
    )
    _table(
        "leg_progress",
        sa.Column("handling_leg_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("at", late, nullable=False),
        of={"handling_leg_id": "handling_leg.id", "staff_id": "staff.id"},
    )
    for table in ("explanation", "accountability", "leg_progress"):
        op.create_index(f"ix_{table}_handling_leg_id", table, ["handling_leg_id"])


def downgrade() -> None:
    """The schema before it."""
    for table in ("leg_progress", "accountability", "explanation_review", "explanation"):
        op.drop_table(table)
    op.drop_column("complaint", "is_upheld")
    op.drop_index("ix_handling_leg_open_due", table_name="handling_leg")
    op.drop_constraint(op.f("fk_handling_leg_supervised_by_id"), "handling_leg", type_="foreignkey")
    for column in reversed(NEW_IN_LEG):
        op.drop_column("handling_leg", column)


def _table(name: str, *columns: sa.Column[object], of: dict[str, str]) -> None:
    """A numbered table; `of` names the column each foreign key points at."""
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint([column], [there], op.f(f"fk_{name}_{column}"))
            for column, there in of.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
