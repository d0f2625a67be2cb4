"""What is measured: gunicorn as the hotline is served, on a PostgreSQL with its defaults."""

from __future__ import annotations

import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hotline import embedded, processes
from hotline.settings import ROOT
from tests.databases import Databases, environment

HOTLINE = "hotline.app:wsgi"
FLOOR = "tests.benchmarks.floor:wsgi"
START_SECONDS = 60
WORKERS = 2


@dataclass(frozen=True)
class Served:
    """An application that gunicorn serves on this machine."""

    port: int


@contextmanager
def scratch() -> Iterator[tuple[Databases, Path]]:
    """A PostgreSQL with its default settings (durable commits), gone afterwards."""
    # A long log lets the million be written in one go; what a commit promises is the default.
    with embedded.scratch(options={"max_wal_size": "8GB"}) as (server, place):
        yield Databases(server.sockets, place), place


@contextmanager
def served(application: str, *, database_url: str, place: Path) -> Iterator[Served]:
    """gunicorn with two workers and the hotline's own configuration."""
    port = _free_port()
    given = environment(
        database_url, DATA_DIR=str(place), PORT=str(port), WEB_CONCURRENCY=str(WORKERS)
    )
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", application]
    with _running(command, given, place / f"gunicorn-{port}.log"):
        _wait(port)
        yield Served(port)


@contextmanager
def clockwork(*, database_url: str, place: Path) -> Iterator[None]:
    """The process that settles calls beside the web workers."""
    command = [sys.executable, "-m", "hotline", "clock"]
    given = environment(database_url, DATA_DIR=str(place))
    with _running(command, given, place / "clock.log"):
        yield


@contextmanager
def _running(command: list[str], given: dict[str, str], log: Path) -> Iterator[None]:
    env = {name: value for name, value in os.environ.items() if name != "REDIS_URL"} | given
    with log.open("wb") as output:
        process = processes.start(command, env=env, output=output, cwd=ROOT)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _wait(port: int) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            if time.monotonic() > give_up_at:
                raise
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
