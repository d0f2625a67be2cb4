"""Nothing under test may leave this machine: any attempt is refused and fails the test."""

from __future__ import annotations

import ipaddress
import os
import sys
from typing import Any

_attempts: list[str] = []
_LOCAL_NAMES = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::"}


class LeftThisMachine(Exception):
    """Code under test tried to reach another machine."""


def guard() -> None:
    """From now on, refuse every connection of this process to anything but this machine.

    Programmes that tests start get a proxy where nobody listens.
    """
    sys.addaudithook(_watch)
    nowhere = "http://127.0.0.1:9"
    os.environ.update(HTTP_PROXY=nowhere, HTTPS_PROXY=nowhere, NO_PROXY="127.0.0.1,localhost")
    os.environ.update(http_proxy=nowhere, https_proxy=nowhere, no_proxy="127.0.0.1,localhost")


def take_attempts() -> list[str]:
    """What was refused since the last time this was asked, also where the refusal was caught."""
    taken = list(_attempts)
    _attempts.clear()
    return taken


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if not isinstance(host, str) or _is_here(host):
        return  # netlink and the like carry no host
    _attempts.append(f"{event} {host}")
    raise LeftThisMachine(f"{event} to {host}")


def _is_here(host: str) -> bool:
    if host in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
