"""Small things that happen around a leg: what can tear it away, what was sent about it."""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ivr.practice.transport import Answer

if TYPE_CHECKING:
    from ivr.practice.faults import Webhook

FINAL = {"completed", "busy", "failed", "no-answer", "canceled"}


def new_sid(prefix: str) -> str:
    """An identifier as the provider makes them: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


class HungUp(Exception):
    """This leg is over."""


class Turned(Exception):
    """A REST call sent this leg to another document."""


class Unfetched(Exception):
    """No document could be had, and the caller must not hear of it."""


class Picked(Exception):
    """Somebody took this leg out of its queue, or its conference began."""


@dataclass(frozen=True)
class Callback:
    """Where a leg's progress is told, and which steps of it."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True)
class Sent:
    """A webhook that went out, and what came back."""

    webhook: "Webhook"
    at_seconds: float
    answer: Answer | None
    error: str | None = None
    note: str = ""

    @property
    def kind(self) -> str:
        """Why it was sent: voice, gather, dial, whisper, status, recording …"""
        return self.webhook.kind

    @property
    def url(self) -> str:
        """The address asked."""
        return self.webhook.url

    @property
    def params(self) -> dict[str, str]:
        """The form fields."""
        return dict(self.webhook.params)

    @property
    def status(self) -> int | None:
        """The HTTP status, or None when there was no answer."""
        return self.answer.status if self.answer else None

    @property
    def text(self) -> str:
        """The answer's body."""
        return self.answer.body.decode("utf-8", "replace") if self.answer else ""
