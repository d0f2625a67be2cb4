"""Other channels have keys to the interface"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CHANNELS = (
    "phone", "voicemail", "web", "leaders_mailbox", "opinion_box", "service_window",
    "reading_point", "letter", "visit",
)  # fmt: skip


def upgrade() -> None:
    """The schema after this change."""
    op.create_table(
        "api_key",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                *CHANNELS, name="channel", native_enum=False, length=32, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("jurisdiction_id", sa.BigInteger(), nullable=False),
        sa.Column("scopes", JSONB(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["jurisdiction_id"], ["jurisdiction.id"], op.f("fk_api_key_jurisdiction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
    )


def downgrade() -> None:
    """The schema before it."""
    op.drop_table("api_key")
