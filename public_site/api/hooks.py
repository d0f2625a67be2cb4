"""Where a channel is told of changes: its own webhooks, made, listed, exchanged and ended."""

from __future__ import annotations

from collections.abc import Callable

from hotline.actions import webhooks
from hotline.errors import Refused
from hotline.house import House
from hotline.records import ApiKey, ApiScope, Webhook
from hotline.work import Work
from public_site.api import hook_shapes, shapes
from public_site.api.answering import unit_id


def listed(work: Work, key: ApiKey, _: shapes.NothingAsked) -> hook_shapes.Webhooks:
    """The addresses of this key, and how each fares."""
    return hook_shapes.Webhooks(webhooks=[_shown(work, each) for each in webhooks.live(work, key)])


def register(house: House) -> Callable[..., hook_shapes.WebhookMade]:
    """The operation that registers an address, as this house allows addresses."""

    def registered(
        work: Work, key: ApiKey, asked: hook_shapes.WebhookAsked
    ) -> hook_shapes.WebhookMade:
        """Register an address; it is told first what is open."""
        wants = [ApiScope(each) for each in asked.wants]
        unit_ids = [found for code in asked.units if (found := unit_id(work, code)) is not None]
        webhook, secret = webhooks.register(
            work,
            house.settings,
            key,
            url=asked.url,
            wants=wants,
            unit_ids=unit_ids,
            redirect=asked.redirect,
        )
        return hook_shapes.WebhookMade(secret=secret, **_shown(work, webhook).model_dump())

    return registered


def exchange(work: Work, key: ApiKey, asked: hook_shapes.WebhookNamed) -> hook_shapes.WebhookMade:
    """A new secret, shown now."""
    webhook = webhooks.held(work, key, webhook_id=asked.id)
    secret = webhooks.exchange_secret(work, webhook)
    return hook_shapes.WebhookMade(secret=secret, **_shown(work, webhook).model_dump())


def again(work: Work, key: ApiKey, asked: hook_shapes.WebhookNamed) -> hook_shapes.ToldAgain:
    """Everything open is told once more."""
    webhook = webhooks.held(work, key, webhook_id=asked.id)
    return hook_shapes.ToldAgain(messages=webhooks.tell_again(work, webhook))


def end(work: Work, key: ApiKey, asked: hook_shapes.WebhookNamed) -> hook_shapes.Webhook | Refused:
    """Nothing is sent there any more."""
    webhook = webhooks.held(work, key, webhook_id=asked.id)
    webhooks.end(work, webhook)
    return _shown(work, webhook)


def _shown(work: Work, webhook: Webhook) -> hook_shapes.Webhook:
    units = work.book.organisation.units
    return hook_shapes.Webhook(
        id=webhook.id,
        url=webhook.url,
        wants=[hook_shapes.Wants(each) for each in webhook.wants],
        units=[units[each].code for each in webhook.unit_ids if each in units],
        redirect=webhook.redirect,
        made_at=webhook.made_at,
        ended_at=webhook.ended_at,
        told_at=webhook.told_at,
        failing_since=webhook.failing_since,
        failures=webhook.failures,
        last_error=webhook.last_error,
    )
