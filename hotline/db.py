"""One way to reach PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine


def make_engine(database_url: str, *, pool_size: int = 8) -> Engine:
    """An engine whose sessions speak UTC, wait briefly for locks, and notice dead connections.

    A webhook must answer within 15 s (the provider's limit), so no statement may hold it longer.
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
            "options": "-c timezone=UTC -c lock_timeout=5000 -c statement_timeout=60000"
            " -c idle_in_transaction_session_timeout=120000",
        },
    )
