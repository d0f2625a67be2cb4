"""What can go wrong on the way to the hotline, named so that a test can ask for it."""

import urllib.parse
import uuid
from dataclasses import dataclass, field

from ivr.practice.calls import Call, Leg


@dataclass(frozen=True)
class Webhook:
    """One request about a leg."""

    kind: str
    url: str
    params: tuple[tuple[str, str], ...]
    leg: Leg = field(repr=False)
    method: str = "POST"
    token: str = field(default_factory=lambda: str(uuid.uuid4()))

    def param(self, name: str) -> str | None:
        """The form field of this name."""
        return next((value for key, value in self.params if key == name), None)


@dataclass(frozen=True)
class Fault:
    """Something to go wrong at webhooks of one kind, or with `at` in their path.

    `at` may name a status too: `status:completed`, `recording:absent`. Each match is meant, or
    with `nth` only that one, counted from 1.
    """

    at: str
    nth: int | None = None

    def names(self, webhook: Webhook) -> bool:
        """Whether the webhook is of the kind or at the place named."""
        at, _, status = self.at.partition(":")
        field_name = "RecordingStatus" if webhook.kind == "recording" else "CallStatus"
        if status and webhook.param(field_name) != status:
            return False
        path = urllib.parse.urlsplit(webhook.url).path
        return webhook.kind == at or path.endswith("/" + at.lstrip("/"))


class Twice(Fault):
    """Delivered, and delivered again; the second answer goes nowhere."""


class Concurrently(Fault):
    """Delivered twice at the same instant."""


class LostAnswer(Fault):
    """Delivered, the answer lost on the way, and delivered again: the second answer counts."""


class Never(Fault):
    """Not delivered at all: nobody takes the connection."""


@dataclass(frozen=True)
class Late(Fault):
    """Delivered so many seconds after the call has ended; a caller asked for input has hung up."""

    seconds: float = 0


class OutOfOrder(Fault):
    """Kept until the call is over, then delivered last one first."""


class Forged(Fault):
    """Preceded by the same request with a changed parameter and so a wrong signature."""


class Replayed(Fault):
    """Sent again, to the byte, after all is over."""


class TimesOut(Fault):
    """Delivered, but the answer comes too late to be of use."""


@dataclass(frozen=True)
class Garbled(Fault):
    """Answered by something between: a proxy's error page, or a document cut short.

    The hotline sees the request only if `delivered`.
    """

    status: int = 502
    body: str = "<html><body>502 Bad Gateway</body></html>"
    content_type: str = "text/html"
    delivered: bool = False


class Overtaken(Exception):
    """The caller hung up before this request for a document went out."""


def due(call: Call, webhook: Webhook) -> Fault | None:
    """The fault asked for at this webhook, if any."""
    for number, fault in enumerate(call.faults):
        if fault.names(webhook):
            call.matched[number] = call.matched.get(number, 0) + 1
            if fault.nth is None or fault.nth == call.matched[number]:
                return fault
    return None
