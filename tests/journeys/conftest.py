"""The whole house for a journey: the line, its practice phone, and a browser before its doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys.whole_house import WholeHouse
from tests.line import Line
from tests.serving import served


@pytest.fixture(scope="module")
def _address(_line: Line) -> Iterator[str]:
    """Where the hotline of this module's line is served."""
    with served(_line.app) as url:
        yield url


@pytest.fixture
def house(line: Line, page: Page, _address: str) -> WholeHouse:
    """Everybody at their places, on a Monday morning; nobody has called or written yet."""
    return WholeHouse(line, page, _address)
