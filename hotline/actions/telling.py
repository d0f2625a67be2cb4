"""Other systems are told how things stand: who is to be told of a change, and who knows it by now.

What is told is not each step but how a subject stands when the message is sent, under a version
that only grows. So a message that comes late, twice or out of order is harmless, and a receiver
that was away for a week is told each thing once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Select, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from hotline import outbox
from hotline.house import receiver_of
from hotline.records import (
    ApiKey,
    ApiScope,
    Demand,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    InquiryState,
    LegState,
    Subject,
    Telling,
    Webhook,
)
from hotline.rules.organisation import Receiver, scope_of
from hotline.work import Work

# Longer than a message ever takes.
CLAIM = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
GROWTH = 3
# How far back a receiver that has lost what it was told is told what has ended meanwhile.
REMEMBERED = timedelta(days=30)
# Beside the moves that end a leg: what changes how an inquiry or a leg stands.
CHANGES = frozenset(
    {"leg_opened", "signed_for", "deadline_moved", "overdue_announced", "reopen", "merged_from"}
)


# ---- who is to be told ---------------------------------------------------------------------------


def changed(work: Work, inquiry: Inquiry, kind: str, *, leg_id: int | None) -> None:
    """Whoever wants to know is to be told of this event; costs nothing while nobody does."""
    if work.book.organisation.receivers and _is_change(work, kind):
        leg = work.db.get(HandlingLeg, leg_id) if leg_id is not None else None
        _wake_all(work, _want(work, inquiry, leg))


def moved(work: Work, inquiries: Mapping[int, Inquiry], legs: Iterable[HandlingLeg]) -> None:
    """The deadlines of all these legs have moved, or they themselves to another unit."""
    if work.book.organisation.receivers:
        causes: dict[int, str] = {}
        for leg in legs:
            causes |= _want(work, inquiries[leg.inquiry_id], leg)
        _wake_all(work, causes)


def taken_over(work: Work, *, unit_id: int, successor_id: int) -> None:
    """Whoever was told of this unit's tasks, and not yet of its successor's, is told of those that
    are open there."""
    organisation = work.book.organisation
    path = organisation.places[organisation.units[successor_id].place_id].path
    for receiver in organisation.receivers:
        knows = [organisation.tells_tasks_of(one, receiver) for one in (unit_id, successor_id)]
        if knows == [True, False] and receiver.place_id in path:
            tasks = select(
                literal(receiver.webhook_id), literal(Subject.TASK.value), HandlingLeg.id
            )
            theirs = HandlingLeg.unit_id == successor_id, HandlingLeg.state == LegState.OPEN
            _want_all(work, tasks.where(*theirs))
            wake(work, receiver.webhook_id)


def _want(work: Work, inquiry: Inquiry, leg: HandlingLeg | None) -> dict[int, str]:
    """Note what is to be told to whom; the receivers by id, each with a cause to wake it."""
    followers = select(Inquiry).where(Inquiry.merged_into_id == inquiry.id)
    inquiries = [inquiry, *work.db.scalars(followers)]
    causes = {}
    for receiver in work.book.organisation.receivers:
        subjects = [
            (Subject.INQUIRY, each.id) for each in inquiries if _hears(work, receiver, each)
        ]
        if leg is not None and work.book.organisation.tells_tasks_of(leg.unit_id, receiver):
            subjects.append((Subject.TASK, leg.id))
        for subject, subject_id in subjects:
            causes[receiver.webhook_id] = _want_one(work, receiver, subject, subject_id)
    return causes


def _wake_all(work: Work, causes: Mapping[int, str]) -> None:
    for webhook_id, cause in causes.items():
        wake(work, webhook_id, cause=cause)


def _is_change(work: Work, kind: str) -> bool:
    move = work.book.moves.moves.get(kind)
    return kind in CHANGES or (move is not None and move.to_state is not None)


def _hears(work: Work, receiver: Receiver, inquiry: Inquiry) -> bool:
    """Whether it is told of this inquiry: it filed it, or it hears of its place.

    Complaints of others are told to nobody: whoever listens may be whom they are about.
    """
    if inquiry.api_key_id == receiver.key_id and ApiScope.HEAR_FILED in receiver.hears:
        return True
    path = work.book.organisation.places[inquiry.jurisdiction_id].path
    return (
        ApiScope.HEAR_PLACE in receiver.hears
        and receiver.place_id in path
        and inquiry.kind is InquiryKind.INQUIRY
    )


def want(work: Work, receiver: Receiver, subject: Subject, subject_id: int) -> None:
    """This receiver is to be told of this subject."""
    cause = _want_one(work, receiver, subject, subject_id)
    wake(work, receiver.webhook_id, cause=cause)


def _want_one(work: Work, receiver: Receiver, subject: Subject, subject_id: int) -> str:
    """Note that this is to be told to this receiver; a cause to wake it."""
    one = select(literal(receiver.webhook_id), literal(subject.value), literal(subject_id))
    ((telling_id, version),) = _want_all(work, one)
    return f"{telling_id}:{version}"


def again(work: Work, webhook: Webhook, key: ApiKey) -> int:
    """The receiver is to be told of everything open that it may hear, and of what it has been told
    lately and is open no more; how many subjects.

    For a new receiver, for one that has lost what it was told, and for one that may hear less.
    """
    receiver = receiver_of(webhook, key)
    leave(work, webhook)
    organisation = work.book.organisation
    within = scope_of(organisation.places.values(), receiver.place_id)
    recent = select(Telling.subject_id).where(
        Telling.webhook_id == webhook.id, Telling.wanted_at > work.now - REMEMBERED
    )
    of_demands = Telling.subject == Subject.DEMAND
    known_inquiries = Inquiry.id.in_(recent.where(Telling.subject == Subject.INQUIRY))
    known_tasks = HandlingLeg.id.in_(recent.where(Telling.subject == Subject.TASK))
    inquiries = select(literal(webhook.id), literal(Subject.INQUIRY.value), Inquiry.id)
    inquiries = inquiries.where(or_(Inquiry.state == InquiryState.OPEN, known_inquiries))
    tasks = select(literal(webhook.id), literal(Subject.TASK.value), HandlingLeg.id)
    tasks = tasks.where(or_(HandlingLeg.state == LegState.OPEN, known_tasks))
    queries: list[Select[int, str, int]] = []
    if ApiScope.HEAR_FILED in receiver.hears:
        queries.append(inquiries.where(Inquiry.api_key_id == receiver.key_id))
    if ApiScope.HEAR_PLACE in receiver.hears:
        of_place = (Inquiry.kind == InquiryKind.INQUIRY, Inquiry.jurisdiction_id.in_(within))
        queries.append(inquiries.where(*of_place))
    if ApiScope.HEAR_TASKS in receiver.hears:
        units = [each for each in organisation.units if organisation.tells_tasks_of(each, receiver)]
        queries.append(tasks.where(HandlingLeg.unit_id.in_(units)))
    if ApiScope.HEAR_DEMANDS in receiver.hears:
        passed_on = select(literal(webhook.id), literal(Subject.DEMAND.value), Demand.id)
        queries.append(passed_on.where(Demand.id.in_(recent.where(of_demands))))
    subjects = {each for query in queries for each, _ in _want_all(work, query)}
    webhook.paused_until = None
    wake(work, webhook.id)
    return len(subjects)


def _want_all(work: Work, query: Select[int, str, int]) -> list[tuple[int, int]]:
    """Count the wanted version of all these subjects up; the tellings and their versions."""
    rows = query.add_columns(literal(1), literal(work.now), literal(0))
    columns = (
        "webhook_id", "subject", "subject_id", "wanted_version", "wanted_at", "told_version",
    )  # fmt: skip
    statement = insert(Telling).from_select(columns, rows)
    counted = statement.on_conflict_do_update(
        index_elements=[Telling.webhook_id, Telling.subject, Telling.subject_id],
        set_={"wanted_version": Telling.wanted_version + 1, "wanted_at": work.now},
    ).returning(Telling.id, Telling.wanted_version)
    return [(row[0], row[1]) for row in work.db.execute(counted)]


def wake(
    work: Work, webhook_id: int, *, cause: str | None = None, due_at: datetime | None = None
) -> None:
    """Have the receiver told all it does not know; the same cause wakes it once."""
    key = f"tell:{webhook_id}:{cause or secrets.token_hex(8)}"
    outbox.put(work, "tell", key=key, due_at=due_at, webhook_id=webhook_id)


# ---- who knows it by now -------------------------------------------------------------------------


def claim(work: Work, webhook: Webhook) -> Telling | None:
    """What the receiver is to be told next, claimed; None when there is nothing, when it is not to
    be tried just now, or when somebody else is at it: he will find what we came for."""
    if webhook.ended_at is not None or (webhook.paused_until or work.now) > work.now:
        return None
    untold = select(Telling).where(
        Telling.webhook_id == webhook.id, Telling.told_version < Telling.wanted_version
    )
    if work.db.scalar(untold.where(Telling.claimed_until > work.now).limit(1)) is not None:
        return None
    telling = work.db.scalar(
        untold.order_by(Telling.wanted_at, Telling.id).limit(1).with_for_update(skip_locked=True)
    )
    if telling is not None:
        telling.claimed_until = work.now + CLAIM
    return telling


def told(work: Work, *, telling_id: int, version: int) -> None:
    """The receiver has taken this version; whatever went wrong before is over."""
    telling = work.db.get_one(Telling, telling_id, with_for_update=True)
    telling.told_version = max(telling.told_version, version)
    telling.told_at, telling.claimed_until = work.now, None
    webhook = work.db.get_one(Webhook, telling.webhook_id, with_for_update=True)
    webhook.told_at = work.now
    webhook.failing_since = webhook.paused_until = webhook.last_error = None
    webhook.failures = 0


def unheard(work: Work, *, telling_id: int, error: str) -> None:
    """The receiver has not taken it: it is left alone for a while, each time a longer one."""
    telling = work.db.get_one(Telling, telling_id, with_for_update=True)
    telling.claimed_until = None
    webhook = work.db.get_one(Webhook, telling.webhook_id, with_for_update=True)
    pause = min(FIRST_PAUSE * GROWTH ** min(webhook.failures, 10), LONGEST_PAUSE)
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or work.now
    webhook.paused_until, webhook.last_error = work.now + pause, error[:200]
    wake(work, webhook.id, due_at=webhook.paused_until)


def leave(work: Work, webhook: Webhook) -> None:
    """Nothing waits for this receiver any more."""
    mine = update(Telling).where(
        Telling.webhook_id == webhook.id, Telling.told_version < Telling.wanted_version
    )
    work.db.execute(mine.values(told_version=Telling.wanted_version))
