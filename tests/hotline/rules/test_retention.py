"""Nothing ends before its matter is closed, and months are those of the calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hotline.rules import retention

MAY = datetime(2026, 5, 31, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closed", "months", "ends"),
    [
        ([MAY], 24, "2028-05-31"),
        ([MAY], 1, "2026-06-30"),
        ([MAY], 9, "2027-02-28"),
        ([MAY.replace(month=1), MAY], 12, "2027-05-31"),
        ([MAY, None], 24, None),
        ([], 24, None),
    ],
)
def test_it_ends_so_many_months_after_the_last_was_closed(
    closed: list[datetime | None], months: int, ends: str | None
) -> None:
    found = retention.ends_at(closed, months=months)
    assert (f"{found:%Y-%m-%d}" if found else None) == ends
