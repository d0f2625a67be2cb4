"""The run as a whole: its one PostgreSQL server, its fixtures, and no way out of this machine."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest
from argon2 import PasswordHasher

from hotline import embedded
from hotline.actions import passwords
from tests import network

network.guard()

# Argon2 as in earnest, but quickly tried: tests sign in a thousand times.
IN_EARNEST = passwords.HASHER
passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

_run = ExitStack()  # what ends with the run, in the process that began it
_postgres: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Who runs tests has fixtures; who only hands them out (pytest-xdist) starts sooner without."""
    if config.getoption("dist", "no") == "no" or config.option.collectonly:
        config.pluginmanager.import_plugin("tests.fixtures")
    _postgres.extend(getattr(config, "workerinput", {}).get("postgres", ()))


def postgres_of_the_run() -> list[str]:
    """The sockets and the folder of the run's PostgreSQL, started by the first to ask."""
    if not _postgres:
        server, place = _run.enter_context(embedded.scratch())
        _postgres.extend([str(server.sockets), str(place)])
    return _postgres


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Under pytest-xdist one server serves all workers; it belongs to the one who starts them."""
    node.workerinput["postgres"] = postgres_of_the_run()


def pytest_unconfigure() -> None:
    _run.close()
