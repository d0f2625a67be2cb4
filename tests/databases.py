"""The PostgreSQL of the tests: one server, templates made once, copies in a blink."""

from __future__ import annotations

import fcntl
import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotline import migrations
from hotline import seed as example
from hotline.app import build_house
from hotline.cluster import Cluster
from hotline.db import JOB_SECONDS, make_engine
from hotline.settings import load

# Secrets of the tests: fixed, so that codes, masks and seals come out the same every time.
ENVIRONMENT = {
    "HOTLINE_ENV": "development",
    "PUBLIC_URL": "http://127.0.0.1:9612",
    "SECRET_KEY": "tests-only-secret-key-0123456789abcdefghij",
    "MASKING_KEY": "tests-only-masking-key-0123456789abcdefgh",
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
    "TWILIO_API_BASE_URL": "http://127.0.0.1:9613",
    "TWILIO_MEDIA_HOST": "127.0.0.1:9613",
}
# The templates, each with the one that it is made from.
TEMPLATES = {"empty": "template1", "example": "empty"}


def environment(database_url: str, **more: str) -> dict[str, str]:
    """What a hotline under test is started with."""
    return ENVIRONMENT | {"DATABASE_URL": database_url} | more


class Databases:
    """Databases for tests, copied from templates that any worker of the run may have made."""

    def __init__(self, sockets: Path, place: Path) -> None:
        self.cluster = Cluster(sockets)
        self._place = place
        self._numbers = itertools.count(1)

    def template(self, name: str) -> str:
        """The name of the template, made now if this is the first to ask."""
        below = TEMPLATES[name]
        with self._alone():
            if self.cluster.has_database(name):
                return name
        if below in TEMPLATES:
            self.template(below)
        with self._alone():
            if not self.cluster.has_database(name):
                making = f"{name}_in_the_making"
                self.cluster.drop_database(making)
                url = self.cluster.create_database(making, template=below)
                _migrate(url) if name == "empty" else _seed(url)
                self.cluster.rename_database(making, to=name)
        return name

    def copy(self, template: str) -> str:
        """The address of a new database, copied from the template."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        source = self.template(template)
        with self._alone():  # a template being copied lets nobody else in
            return self.cluster.create_database(name, template=source)

    def drop(self, url: str) -> None:
        """Remove the database at this address."""
        self.cluster.drop_database(url.rpartition("/")[2].partition("?")[0])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep the other workers of this run waiting."""
        with (self._place / "templates.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _migrate(url: str) -> None:
    engine = make_engine(url)
    migrations.upgrade(engine)
    engine.dispose()


def _seed(url: str) -> None:
    with tempfile.TemporaryDirectory() as data_dir:
        house = build_house(
            load(environment(url, DATA_DIR=data_dir)), statement_seconds=JOB_SECONDS
        )
        example.seed(house)
        house.engine.dispose()
