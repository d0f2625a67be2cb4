"""A session speaks UTC, and no statement holds its caller longer than said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from hotline.db import JOB_SECONDS, WEB_SECONDS, make_engine


@pytest.mark.parametrize("seconds", [WEB_SECONDS, JOB_SECONDS])
def test_a_statement_has_its_time_and_no_more(
    fresh_database: Callable[[str], str], seconds: int
) -> None:
    engine = make_engine(fresh_database("empty"), statement_seconds=seconds)
    with engine.connect() as connection:
        names = ("timezone", "statement_timeout")
        told = {name: connection.scalar(text(f"show {name}")) for name in names}
    engine.dispose()
    assert told["timezone"] == "UTC"
    assert told["statement_timeout"] in (f"{seconds}s", f"{seconds // 60}min")
    assert WEB_SECONDS < 15, "the provider's limit for a webhook"


def test_what_takes_longer_fails(fresh_database: Callable[[str], str]) -> None:
    engine = make_engine(fresh_database("empty"), statement_seconds=1)
    with engine.connect() as connection, pytest.raises(OperationalError, match="statement timeout"):
        connection.execute(text("select pg_sleep(5)"))
    engine.dispose()
