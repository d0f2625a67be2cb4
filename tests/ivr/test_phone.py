"""What the provider refuses is told in our words: its own name the citizen's number."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hotline.errors import traced_safely
from hotline.settings import load
from ivr.phone import NotThere, Phone, ProviderAway, ProviderRefused
from tests.databases import environment

CITIZEN = "+8613812345678"


@contextmanager
def answering(status: int) -> Iterator[Phone]:
    """A provider that answers every request with this status, and a message naming the citizen."""
    body = json.dumps({"code": 21211, "message": f"Invalid 'To' {CITIZEN}", "status": status})

    class Refuses(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refuses)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield phone_at(f"127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()


def phone_at(host: str) -> Phone:
    return Phone(
        load(
            environment(
                "postgresql://hotline@127.0.0.1:9/hotline",
                TWILIO_API_BASE_URL=f"http://{host}", TWILIO_MEDIA_HOST=host,
            )
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, ProviderRefused), (404, NotThere), (429, ProviderAway), (503, ProviderAway)],
)
def test_a_refused_text_names_code_and_status_and_nobody(
    status: int, kind: type[Exception]
) -> None:
    with answering(status) as phone, pytest.raises(kind) as caught:
        phone.text(to=CITIZEN, sender="96128", body="…")
    assert str(caught.value) == f"code 21211, status {status}"
    assert CITIZEN not in traced_safely(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(("status", "kind"), [(403, ProviderRefused), (502, ProviderAway)])
def test_a_sound_that_is_refused_is_told_likewise(status: int, kind: type[Exception]) -> None:
    with answering(status) as phone, pytest.raises(kind):
        phone.sound_of(phone._media_url("RE1"))


def test_a_provider_that_cannot_be_reached_is_away() -> None:
    with pytest.raises(ProviderAway):
        phone_at("127.0.0.1:9").call("CA1")
