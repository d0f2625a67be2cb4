"""Tells other systems what they do not know yet: signed, one message at a time for each of them."""

from __future__ import annotations

from dataclasses import dataclass

from hotline import wire
from hotline.actions import telling, webhooks
from hotline.errors import Away
from hotline.house import House
from hotline.records import Webhook
from hotline.reports import messages
from hotline.rules import signature
from hotline.work import HOTLINE
from ivr.phone import Phone

SECONDS = 10
# Fewer than would take longer than RQ lets a job run (180 s), or than its row is leased for.
MOST_AT_ONCE = 15
GONE = 410


@dataclass(frozen=True)
class _Letter:
    """A message ready to be sent."""

    telling_id: int
    version: int
    url: str
    body: bytes
    headers: dict[str, str]


def tell(house: House, phone: Phone, *, webhook_id: int) -> None:
    """Tell this receiver all that it does not know, the longest waiting first.

    One that does not take a message is left alone for a while, and costs nobody else anything.
    """
    for _ in range(MOST_AT_ONCE):
        letter = _next(house, webhook_id)
        if letter is None or not _sent(house, webhook_id, letter):
            return
    with house.open(HOTLINE) as work:
        telling.wake(work, webhook_id)


def _next(house: House, webhook_id: int) -> _Letter | None:
    with house.open(HOTLINE) as work:
        webhook = work.db.get_one(Webhook, webhook_id)
        claimed = telling.claim(work, webhook)
        if claimed is None:
            return None
        version = claimed.wanted_version
        message = messages.message(work, claimed, public_url=house.settings.public_url)
        body = message.model_dump_json().encode()
        # The same however often it is sent, so that a receiver knows it for the same.
        message_id = f"{webhook_id}-{claimed.id}-{version}"
        secrets = webhooks.secrets_of(work, webhook)
        headers = signature.webhook_headers(secrets, message_id, body, now=work.now)
        return _Letter(claimed.id, version, webhook.url, body, headers)


def _sent(house: House, webhook_id: int, letter: _Letter) -> bool:
    """Whether the receiver has taken it; whatever it was, it is kept."""
    allowed = house.settings.exchange_allowed
    try:
        answer = wire.post(
            letter.url, letter.body, letter.headers, seconds=SECONDS, allowed=allowed
        )
        error = None if 200 <= answer.status < 300 else f"HTTP {answer.status}"
    except (Away, wire.Forbidden) as failure:
        error = str(failure)
    with house.open(HOTLINE) as work:
        if error is None:
            telling.told(work, telling_id=letter.telling_id, version=letter.version)
            return True
        telling.unheard(work, telling_id=letter.telling_id, error=error)
        if error == f"HTTP {GONE}":
            # Standard Webhooks: a receiver that is gone wants nothing more.
            webhooks.end(work, work.db.get_one(Webhook, webhook_id), why="gone")
        return False
