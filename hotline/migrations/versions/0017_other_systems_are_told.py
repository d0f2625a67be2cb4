"""Other systems are told how things stand, at addresses of their own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The schema after this change."""
    op.alter_column("api_key", "channel", nullable=True)
    op.add_column("api_key", sa.Column("made_by_id", sa.BigInteger(), nullable=True))
    op.add_column("api_key", sa.Column("last_used_at", INSTANT, nullable=True))
    op.create_foreign_key(op.f("fk_api_key_made_by_id"), "api_key", "staff", ["made_by_id"], ["id"])
    op.add_column("inquiry", sa.Column("api_key_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_inquiry_api_key_id"), "inquiry", "api_key", ["api_key_id"], ["id"]
    )
    op.create_index(
        "ix_inquiry_api_key", "inquiry", ["api_key_id"],
        postgresql_where=sa.text("api_key_id is not null"),
    )  # fmt: skip
    op.create_table(
        "webhook",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("api_key_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("wants", JSONB(), nullable=False),
        sa.Column("unit_ids", JSONB(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("previous_secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("previous_until", INSTANT, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_until", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_key.id"], op.f("fk_webhook_api_key_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], op.f("fk_webhook_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_api_key_id"), "webhook", ["api_key_id"])
    op.create_table(
        "telling",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "inquiry", "task", name="subject", native_enum=False, length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("wanted_version", sa.Integer(), nullable=False),
        sa.Column("wanted_at", INSTANT, nullable=False),
        sa.Column("told_version", sa.Integer(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("claimed_until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], op.f("fk_telling_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling")),
        sa.UniqueConstraint(
            "webhook_id", "subject", "subject_id",
            name=op.f("uq_telling_webhook_id_subject_subject_id"),
        ),
    )  # fmt: skip
    op.create_index(
        "ix_telling_untold", "telling", ["webhook_id", "wanted_at"],
        postgresql_where=sa.text("told_version < wanted_version"),
    )  # fmt: skip
    op.create_index("ix_telling_told", "telling", ["webhook_id", "told_at"])


def downgrade() -> None:
    """The schema before it."""
    op.drop_table("telling")
    op.drop_table("webhook")
    op.drop_index("ix_inquiry_api_key", table_name="inquiry")
    op.drop_constraint(op.f("fk_inquiry_api_key_id"), "inquiry", type_="foreignkey")
    op.drop_column("inquiry", "api_key_id")
    op.drop_constraint(op.f("fk_api_key_made_by_id"), "api_key", type_="foreignkey")
    op.drop_column("api_key", "last_used_at")
    op.drop_column("api_key", "made_by_id")
    # A system that files nothing had no channel; before, every key had one.
    op.execute("update api_key set channel = 'web' where channel is null")
    op.alter_column("api_key", "channel", nullable=False)
