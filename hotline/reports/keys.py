"""The keys of other systems, for whoever makes and revokes them; never a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hotline.records import ApiKey, ApiScope, Staff, Webhook
from hotline.reports import receivers, scope
from hotline.reports.names import Names
from hotline.reports.receivers import ReceiverShown
from hotline.rules.wording import Wording
from hotline.rules.zone import local
from hotline.work import Work

PERMISSION = "keep_keys"


@dataclass(frozen=True)
class KeyShown:
    """A key as its keeper sees it."""

    id: int
    name: str
    place: Wording
    channel: Wording | None
    scopes: tuple[tuple[ApiScope, Wording], ...]
    per_minute: int
    made_at: datetime
    made_by: str | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    webhook_count: int
    is_failing: bool
    webhooks: tuple[ReceiverShown, ...] = ()


def listed(work: Work) -> tuple[KeyShown, ...]:
    """The keys of the places in reach: those in force first, the newest first."""
    mine = ApiKey.jurisdiction_id.in_(scope.reach(work, PERMISSION).place_ids)
    query = select(ApiKey).where(mine)
    newest = query.order_by(ApiKey.revoked_at.is_not(None), ApiKey.id.desc())
    return tuple(_shown(work, key) for key in work.db.scalars(newest))


def shown(work: Work, key: ApiKey) -> KeyShown:
    """One key, with where it is told."""
    return _shown(work, key, webhooks=receivers.of_key(work, key))


def scopes(work: Work) -> list[tuple[ApiScope, Wording]]:
    """All that a key may be used for, and what each is called."""
    return _named(work, [each.value for each in ApiScope])


def lines(work: Work) -> Iterator[str]:
    """A line for each key, the oldest first."""
    names = Names(work)
    for key in work.db.scalars(select(ApiKey).order_by(ApiKey.id)):
        state = f"revoked {local(key.revoked_at):%Y-%m-%d}" if key.revoked_at else "in force"
        place = names.place(key.jurisdiction_id).zh
        channel = key.channel.value if key.channel else "-"
        yield (
            f"{key.id}  {key.name}  {place}  {channel}  {','.join(key.scopes)}  "
            f"{key.per_minute}/min  {state}"
        )


def _shown(work: Work, key: ApiKey, *, webhooks: tuple[ReceiverShown, ...] = ()) -> KeyShown:
    names = Names(work)
    count, failing = work.db.execute(
        select(func.count(), func.count(Webhook.failing_since)).where(
            Webhook.api_key_id == key.id, Webhook.ended_at.is_(None)
        )
    ).one()
    maker = work.db.get(Staff, key.made_by_id) if key.made_by_id else None
    return KeyShown(
        id=key.id,
        name=key.name,
        place=names.place(key.jurisdiction_id),
        channel=names.word("channel", key.channel.value) if key.channel else None,
        scopes=tuple(_named(work, key.scopes)),
        per_minute=key.per_minute,
        made_at=key.made_at,
        made_by=maker.name if maker else None,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
        webhook_count=count,
        is_failing=failing > 0,
        webhooks=webhooks,
    )


def _named(work: Work, values: list[str]) -> list[tuple[ApiScope, Wording]]:
    names = Names(work)
    return [(ApiScope(each), names.word("api_scope", each)) for each in values]
