"""One way to reach PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Engine,
    FromClause,
    TableValuedAlias,
    Text,
    cast,
    column,
    create_engine,
    func,
    literal,
)

# A webhook must answer within 15 s (the provider's limit), and a statement is not all of it.
WEB_SECONDS = 8
# Nobody waits at the telephone for a job or for what is done from a terminal.
JOB_SECONDS = 60


def make_engine(
    database_url: str, *, pool_size: int = 8, statement_seconds: int = WEB_SECONDS
) -> Engine:
    """An engine whose sessions speak UTC, wait briefly for locks, and notice dead connections.

    No statement runs longer than `statement_seconds`: then it fails, and its caller is answered.
    """
    return create_engine(
        database_url,
        pool_size=pool_size,
        max_overflow=pool_size,
        # An error message must not carry a citizen's number into a log.
        hide_parameters=True,
        pool_recycle=1800,
        pool_timeout=5,
        connect_args={
            "connect_timeout": 5,
            "options": "-c timezone=UTC -c lock_timeout=5000"
            f" -c statement_timeout={statement_seconds * 1000}"
            " -c idle_in_transaction_session_timeout=120000",
        },
    )


def as_table(rows: Sequence[Mapping[str, Any]], *, like: FromClause) -> TableValuedAlias:
    """Rows as a table of a statement, typed like the columns of the same names.

    One statement with one parameter then writes all of them, instead of one a row.
    """
    text = json.dumps(rows, default=_written, ensure_ascii=False)
    columns = [column(name, like.c[name].type) for name in rows[0]]
    given = func.json_to_recordset(cast(literal(text, Text), JSON))
    return given.table_valued(*columns).render_derived(name="given", with_types=True)


def _written(value: object) -> str:
    """What JSON has no word for, as PostgreSQL reads it."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, date):  # and every instant, which is a date too
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
