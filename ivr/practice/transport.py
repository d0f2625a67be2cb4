"""Ways for a request to reach the hotline: over HTTP, or straight into a WSGI application."""

import time
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Protocol

import requests
from requests.adapters import HTTPAdapter

READ_SECONDS = 15.0  # the provider's documented default, connect time included
CONNECT_SECONDS = 5.0


class CannotConnect(OSError):
    """Nobody takes the request (error 11205)."""


class TookTooLong(OSError):
    """No whole answer within the time allowed (error 11200)."""


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    took_ms: float = 0

    @property
    def content_type(self) -> str:
        """The Content-Type header, or an empty text."""
        return self.headers.get("content-type", "")


class Post(Protocol):
    """Sends one request and returns the answer; raises CannotConnect or TookTooLong."""

    def __call__(
        self, *, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer: ...


def http_post(*, read_seconds: float = READ_SECONDS) -> Post:
    """Requests over the network, with the provider's documented time-outs."""
    session = requests.Session()
    session.trust_env = False
    # Cookies belong to a call and are kept there; threads share the session.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=64))

    def post(*, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        began = time.perf_counter()
        try:
            got = session.request(
                method,
                url,
                data=body or None,
                headers=dict(headers),
                timeout=(CONNECT_SECONDS, read_seconds),
                allow_redirects=False,
            )
        except requests.ReadTimeout as error:
            raise TookTooLong(str(error)) from error
        except requests.RequestException as error:
            raise CannotConnect(str(error)) from error
        return Answer(
            status=got.status_code,
            body=got.content,
            headers={name.lower(): value for name, value in got.headers.items()},
            cookies=tuple(_set_cookies(got)),
            took_ms=(time.perf_counter() - began) * 1000,
        )

    return post


def _set_cookies(got: requests.Response) -> Iterable[str]:
    raw: Any = got.raw.headers
    return raw.getlist("Set-Cookie") if hasattr(raw, "getlist") else ()


def wsgi_post(application: Callable[..., Iterable[bytes]]) -> Post:
    """Requests into a WSGI application in this very process, as a server would hand them over.

    RAW_URI and REQUEST_URI hold the request's target to the byte, as under gunicorn. An exception
    that the application lets escape is raised here.
    """
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    def post(*, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        parts = urllib.parse.urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        builder = EnvironBuilder(
            path=parts.path or "/",
            query_string=parts.query,
            base_url=f"{parts.scheme}://{parts.netloc}",
            method=method,
            data=body,
            headers=list(headers.items()),
        )
        environ = builder.get_environ()
        # Werkzeug quotes the path anew; a server hands over what came down the wire, decoded.
        path = urllib.parse.unquote_to_bytes(parts.path or "/").decode("latin-1")
        environ |= {"RAW_URI": target, "REQUEST_URI": target, "PATH_INFO": path}
        environ["QUERY_STRING"] = parts.query
        environ["REMOTE_ADDR"] = "127.0.0.1"
        began = time.perf_counter()
        try:
            chunks, status, got = run_wsgi_app(application, environ, buffered=True)
            content = b"".join(chunks)
        finally:
            builder.close()
        return Answer(
            status=int(status.split()[0]),
            body=content,
            headers={name.lower(): value for name, value in got.items()},
            cookies=tuple(got.getlist("Set-Cookie")),
            took_ms=(time.perf_counter() - began) * 1000,
        )

    return post
