"""What tests of the telephone's faults share: their numbers, an outage, a webhook by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker

from hotline.db import make_engine
from tests.line import Line

# The numbers of telephony.md, "Faults a serious system survives".
fault = pytest.mark.fault

# Nobody listens at the port of `discard`; refused at once, as a database that is down refuses.
NOWHERE = "postgresql+psycopg://hotline@127.0.0.1:9/hotline"


@contextmanager
def outage(line: Line) -> Iterator[None]:
    """The database is down for as long as this lasts."""
    house, engine, sessions = line.house, line.house.engine, line.house.sessions
    house.engine = make_engine(NOWHERE)
    house.sessions = sessionmaker(house.engine, expire_on_commit=False)
    try:
        yield
    finally:
        house.engine.dispose()
        house.engine, house.sessions = engine, sessions


@contextmanager
def without_table(line: Line, table: str) -> Iterator[None]:
    """One table is not there: whatever needs it fails, and nothing else does."""
    with line.house.engine.begin() as connection:
        connection.execute(text(f"alter table {table} rename to {table}_elsewhere"))
    try:
        yield
    finally:
        with line.house.engine.begin() as connection:
            connection.execute(text(f"alter table {table}_elsewhere rename to {table}"))


def asks(line: Line, sid: str, path: str, **fields: str) -> str:
    """One signed webhook of a call by hand; the document that came back."""
    common = {"CallSid": sid, "From": "+8613800010001", "To": "96128", "CallStatus": "in-progress"}
    answer = line.phone.knock(path, common | fields)
    assert answer.status == 200, answer
    return answer.body.decode()
