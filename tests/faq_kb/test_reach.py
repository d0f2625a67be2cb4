"""A source's link is asked for without becoming a way into the office's own network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from faq_kb import reach
from faq_kb.reach import NotReached, is_public


class Site(BaseHTTPRequestHandler):
    """A site that answers with the number in the path, or sends on."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        kind, _, rest = self.path.lstrip("/").partition("/")
        self.send_response(302 if kind == "to" else int(kind))
        if kind == "to":
            self.send_header("Location", f"/{rest}")
        if kind == "301":
            self.send_header("Location", "http://10.0.0.1/inside")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    Site.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def here(address: str, port: int) -> bool:
    """The practice site alone may be reached."""
    return address == "127.0.0.1"


@pytest.mark.parametrize("path", ["/200", "/204", "/403", "/405", "/to/200", "/to/to/200"])
def test_a_page_that_is_there(site: str, path: str) -> None:
    reach.reach(site + path, may_reach=here)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/404", "http_404"),
        ("/410", "http_410"),
        ("/400", "http_refused"),
        ("/503", "http_failing"),
        ("/to/404", "http_404"),
        ("/to/to/to/to/to/to/200", "too_many_redirects"),
        ("/301", "not_public"),
    ],
)
def test_a_page_that_is_not(site: str, path: str, why: str) -> None:
    with pytest.raises(NotReached, match=why):
        reach.reach(site + path, may_reach=here)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.1.2.3/a",
        "http://192.168.0.1/", "http://169.254.169.254/latest", "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/",
        "http://user:secret@127.0.0.1/",
    ],
)  # fmt: skip
def test_nothing_of_our_own_network_is_asked(url: str) -> None:
    with pytest.raises(NotReached, match="not_public"):
        reach.reach(url)


@pytest.mark.parametrize(
    "url", ["ftp://example.gov.cn/", "file:///etc/passwd", "javascript:1", "http://", "http://a:b/"]
)
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    with pytest.raises(NotReached, match="no_address"):
        reach.reach(url)


@pytest.mark.parametrize(
    ("address", "port", "may"),
    [
        ("1.1.1.1", 443, True),
        ("2606:4700:4700::1111", 443, True),
        ("1.1.1.1", 22, False),
        ("100.64.0.1", 80, False),
        ("172.16.0.9", 80, False),
        ("224.0.0.1", 80, False),
        ("fd00::1", 80, False),
        ("64:ff9b::a00:1", 80, False),
        ("2002:a00:1::", 80, False),
    ],
)
def test_only_public_addresses_may_be_asked(address: str, port: int, may: bool) -> None:
    assert is_public(address, port) is may


def test_nobody_is_waited_for_who_does_not_answer() -> None:
    with pytest.raises(NotReached, match="no_answer"):
        reach.reach("http://127.0.0.1:9/", may_reach=here)
