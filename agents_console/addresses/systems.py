"""The addresses of those who keep the machinery: keys of other systems, jobs that are stuck."""

from __future__ import annotations

from agents_console import keys, system
from hotline.house import House
from hotline.pages.door import Address, View


def addresses(house: House) -> tuple[Address, ...]:
    """Every page on which the hotline itself, and its ties to other systems, are kept."""
    return (
        *_keys(house),
        Address("/system", "system", show=system.page, needs="see_system"),
        Address(
            "/system/jobs/<int:row_id>/retry",
            "retry",
            show=system.page,
            only_act=True,
            act=system.retry,
            needs="retry_jobs",
        ),
    )


def _keys(house: House) -> tuple[Address, ...]:
    """Keys of other systems, and what is done to a key and to its webhooks."""
    key, needs = "/keys/<int:key_id>", "keep_keys"
    webhook = f"{key}/webhooks/<int:webhook_id>"
    changing: tuple[tuple[str, str, View], ...] = (
        (f"{key}/narrow", "narrow_key", keys.narrow),
        (f"{key}/revoke", "revoke_key", keys.revoke),
        (f"{key}/webhooks", "register_webhook", keys.registering(house)),
        (f"{webhook}/secret", "exchange_secret", keys.exchange),
        (f"{webhook}/again", "tell_again", keys.again),
        (f"{webhook}/end", "end_webhook", keys.end),
    )
    return (
        Address("/keys", "keys", show=keys.page, act=keys.make, needs=needs),
        Address(key, "key", show=keys.one, needs=needs),
        *(
            Address(path, name, show=keys.one, act=act, only_act=True, needs=needs)
            for path, name, act in changing
        ),
    )
