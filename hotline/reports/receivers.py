"""Other systems that are told how things stand here: how each fares, and what it knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hotline.records import ApiKey, HandlingLeg, Inquiry, Subject, Telling, Webhook
from hotline.reports.names import Names
from hotline.rules.wording import Wording
from hotline.work import Work

SHOWN = 10


@dataclass(frozen=True)
class TellingShown:
    """What a receiver knows of one subject, and whether it is told more."""

    subject: Wording
    reference: str
    version: int
    wanted_at: datetime
    told_at: datetime | None
    is_waiting: bool


@dataclass(frozen=True)
class ReceiverShown:
    """An address, whose it is, and how it fares."""

    id: int
    key_id: int
    key_name: str
    url: str
    wants: tuple[Wording, ...]
    units: tuple[Wording, ...]
    made_at: datetime
    told_at: datetime | None
    failing_since: datetime | None
    failures: int
    paused_until: datetime | None
    last_error: str | None
    waiting_count: int
    latest: tuple[TellingShown, ...] = ()


def of_key(work: Work, key: ApiKey) -> tuple[ReceiverShown, ...]:
    """Where this key is told, each with what it was told last."""
    live = select(Webhook).where(Webhook.api_key_id == key.id, Webhook.ended_at.is_(None))
    return tuple(
        _shown(work, webhook, key, latest=_latest(work, webhook))
        for webhook in work.db.scalars(live.order_by(Webhook.id))
    )


def failing(work: Work) -> tuple[ReceiverShown, ...]:
    """Those that do not take what they are sent, the longest first."""
    query = (
        select(Webhook, ApiKey)
        .join(ApiKey, ApiKey.id == Webhook.api_key_id)
        .where(Webhook.failing_since.is_not(None), Webhook.ended_at.is_(None))
        .order_by(Webhook.failing_since)
    )
    return tuple(_shown(work, webhook, key) for webhook, key in work.db.execute(query))


def _shown(
    work: Work, webhook: Webhook, key: ApiKey, *, latest: tuple[TellingShown, ...] = ()
) -> ReceiverShown:
    names = Names(work)
    waiting = select(func.count()).where(
        Telling.webhook_id == webhook.id, Telling.told_version < Telling.wanted_version
    )
    return ReceiverShown(
        id=webhook.id,
        key_id=key.id,
        key_name=key.name,
        url=webhook.url,
        wants=tuple(names.word("api_scope", scope) for scope in webhook.wants),
        units=tuple(_unit(work, names, unit_id, key) for unit_id in webhook.unit_ids),
        made_at=webhook.made_at,
        told_at=webhook.told_at,
        failing_since=webhook.failing_since,
        failures=webhook.failures,
        paused_until=webhook.paused_until,
        last_error=webhook.last_error,
        waiting_count=work.db.scalar(waiting) or 0,
        latest=latest,
    )


def _unit(work: Work, names: Names, unit_id: int, key: ApiKey) -> Wording:
    """A unit that was named; a closed one with whoever is told of in its stead."""
    organisation, name = work.book.organisation, names.unit(unit_id)
    heir = organisation.heir(unit_id)
    if heir is None or heir.id == unit_id:
        return name
    is_within = key.jurisdiction_id in organisation.places[heir.place_id].path
    succeeded = names.fill("receiver.succeeded", unit=name, heir=names.unit(heir.id))
    return succeeded if is_within else name


def _latest(work: Work, webhook: Webhook) -> tuple[TellingShown, ...]:
    query = select(Telling).where(Telling.webhook_id == webhook.id)
    newest = query.order_by(Telling.wanted_at.desc(), Telling.id.desc()).limit(SHOWN)
    names = Names(work)
    return tuple(
        TellingShown(
            subject=names.word("told_subject", telling.subject.value),
            reference=_reference(work, telling),
            version=telling.told_version,
            wanted_at=telling.wanted_at,
            told_at=telling.told_at,
            is_waiting=telling.told_version < telling.wanted_version,
        )
        for telling in work.db.scalars(newest)
    )


def _reference(work: Work, telling: Telling) -> str:
    if telling.subject is Subject.DEMAND:
        return f"#{telling.subject_id}"
    if telling.subject is Subject.INQUIRY:
        return work.db.get_one(Inquiry, telling.subject_id).reference
    leg = work.db.get_one(HandlingLeg, telling.subject_id)
    return work.db.get_one(Inquiry, leg.inquiry_id).reference
