"""Addresses at which other systems are told: registered, exchanged their secret, and ended."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import select

from hotline.actions import editing, telling
from hotline.editions import ORGANISATION, count_up
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import HEARS, ApiKey, ApiScope, Webhook
from hotline.rules import signature
from hotline.rules.wording import Wording
from hotline.settings import Settings
from hotline.wire import may_go_to
from hotline.work import Work

MOST_OF_A_KEY = 5
LONGEST_URL = 500
VISIBLE = re.compile("[!-~]+")
# How long the former secret signs along after an exchange.
BOTH_SECRETS = timedelta(hours=24)

WRONG_URL = Wording(
    key="webhook.wrong_url",
    zh="地址须为 https:// 开头的完整网址（不含用户名、密码和 #），最多500个字符。",
    en="The address must be a whole https:// one, without user name, password or #, of at most 500 "
    "characters.",
)
INSIDE = Wording(
    key="webhook.inside",
    zh="不向这个地址发送：它不是公网地址，也不在允许的网段内。",
    en="Nothing is sent to this address: it is neither public nor of a network allowed.",
)
KNOWN = Wording(
    key="webhook.known",
    zh="这个地址已经登记。密钥丢失的，请更换密钥。",
    en="This address is registered already. If its secret is lost, exchange the secret.",
)
TOO_MANY = Wording(
    key="webhook.too_many",
    zh=f"每个接口密钥最多登记{MOST_OF_A_KEY}个地址。",
    en=f"A key has at most {MOST_OF_A_KEY} addresses.",
)
NOTHING_WANTED = Wording(
    key="webhook.nothing_wanted", zh="请选择要通知什么。", en="Say what is to be told."
)
MAY_NOT_HEAR = Wording(
    key="webhook.may_not_hear",
    zh="此密钥没有接收这类通知的权限。",
    en="This key may not be told of this.",
)
UNIT_ELSEWHERE = Wording(
    key="webhook.unit_elsewhere",
    zh="单位须属于密钥的属地。",
    en="The units must be those of the key's place.",
)
NO_CHANNEL = Wording(
    key="webhook.no_channel",
    zh="接收诉求的，请选择是哪个渠道。",
    en="To be told of demands, say of which channel.",
)
NO_SUCH = Wording(key="webhook.unknown", zh="没有这个通知地址。", en="There is no such webhook.")


def register(
    work: Work,
    settings: Settings,
    key: ApiKey,
    *,
    url: str,
    wants: Collection[ApiScope],
    unit_ids: Collection[int] = (),
    redirect: str | None = None,
) -> tuple[Webhook, str]:
    """An address that is told from now on, first of all that is open; and its secret, shown now
    and never again."""
    check_url(settings, url)
    if not wants or not HEARS.issuperset(wants):
        raise Refused(NOTHING_WANTED)
    if not {scope.value for scope in wants}.issubset(key.scopes):
        raise NotAllowed(MAY_NOT_HEAR)
    organisation = work.book.organisation
    for unit_id in unit_ids:
        unit = organisation.units.get(unit_id)
        if unit is None or key.jurisdiction_id not in organisation.places[unit.place_id].path:
            raise Refused(UNIT_ELSEWHERE)
    takes_demands = ApiScope.HEAR_DEMANDS in wants
    known_channel = redirect in {channel.code for channel in work.book.redirects.channels}
    if takes_demands and not known_channel:
        raise Refused(NO_CHANNEL, field="redirect")
    # Held, so that two at once are counted one after the other.
    work.db.get_one(ApiKey, key.id, with_for_update=True)
    known = live(work, key)
    if any(webhook.url == url for webhook in known):
        raise Refused(KNOWN)
    if len(known) >= MOST_OF_A_KEY:
        raise Refused(TOO_MANY)
    secret = _new_secret()
    webhook = Webhook(
        api_key_id=key.id,
        url=url,
        wants=sorted(scope.value for scope in wants),
        unit_ids=sorted(unit_ids),
        redirect=redirect if takes_demands else None,
        secret_sealed=work.seal.close(secret),
        made_at=work.now,
        made_by_id=work.actor.id,
        failures=0,
    )
    work.db.add(webhook)
    work.db.flush()
    count_up(work, ORGANISATION)
    telling.again(work, webhook, key)
    told = {
        "url": url, "wants": webhook.wants, "unit_ids": webhook.unit_ids,
        "redirect": webhook.redirect,
    }  # fmt: skip
    editing.note(work, webhook, "webhook_made", now=told, webhook_id=webhook.id)
    return webhook, secret


def exchange_secret(work: Work, webhook: Webhook) -> str:
    """A new secret; the one before it signs along for a day."""
    secret = _new_secret()
    webhook.previous_secret_sealed = webhook.secret_sealed
    webhook.previous_until = work.now + BOTH_SECRETS
    webhook.secret_sealed = work.seal.close(secret)
    editing.note(work, webhook, "webhook_secret_exchanged", webhook_id=webhook.id)
    return secret


def tell_again(work: Work, webhook: Webhook) -> int:
    """Tell everything open once more, at once; how many messages that makes."""
    key = work.db.get_one(ApiKey, webhook.api_key_id)
    count = telling.again(work, webhook, key)
    editing.note(work, webhook, "webhook_told_again", webhook_id=webhook.id, count=count)
    return count


def end(work: Work, webhook: Webhook, *, why: str = "asked") -> None:
    """Nothing is sent there any more; ending it again changes nothing."""
    if webhook.ended_at is None:
        webhook.ended_at = work.now
        telling.leave(work, webhook)
        count_up(work, ORGANISATION)
        editing.note(work, webhook, "webhook_ended", webhook_id=webhook.id, why=why)


def live(work: Work, key: ApiKey) -> list[Webhook]:
    """The addresses of this key that are told."""
    query = select(Webhook).where(Webhook.api_key_id == key.id, Webhook.ended_at.is_(None))
    return list(work.db.scalars(query.order_by(Webhook.id)))


def held(work: Work, key: ApiKey, *, webhook_id: int) -> Webhook:
    """One of this key's addresses, held until the Work ends; NotFound for another's."""
    webhook = work.db.get(Webhook, webhook_id, with_for_update=True)
    if webhook is None or webhook.api_key_id != key.id or webhook.ended_at is not None:
        raise NotFound(NO_SUCH)
    return webhook


def secrets_of(work: Work, webhook: Webhook) -> list[str]:
    """The secrets by which a message is signed now, the newest first."""
    found = [work.seal.open(webhook.secret_sealed)]
    if (
        webhook.previous_secret_sealed is not None
        and (webhook.previous_until or work.now) > work.now
    ):
        found.append(work.seal.open(webhook.previous_secret_sealed))
    return found


def check_url(settings: Settings, url: str) -> None:
    """Raise Refused unless something may be sent there, as far as the address itself tells.

    A name is judged by what it stands for each time something is sent (`hotline.wire`).
    """
    if not VISIBLE.fullmatch(url) or len(url) > LONGEST_URL:
        raise Refused(WRONG_URL)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Refused(WRONG_URL) from None
    schemes = ("https",) if settings.in_production else ("https", "http")
    if parts.scheme not in schemes or not host or "@" in parts.netloc or "#" in url:
        raise Refused(WRONG_URL)
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return
    if not may_go_to(host, settings.exchange_allowed):
        raise Refused(INSIDE)


def _new_secret() -> str:
    return signature.webhook_secret(secrets.token_bytes(signature.SECRET_BYTES))
