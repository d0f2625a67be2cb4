"""Missed questions in clusters, what was decided about each, and how often an entry was read out"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MISSED = "(verdict = 'nothing' or solved is false or verdict = 'choices' and version_id is null)"
DECIDED = ("attached", "drafted", "given", "answered", "out_of_scope", "taken_back")


def upgrade() -> None:
    """The schema after this change."""
    op.create_table(
        "miss_cluster",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("founder_id", sa.BigInteger(), nullable=False),
        sa.Column("near_id", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["founder_id"], ["question.id"], "fk_miss_cluster_founder_id"),
        sa.ForeignKeyConstraint(["near_id"], ["miss_cluster.id"], "fk_miss_cluster_near_id"),
        sa.PrimaryKeyConstraint("id", name="pk_miss_cluster"),
        sa.UniqueConstraint("founder_id", name="uq_miss_cluster_founder_id"),
    )
    op.create_index("ix_miss_cluster_near_id", "miss_cluster", ["near_id"])
    op.create_index("ix_miss_cluster_decision_id", "miss_cluster", ["decision_id"])
    op.create_table(
        "miss",
        sa.Column("question_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cluster_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("caller", sa.LargeBinary(), nullable=False),
        sa.Column("jurisdiction_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], "fk_miss_question_id"),
        sa.ForeignKeyConstraint(["cluster_id"], ["miss_cluster.id"], "fk_miss_cluster_id"),
        sa.ForeignKeyConstraint(
            ["jurisdiction_id"], ["jurisdiction.id"], "fk_miss_jurisdiction_id"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], "fk_miss_unit_id"),
        sa.PrimaryKeyConstraint("question_id", name="pk_miss"),
    )
    op.create_index("ix_miss_cluster", "miss", ["cluster_id", "asked_at"])
    op.create_index("ix_miss_asked", "miss", ["asked_at"])
    op.create_table(
        "miss_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cluster_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*DECIDED, name="decided", native_enum=False, length=32, create_constraint=True),
            nullable=False,
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_id", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("redirect", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["miss_cluster.id"], "fk_miss_decision_cluster_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], "fk_miss_decision_staff_id"),
        sa.ForeignKeyConstraint(["before_id"], ["miss_decision.id"], "fk_miss_decision_before_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["faq_entry.id"], "fk_miss_decision_entry_id"),
        sa.ForeignKeyConstraint(["version_id"], ["faq_version.id"], "fk_miss_decision_version_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], "fk_miss_decision_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_miss_decision"),
    )
    op.create_index("ix_miss_decision_cluster_id", "miss_decision", ["cluster_id"])
    op.create_foreign_key(
        "fk_miss_cluster_decision_id", "miss_cluster", "miss_decision", ["decision_id"], ["id"]
    )
    op.create_index(
        "ix_question_missed", "question", ["asked_at"], postgresql_where=sa.text(MISSED)
    )
    op.create_index(
        "ix_question_entry", "question", ["entry_id", "asked_at"],
        postgresql_include=["version_id", "solved"],
        postgresql_where=sa.text("version_id is not null"),
    )  # fmt: skip


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_question_entry", table_name="question")
    op.drop_index("ix_question_missed", table_name="question")
    op.drop_constraint("fk_miss_cluster_decision_id", "miss_cluster", type_="foreignkey")
    for table in ("miss_decision", "miss", "miss_cluster"):
        op.drop_table(table)
