"""The whole house for a journey: the line, its practice phone, and a browser before its doors."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.journeys.whole_house import WholeHouse
from tests.line import Line


@pytest.fixture(scope="module")
def _address(_line: Line) -> Iterator[str]:
    """Where the hotline of this module's line is served."""
    server = make_server("127.0.0.1", 0, _line.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def house(line: Line, page: Page, _address: str) -> WholeHouse:
    """Everybody at their places, on a Monday morning; nobody has called or written yet."""
    return WholeHouse(line, page, _address)
