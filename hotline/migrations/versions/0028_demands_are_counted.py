"""Demands of other channels are kept as they are recognised, passed on or not"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
CHANNELS = (
    "phone", "voicemail", "web", "leaders_mailbox", "opinion_box", "service_window",
    "reading_point", "letter", "visit",
)  # fmt: skip
# What was passed on so far, and what callers were told the channel of: the question is of the
# instant of its event.
FILL = """
    update demand set origin = 'question:' || question_id, named_at = consented_at,
        channel = 'phone', jurisdiction_id = call.jurisdiction_id
    from question join call on call.id = question.call_id where question.id = demand.question_id
"""
RECALL = """
    insert into demand (origin, redirect, jurisdiction_id, channel, named_at, question_id)
    select 'question:' || question.id, event.data->>'code', call.jurisdiction_id, 'phone',
        event.at, question.id
    from call_event event
    join call on call.id = event.call_id
    join question on question.call_id = event.call_id and question.asked_at = event.at
    where event.kind = 'channel_named'
    on conflict do nothing
"""


def upgrade() -> None:
    """The schema after this change."""
    for column in (
        sa.Column("origin", sa.Text()),
        sa.Column("jurisdiction_id", sa.BigInteger()),
        sa.Column("channel", sa.String(32)),
        sa.Column("named_at", AT),
        sa.Column("inquiry_id", sa.BigInteger()),
        sa.Column("text", sa.Text()),
        sa.Column("phone_sealed", sa.LargeBinary()),
    ):
        op.add_column("demand", column)
    op.alter_column("demand", "question_id", nullable=True)
    op.alter_column("demand", "consented_at", nullable=True)
    op.execute(FILL)
    op.create_unique_constraint("uq_demand_origin", "demand", ["origin"])
    op.create_unique_constraint("uq_demand_inquiry_id", "demand", ["inquiry_id"])
    op.execute(RECALL)
    for name in ("origin", "jurisdiction_id", "channel", "named_at"):
        op.alter_column("demand", name, nullable=False)
    listed = ", ".join(f"'{one}'" for one in CHANNELS)
    op.create_check_constraint(op.f("ck_demand_channel"), "demand", f"channel in ({listed})")
    for table in ("jurisdiction", "inquiry"):
        op.create_foreign_key(f"fk_demand_{table}_id", "demand", table, [f"{table}_id"], ["id"])
    op.create_index("ix_demand_named", "demand", ["named_at"])


def downgrade() -> None:
    """The schema before it; of what was written elsewhere than in a call nothing is kept."""
    op.execute("delete from telling where subject = 'demand' and subject_id in "
               "(select id from demand where question_id is null)")  # fmt: skip
    op.execute("delete from demand where question_id is null or consented_at is null")
    op.drop_index("ix_demand_named", "demand")
    for name in (
        "origin", "jurisdiction_id", "channel", "named_at", "inquiry_id", "text", "phone_sealed",
    ):  # fmt: skip
        op.drop_column("demand", name)
    op.alter_column("demand", "question_id", nullable=False)
    op.alter_column("demand", "consented_at", nullable=False)
