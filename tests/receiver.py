"""Another system's own address: takes what is signed with its secret, keeps it, answers as told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Receiver:
    """What has come in, and what is answered: a status, or nothing at all before `wakes`."""

    url: str = ""
    secret: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""
    drips: bool = False
    # Where what is answered depends on what is asked.
    answers: Callable[[Any, bytes], tuple[int, bytes]] | None = None
    received: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    forged: int = 0
    knocks: int = 0
    wakes: Event = field(default_factory=Event)

    def verified(self, headers: Any, body: bytes) -> bool:
        """As the README shows it: written anew, so that both sides are not wrong alike."""
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mine = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        given = headers["webhook-signature"].split(" ")
        return any(hmac.compare_digest(mine, one) for one in given)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on this machine."""
    heard = Receiver()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.knocks += 1
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if heard.drips:
                self.wfile.write(b"HTTP/1.0 200 OK\r\n")
                heard.wakes.wait(20)
                return
            if heard.answers is not None and heard.status < 300:
                status, answer = heard.answers(self.headers, body)
                self.answer(status, answer)
                return
            if heard.secret and not heard.verified(self.headers, body):
                heard.forged += 1
            elif heard.status < 300:
                heard.received.append(json.loads(body))
                heard.ids.append(self.headers["webhook-id"])
            self.answer(heard.status, heard.answer)

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            for name, value in heard.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    heard.url = f"http://127.0.0.1:{server.server_port}/hotline?from=96128"
    yield heard
    heard.wakes.set()
    server.shutdown()
    server.server_close()
