"""One way to reach PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine

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
