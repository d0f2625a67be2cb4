"""A hotline of a few lines: documents by path, signatures checked by the provider's own library."""

import contextlib
import threading
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from twilio.request_validator import RequestValidator
from werkzeug.serving import WSGIRequestHandler, make_server

from ivr.practice.exchange import Exchange
from ivr.practice.transport import wsgi_post

ORIGIN = "http://hotline.test"
ACCOUNT = "AC" + "0" * 32
TOKEN = "practice-token"

Page = str | Callable[[dict[str, str]], Any]


def doc(inside: str) -> str:
    """A document around some verbs."""
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'


def say(text: str) -> str:
    """A sentence in Mandarin."""
    return f'<Say language="cmn-CN" voice="Polly.Zhiyu">{text}</Say>'


def gather(action: str, text: str, more: str = 'numDigits="1"') -> str:
    """A question."""
    return f'<Gather action="{action}" {more}>{say(text)}</Gather>'


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@dataclass
class Office:
    """Answers webhooks from a table of pages, and remembers what came."""

    pages: dict[str, Page]
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    origin: str = ORIGIN
    tokens: list[str] = field(default_factory=list)
    lock: Any = field(default_factory=threading.Lock)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length).decode()
        form = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
        url = self.origin + environ["RAW_URI"]
        signature = environ.get("HTTP_X_TWILIO_SIGNATURE", "")
        if not RequestValidator(TOKEN).validate(url, form, signature):
            return self._send(start, 403, "no")
        path = environ["PATH_INFO"].encode("latin-1").decode()
        with self.lock:
            self.seen.append((path, form))
            self.tokens.append(environ["HTTP_I_TWILIO_IDEMPOTENCY_TOKEN"])
        page = self.pages.get(path)
        if page is None:
            return self._send(start, 204 if path == "/ivr/status" else 404, "")
        answer = page(form | {"cookie": environ.get("HTTP_COOKIE", "")}) if callable(page) else page
        status, text, headers = answer if isinstance(answer, tuple) else (200, answer, [])
        text = doc(text) if not text.startswith("<?xml") and "<Response" not in text else text
        return self._send(start, status, text, headers)

    def _send(
        self, start: Any, status: int, text: str, headers: Iterable[tuple[str, str]] = ()
    ) -> Iterable[bytes]:
        start(f"{status} -", [("Content-Type", "text/xml; charset=utf-8"), *headers])
        return [text.encode()]

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        """The office on this machine's network; yields its address."""
        server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=_Quiet)
        self.origin = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self.origin
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def asked(self, path: str) -> list[dict[str, str]]:
        """The forms that came to this path."""
        return [form for where, form in self.seen if where == path]

    def phone(self, **options: Any) -> Exchange:
        """A practice phone on this office."""
        return Exchange(
            ORIGIN, account_sid=ACCOUNT, auth_token=TOKEN, post=wsgi_post(self), **options
        )
