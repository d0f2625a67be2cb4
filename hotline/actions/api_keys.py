"""Keys of other systems: made and shown once, narrowed, revoked, and let in as often as agreed."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from hotline.actions import telling, throttle, webhooks
from hotline.actions.editing import apply, may_edit, note
from hotline.editions import ORGANISATION, count_up
from hotline.errors import NotAllowed, NotFound, Refused, Unidentified
from hotline.records import ApiKey, ApiScope, Channel
from hotline.rules.wording import Wording
from hotline.work import Work

GUARD = "api"
PERMISSION = "keep_keys"
# So that a key left in a file or a message is recognised as one.
PREFIX = "hotline_"
MOST_A_MINUTE = 100_000
# So that a key in heavy use does not write its row with every request.
USE_NOTED_EVERY = timedelta(minutes=1)

NO_KEY = Wording(
    key="api.no_key",
    zh="请求没有有效的密钥。请在 Authorization 头中填写“Bearer 密钥”。",
    en="There is no valid key with this request. Send the header “Authorization: Bearer KEY”.",
)
NO_SCOPE = Wording(
    key="api.no_scope", zh="此密钥没有这项权限。", en="This key may not be used for this."
)
NO_CHANNEL = Wording(
    key="api.no_channel",
    zh="登记查询事项的密钥须选择渠道。",
    en="A key that files inquiries needs a channel.",
)
NO_USE = Wording(
    key="api.no_use", zh="请选择至少一项权限。", en="Choose at least one thing the key may do."
)
WRONG_RATE = Wording(
    key="api.wrong_rate",
    zh=f"每分钟次数须为1至{MOST_A_MINUTE}。",
    en=f"Requests a minute are between 1 and {MOST_A_MINUTE}.",
)
WIDER = Wording(
    key="api.wider",
    zh="密钥只能缩小，不能放宽；需要更多权限的，请另建一个。",
    en="A key is only ever narrowed; make another one for more.",
)
NO_PLACE = Wording(key="api.no_place", zh="没有这个属地代码。", en="There is no such jurisdiction.")
NO_SUCH_KEY = Wording(key="api.no_such_key", zh="没有这个密钥。", en="There is no such key.")


def place_id(work: Work, code: str) -> int:
    """The place with this code; NotFound when there is none."""
    try:
        return work.book.organisation.place(code).id
    except StopIteration:
        raise NotFound(NO_PLACE) from None


def make(
    work: Work,
    *,
    name: str,
    channel: Channel | None,
    place_id: int,
    scopes: Collection[ApiScope],
    per_minute: int | None = None,
) -> tuple[ApiKey, str]:
    """A new key, and the secret that is shown now and never again."""
    may_edit(work, place_id=place_id, permission=PERMISSION)
    if not scopes:
        raise Refused(NO_USE, field="scope")
    if channel is None and ApiScope.FILE_INQUIRIES in scopes:
        raise Refused(NO_CHANNEL, field="channel")
    if per_minute is not None and not 0 < per_minute <= MOST_A_MINUTE:
        raise Refused(WRONG_RATE, field="per_minute")
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        name=name,
        key_hash=_hash(work, secret),
        channel=channel,
        jurisdiction_id=place_id,
        scopes=sorted(scope.value for scope in scopes),
        per_minute=per_minute or work.book.line.guards[GUARD].per_subject,
        made_at=work.now,
        made_by_id=work.actor.id,
    )
    work.db.add(key)
    work.db.flush()
    note(
        work, key, "key_made",
        now={"name": name, "place_id": place_id, "scopes": key.scopes, "per_minute": per_minute},
    )  # fmt: skip
    return key, secret


def revoke(work: Work, *, key_id: int) -> ApiKey:
    """The key lets nobody in any more; revoking it again changes nothing."""
    key = held(work, key_id=key_id)
    if key.revoked_at is None:
        key.revoked_at = work.now
        for webhook in webhooks.live(work, key):
            webhooks.end(work, webhook, why="revoked")
        note(work, key, "key_revoked")
    return key


def held(work: Work, *, key_id: int) -> ApiKey:
    """The key, held until the Work ends; NotFound when there is none, or none of this keeper's."""
    key = work.db.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise NotFound(NO_SUCH_KEY)
    try:
        may_edit(work, place_id=key.jurisdiction_id, permission=PERMISSION)
    except NotAllowed:
        raise NotFound(NO_SUCH_KEY) from None
    return key


def narrow(
    work: Work, *, key_id: int, scopes: Collection[ApiScope], per_minute: int | None
) -> ApiKey:
    """The key may do less, or less often: what was given to somebody never comes to open more."""
    key = held(work, key_id=key_id)
    wanted = sorted(scope.value for scope in scopes)
    if not wanted:
        raise Refused(NO_USE, field="scope")
    rate = per_minute or key.per_minute
    if not set(wanted).issubset(key.scopes) or rate > key.per_minute:
        raise Refused(WIDER)
    apply(work, key, "key_narrowed", {"scopes": wanted, "per_minute": rate})
    count_up(work, ORGANISATION)
    for webhook in webhooks.live(work, key):
        # What was on its way to it may be no more of its business.
        telling.again(work, webhook, key)
    return key


def admit(work: Work, *, secret: str, scope: ApiScope | None) -> ApiKey:
    """The key with this secret, if it may be used for this and not too often; counts the request.

    Without a scope any key will do: what is asked for then is its own.

    Give it a Work of its own: a request counts, whatever becomes of it.
    """
    query = select(ApiKey).where(ApiKey.key_hash == _hash(work, secret))
    key = work.db.scalar(query.where(ApiKey.revoked_at.is_(None)))
    if key is None:
        raise Unidentified(NO_KEY)
    throttle.check(work, GUARD, subject(key), limit=key.per_minute)
    throttle.count(work, GUARD, subject(key))
    if key.last_used_at is None or work.now - key.last_used_at >= USE_NOTED_EVERY:
        key.last_used_at = work.now
    if scope is not None and scope.value not in key.scopes:
        raise NotAllowed(NO_SCOPE)
    return key


def subject(key: ApiKey) -> str:
    """Whose attempts are counted when this key is used."""
    return f"api_key:{key.id}"


def _hash(work: Work, secret: str) -> bytes:
    """What is kept of a secret: 256 random bits need no slow hash."""
    return work.seal.hash("api_key", secret)
