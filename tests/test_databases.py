"""Tests undo what they did, and databases are copied from a migrated template."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from hotline.db import make_engine
from hotline.records import Record


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_commits_is_undone(db: Session, time: str) -> None:
    assert db.scalar(text("SELECT to_regclass('left_behind')")) is None
    db.execute(text("CREATE TABLE left_behind (time text)"))
    db.commit()
    assert db.scalar(text("SELECT to_regclass('left_behind')")) is not None


def test_a_fresh_database_has_every_table(fresh_database: Callable[..., str]) -> None:
    engine = make_engine(fresh_database())
    assert set(Record.metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()
    assert fresh_database("empty") != engine.url.render_as_string()


def test_the_example_is_loaded(example_db: Session) -> None:
    assert example_db.scalar(text("SELECT count(*) FROM jurisdiction")) >= 4
    assert example_db.scalar(text("SELECT count(*) FROM unit")) > 20
