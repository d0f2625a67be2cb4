"""What the disclosure platform is told: an item that was published here, or taken back."""

from __future__ import annotations

import json
from datetime import UTC

import requests
from sqlalchemy import select

from faq_kb.exchange import exports
from hotline import outbox
from hotline.errors import Away, Impersonal
from hotline.house import House
from hotline.records import DisclosureItem, FaqEntry
from hotline.rules import signature
from hotline.work import HOTLINE
from ivr.phone import Phone

CONNECT_SECONDS, READ_SECONDS = 5, 20
BATCH = 500


class PlatformRefused(Impersonal):
    """The platform answers, and will not take it."""


def announce_items(house: House, phone: Phone) -> None:
    """Put a job for every item whose public text has changed since the platform was told."""
    if house.settings.disclosure_push_url is None:
        return
    with house.open(HOTLINE) as work:
        query = (
            select(DisclosureItem, FaqEntry.edition)
            .join(FaqEntry, FaqEntry.id == DisclosureItem.entry_id)
            .where(FaqEntry.edition > DisclosureItem.announced_edition)
            .order_by(DisclosureItem.entry_id)
            .limit(BATCH)
            .with_for_update(of=DisclosureItem, skip_locked=True)
        )
        for item, edition in work.db.execute(query):
            item.announced_edition = edition
            key = f"push_item:{item.entry_id}:{edition}"
            outbox.put(work, "push_item", key=key, entry_id=item.entry_id)


def push_item(house: House, phone: Phone, *, entry_id: int) -> None:
    """Send an item as it is now: its public text, or only that it is public no more."""
    settings = house.settings
    if settings.disclosure_push_url is None or settings.disclosure_secret is None:
        return
    with house.open(HOTLINE) as work:
        edition = work.db.get_one(FaqEntry, entry_id).edition
        message = {
            "event_id": f"hotline-{entry_id}-{edition}",
            "changed_at": work.now.astimezone(UTC).isoformat(),
            "items": [exports.as_public(work, entry_id=entry_id)],
        }
        now = work.now
    body = json.dumps(message, ensure_ascii=False, default=str).encode()
    signed = signature.headers(settings.disclosure_secret, body, now=now)
    try:
        answer = requests.post(
            settings.disclosure_push_url,
            data=body,
            headers={"Content-Type": "application/json", **signed},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise Away("the disclosure platform cannot be reached") from error
    if answer.status_code == 429 or answer.status_code >= 500:
        raise Away(f"the disclosure platform answers {answer.status_code}")
    if not 200 <= answer.status_code < 300:
        raise PlatformRefused(f"the disclosure platform answers {answer.status_code}")
