"""Every journey has a line of its own: a fresh example jurisdiction, and nobody else's calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.line import Line, open_line


@pytest.fixture
def line(fresh_database: Callable[[str], str], tmp_path: Path) -> Iterator[Line]:
    """The hotline with a practice phone, on a Monday morning in office hours."""
    with open_line(fresh_database("example"), tmp_path) as opened:
        yield opened
