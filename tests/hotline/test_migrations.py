"""The migrations lead to the tables the code believes in, and back to nothing."""

from __future__ import annotations

from collections.abc import Callable

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from hotline import migrations
from hotline.db import make_engine
from hotline.records import Record


def test_up_is_what_the_records_say_and_down_leaves_nothing(
    fresh_database: Callable[[str], str],
) -> None:
    engine = make_engine(fresh_database("empty"))
    migrations.downgrade(engine, to="base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrations.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Record.metadata) == []
    engine.dispose()
