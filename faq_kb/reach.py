"""Asks whether an address of a source is there, and reaches nothing but the public network.

The address comes from whoever wrote the entry, and must not become a way into the office's own
network: only http and https, only their usual ports, only public addresses; each is looked up
once and the connection goes to what was looked up. Redirects are followed by the same rules.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import quote, urljoin, urlsplit

CONNECT_SECONDS = 10
MOST_SECONDS = 25  # for all of it: whoever answers a byte a second is as good as away
MOST_REDIRECTS = 4
PORTS = frozenset({80, 443, 8080, 8443})
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# The page is there, and will not have a machine read it.
THERE = frozenset({401, 403, 405, 406, 429})
GONE = frozenset({404, 410})

MayReach = Callable[[str, int], bool]


class NotReached(Exception):
    """Why an address was not reached: one of a few words that tell nothing of the network."""


def is_public(address: str, port: int) -> bool:
    """Whether anybody in the world may be asked at this address."""
    ip = ipaddress.ip_address(address)
    # Addresses of version 6 that carry one of version 4, perhaps of this very network.
    wraps = ip.version == 6 and (ip in NAT64 or ip.sixtofour is not None or ip.teredo is not None)
    return ip.is_global and not ip.is_multicast and not wraps and port in PORTS


def reach(url: str, *, may_reach: MayReach = is_public) -> None:
    """Return when the page is there; raises NotReached with the reason when it is not."""
    for _ in range(MOST_REDIRECTS + 1):
        status, location = _ask(url, may_reach)
        if status in REDIRECTS and location:
            url = urljoin(url, location)
            continue
        if status < 400 or status in THERE:
            return
        gone = f"http_{status}" if status in GONE else "http_refused"
        raise NotReached(gone if status < 500 else "http_failing")
    raise NotReached("too_many_redirects")


def _ask(url: str, may_reach: MayReach) -> tuple[int, str | None]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
        name = (host or "").encode("idna").decode()
    except (UnicodeError, ValueError) as error:
        raise NotReached("no_address") from error
    if parts.scheme not in ("http", "https") or not name:
        raise NotReached("no_address")
    address = _look_up(name, port, may_reach)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    connection = _Pinned(name, port, address, is_tls=parts.scheme == "https")
    timer = threading.Timer(MOST_SECONDS, connection.abandon)
    timer.start()
    try:
        connection.request("GET", f"{path}?{query}" if query else path, headers=HEADERS)
        response = connection.getresponse()
        return response.status, response.getheader("Location")
    except ssl.SSLError as error:
        raise NotReached("certificate") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotReached("no_answer") from error
    finally:
        timer.cancel()
        connection.close()


HEADERS = {"User-Agent": "hotline-96128 link check", "Accept": "*/*", "Connection": "close"}


def _look_up(name: str, port: int, may_reach: MayReach) -> str:
    """One address of the host; NotReached unless every one of its addresses may be asked."""
    try:
        addresses = [str(ipaddress.ip_address(name))]
    except ValueError:
        addresses = _addresses(name, port)
    if not addresses or not all(may_reach(address, port) for address in addresses):
        raise NotReached("not_public")
    return addresses[0]


def _addresses(name: str, port: int) -> list[str]:
    if NUMBER.fullmatch(name.rstrip(".").rsplit(".", 1)[-1]):
        # 2130706433 and 0x7f.1 are ways of writing an address, which no site's name is.
        raise NotReached("not_public")
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached("no_such_host") from error
    return [str(one[4][0]).split("%", 1)[0] for one in found]


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was looked up and approved, whatever its name says later."""

    def __init__(self, name: str, port: int, address: str, *, is_tls: bool) -> None:
        super().__init__(name, port, timeout=CONNECT_SECONDS)
        self._address, self._is_tls = address, is_tls

    def connect(self) -> None:
        """Connect, in TLS where the address says https."""
        self.sock = socket.create_connection((self._address, self.port), timeout=CONNECT_SECONDS)
        if self._is_tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def abandon(self) -> None:
        """Break off what takes too long; whoever waits for an answer gets an error."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
