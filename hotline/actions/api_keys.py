"""Keys of other channels: made and shown once, revoked, and let in as often as agreed."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from sqlalchemy import select

from hotline.actions import throttle
from hotline.errors import NotAllowed, NotFound, Unidentified
from hotline.records import ApiKey, ApiScope, Channel
from hotline.rules.wording import Wording
from hotline.work import Work

GUARD = "api"
# So that a key left in a file or a message is recognised as one.
PREFIX = "hotline_"

NO_KEY = Wording(
    key="api.no_key",
    zh="请求没有有效的密钥。请在 Authorization 头中填写“Bearer 密钥”。",
    en="There is no valid key with this request. Send the header “Authorization: Bearer KEY”.",
)
NO_SCOPE = Wording(
    key="api.no_scope", zh="此密钥没有这项权限。", en="This key may not be used for this."
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
    channel: Channel,
    place_id: int,
    scopes: Collection[ApiScope],
    per_minute: int | None = None,
) -> tuple[ApiKey, str]:
    """A new key, and the secret that is shown now and never again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        name=name,
        key_hash=_hash(work, secret),
        channel=channel,
        jurisdiction_id=place_id,
        scopes=sorted(scope.value for scope in scopes),
        per_minute=per_minute or work.book.line.guards[GUARD].per_subject,
        made_at=work.now,
    )
    work.db.add(key)
    work.db.flush()
    return key, secret


def revoke(work: Work, *, key_id: int) -> ApiKey:
    """The key lets nobody in any more; revoking it again changes nothing."""
    key = work.db.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise NotFound(NO_SUCH_KEY)
    key.revoked_at = key.revoked_at or work.now
    return key


def admit(work: Work, *, secret: str, scope: ApiScope) -> ApiKey:
    """The key with this secret, if it may be used for this and not too often; counts the request.

    Give it a Work of its own: a request counts, whatever becomes of it.
    """
    query = select(ApiKey).where(ApiKey.key_hash == _hash(work, secret))
    key = work.db.scalar(query.where(ApiKey.revoked_at.is_(None)))
    if key is None:
        raise Unidentified(NO_KEY)
    throttle.check(work, GUARD, subject(key), limit=key.per_minute)
    throttle.count(work, GUARD, subject(key))
    if scope.value not in key.scopes:
        raise NotAllowed(NO_SCOPE)
    return key


def subject(key: ApiKey) -> str:
    """Whose attempts are counted when this key is used."""
    return f"api_key:{key.id}"


def _hash(work: Work, secret: str) -> bytes:
    """What is kept of a secret: 256 random bits need no slow hash."""
    return work.seal.hash("api_key", secret)
