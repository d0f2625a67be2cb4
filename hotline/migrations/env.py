"""What Alembic runs: one connection, one transaction, one lock, so that two starts never race."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Engine, text

from hotline.records import Record

# Any number, as long as nobody else uses it: held while the schema changes.
MIGRATION_LOCK = 96128

engine: Engine = context.config.attributes["engine"]
with engine.connect() as connection:
    # An index over millions of rows takes as long as it takes.
    connection.execute(text("set statement_timeout = 0"))
    connection.execute(text(f"select pg_advisory_lock({MIGRATION_LOCK})"))
    connection.commit()
    try:
        context.configure(connection=connection, target_metadata=Record.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        connection.execute(text(f"select pg_advisory_unlock({MIGRATION_LOCK})"))
        connection.execute(text("reset statement_timeout"))
        connection.commit()
