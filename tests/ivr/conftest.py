"""One line serves all tests of a module, emptied for each: a new database costs a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.ivr.faults import emptied
from tests.line import Line, open_line


@pytest.fixture(scope="module")
def _line(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    url = databases.copy("example")
    with open_line(url, tmp_path_factory.mktemp("line")) as opened:
        yield opened
    databases.drop(url)


@pytest.fixture
def line(_line: Line) -> Line:
    """The hotline with a practice phone, on a Monday morning in office hours."""
    return emptied(_line)
