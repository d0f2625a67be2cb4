"""Messages to other systems over HTTP: to where they may go and nowhere else, and not for long.

Whoever names an address to us could name one inside our own network. So a name is looked up once,
every address it has is judged, and the connection is made to the one that was judged: a name that
changes its address in between (DNS rebinding) gains nothing. Redirects and proxies are not
followed, and of an answer no more is read than an answer needs.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from threading import Thread
from urllib.parse import SplitResult, urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from hotline.errors import Away, Impersonal

Networks = Collection[IPv4Network | IPv6Network]

LARGEST_ANSWER = 64 * 1024
PORTS = {"http": 80, "https": 443}
# RFC 6052: behind it any IPv4 address may stand, a private one too.
TRANSLATED = ip_network("64:ff9b::/96")


class Forbidden(Impersonal):
    """The address is one to which nothing is sent from here."""


@dataclass(frozen=True)
class Answer:
    """What the other side said, cut to what we are willing to read."""

    status: int
    body: bytes


def networks(text: str) -> Networks:
    """Networks written as 10.0.0.0/8, fd00::/8; ValueError when one is none."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def may_go_to(address: str, allowed: Networks) -> bool:
    """Whether a message may go to this address: a public one, or one of a network allowed."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    if any(found in network for network in allowed if network.version == found.version):
        return True
    if isinstance(found, IPv6Address) and (
        found.sixtofour is not None or found.teredo is not None or found in TRANSLATED
    ):
        return False
    return found.is_global and not found.is_multicast


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float,
    allowed: Networks | None = None,
) -> Answer:
    """Send JSON and bring back the answer within so many seconds in all.

    `allowed` None trusts the address, as one of our own settings; else see `may_go_to`. Raises
    Away when nobody answers in time, Forbidden for an address that may not be sent to.
    """
    call = _Call(urlsplit(url), body, headers, seconds, allowed)
    # In a thread of its own: neither a name server nor an answer that drips may hold up the rest.
    thread = Thread(target=call.run, name="wire", daemon=True)
    thread.start()
    thread.join(seconds)
    if call.answer is not None:
        return call.answer
    if call.error is None:
        call.give_up()
        raise Away(f"no answer within {seconds:g} s")
    if isinstance(call.error, Forbidden):
        raise call.error
    raise Away(f"no connection: {type(call.error).__name__}") from call.error


@dataclass
class _Call:
    """One request under way."""

    parts: SplitResult
    body: bytes
    headers: Mapping[str, str]
    seconds: float
    allowed: Networks | None
    answer: Answer | None = field(default=None, init=False)
    error: Exception | None = field(default=None, init=False)
    line: socket.socket | None = field(default=None, init=False)
    is_given_up: bool = field(default=False, init=False)

    def run(self) -> None:
        try:
            self.answer = self._asked()
        except (OSError, HTTPException, ValueError, Forbidden) as error:
            self.error = error
        finally:
            if self.line is not None:
                self.line.close()

    def give_up(self) -> None:
        """Wake the thread up, wherever it waits for the other side."""
        self.is_given_up = True
        if self.line is not None:
            with contextlib.suppress(OSError):  # it may have gone by itself
                self.line.shutdown(socket.SHUT_RDWR)

    def _asked(self) -> Answer:
        host = self.parts.hostname or ""
        self.line = self._connected(host)
        if self.parts.scheme == "https":
            self.line = _trust().wrap_socket(self.line, server_hostname=host)
        connection = HTTPConnection(host)
        connection.sock = self.line
        target = (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")
        whole = {
            "Host": self.parts.netloc,
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": "hotline-96128",
            "Connection": "close",
            **self.headers,
        }
        connection.request("POST", target, body=self.body, headers=whole)
        response = connection.getresponse()
        return Answer(response.status, response.read(LARGEST_ANSWER))

    def _connected(self, host: str) -> socket.socket:
        port = self.parts.port or PORTS[self.parts.scheme]
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if self.allowed is not None:
            for *_, address in found:
                if not may_go_to(str(address[0]), self.allowed):
                    raise Forbidden("the address is not a public one, nor of a network allowed")
        last: OSError | None = None
        for family, kind, protocol, _, address in found:
            if self.is_given_up:
                break
            one = socket.socket(family, kind, protocol)
            one.settimeout(self.seconds)
            try:
                one.connect(address)
            except OSError as error:
                one.close()
                last = error
            else:
                return one
        raise last or TimeoutError()


def _trust() -> ssl.SSLContext:
    """Whom we believe to be who they say: the public authorities, and those of this machine."""
    context = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
    context.load_default_certs()
    return context
