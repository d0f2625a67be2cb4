"""The tools of the tests work as they promise."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import redis
from playwright.sync_api import Browser, Page

from tests import browser as chromium
from tests import network


def test_a_connection_to_another_machine_is_refused_and_noted() -> None:
    with socket.socket() as outward, pytest.raises(network.LeftThisMachine):
        outward.connect(("192.0.2.1", 80))
    with pytest.raises(network.LeftThisMachine):
        socket.getaddrinfo("example.org", 443)
    assert network.take_attempts() == [
        "socket.connect 192.0.2.1",
        "socket.getaddrinfo example.org",
    ]


def test_redis_is_real_and_empty(redis: redis.Redis) -> None:
    assert redis.dbsize() == 0
    assert redis.info("server")["redis_version"]
    redis.set("left", "behind")


def test_redis_is_emptied_between_tests(redis: redis.Redis) -> None:
    assert redis.dbsize() == 0


PAGE = "<!doctype html><title>热线</title><script src=/watch.js></script><h1>您好，这里是96128</h1>"
SCRIPT = """
addEventListener("securitypolicyviolation", () => { document.title = "refused"; });
"""


class _Chinese(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page, script = "text/html; charset=utf-8", "text/javascript"
        kind, text = (script, SCRIPT) if self.path == "/watch.js" else (page, PAGE)
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", "script-src 'self'")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Chinese) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_the_browser_reads_a_chinese_page(page: Page, site: str) -> None:
    page.goto(site)
    assert page.inner_text("h1") == "您好，这里是96128"


def test_the_faults_of_a_page_are_noted(browser: Browser, site: str) -> None:
    watched = chromium.Watched(browser.new_context())
    page = watched.context.new_page()
    page.goto(site)
    page.evaluate("fetch('http://example.org/').catch(() => 0)")
    page.evaluate("setTimeout(() => { throw new Error('broken') }, 0)")
    page.evaluate("setTimeout(() => eval('1'), 0)")
    page.wait_for_function("document.title === 'refused'")
    watched.context.close()
    assert any("tried to leave this machine" in fault for fault in watched.faults)
    assert any("broken" in fault for fault in watched.faults)
    assert any("Content Security Policy" in fault for fault in watched.faults)
