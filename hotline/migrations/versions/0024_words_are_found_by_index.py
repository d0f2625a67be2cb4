"""Words of inquiries are found by an index of their pairs of characters"""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Every two characters that stand side by side, each pair once. Chinese has no spaces between words,
# and a county's database no pg_trgm; dear enough that the planner asks all else first.
PAIRS = """
create function pairs_of(given text) returns text[]
language sql immutable strict parallel safe cost 1000
return (
  select coalesce(array_agg(distinct pair), '{}')
  from (
    select sign || lead(sign) over (order by place) as pair
    from unnest(string_to_array(lower(given), null)) with ordinality as signs (sign, place)
  ) as pairs
  where pair is not null
)
"""


def upgrade() -> None:
    """The schema after this change."""
    op.execute(PAIRS)
    op.execute("create index ix_inquiry_words on inquiry using gin (pairs_of(text))")


def downgrade() -> None:
    """The schema before it."""
    op.drop_index("ix_inquiry_words", table_name="inquiry")
    op.execute("drop function pairs_of(text)")
