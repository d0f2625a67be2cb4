"""Files of entries that are sent in, and what became of every row of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The schema after this change."""
    op.create_table(
        "faq_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _one_of("importstate", "waiting", "running", "done", "unreadable"),
                  nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("done_through", sa.Integer(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("ignored", postgresql.JSONB(), nullable=False),
        sa.Column("fault", postgresql.JSONB(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], op.f("fk_faq_import_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], op.f("fk_faq_import_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_import")),
    )  # fmt: skip
    op.create_index("ix_faq_import_staff", "faq_import", ["staff_id", "id"])
    op.create_table(
        "faq_import_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("result", _one_of("rowresult", "new_entry", "new_version", "new_facts",
                                    "unchanged", "refused"), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("column_name", sa.Text(), nullable=True),
        sa.Column("given", sa.Text(), nullable=True),
        sa.Column("reason", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["faq_entry.id"], op.f("fk_faq_import_row_entry_id")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["faq_import.id"], op.f("fk_faq_import_row_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_import_row")),
        sa.UniqueConstraint("import_id", "line", name=op.f("uq_faq_import_row_import_id_line")),
    )  # fmt: skip
    op.create_index("ix_faq_version_question", "faq_version", ["question"])


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_faq_version_question", table_name="faq_version")
    op.drop_table("faq_import_row")
    op.drop_index("ix_faq_import_staff", table_name="faq_import")
    op.drop_table("faq_import")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32, create_constraint=True)
