"""Notices on their way out: gathered into messages, handed over once, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, tuple_, update

from hotline import outbox
from hotline.actions.notices import opening_for
from hotline.records import (
    Notice,
    NoticeChannel,
    NoticeDelivery,
    NoticeMessage,
    NoticeState,
    Staff,
)
from hotline.work import Work

# A text that the carrier says did not arrive is sent again so often, after ever longer pauses.
TEXTS_TRIED = 3
TEXT_PAUSE = timedelta(minutes=30)
# After so long a carrier knows whether a text has arrived.
TEXT_CHECKED_AFTER = timedelta(minutes=10)


def gather(work: Work, *, limit: int, on: Collection[NoticeChannel]) -> int:
    """Put the next notices whose time has come into messages, one a person and channel.

    So many things at once are one message, and a digest is nothing but notices that waited. What
    would arrive outside of the person's working time waits on; a channel that is not `on` takes
    nothing. How many notices were looked at.
    """
    due = (
        select(NoticeDelivery, Notice.staff_id, Staff.unit_id)
        .join(Notice, Notice.id == NoticeDelivery.notice_id)
        .join(Staff, Staff.id == Notice.staff_id)
        .where(NoticeDelivery.message_id.is_(None), NoticeDelivery.due_at <= work.now)
        .order_by(NoticeDelivery.due_at, NoticeDelivery.notice_id)
        .limit(limit)
        .with_for_update(of=NoticeDelivery, skip_locked=True)
    )
    waiting: dict[tuple[int, int, NoticeChannel], list[int]] = {}
    found = work.db.execute(due).all()
    for delivery, staff_id, unit_id in found:
        waiting.setdefault((staff_id, unit_id, delivery.channel), []).append(delivery.notice_id)
    for (staff_id, unit_id, channel), notice_ids in waiting.items():
        opens_at = opening_for(work, unit_id)
        values: dict[str, object] = {"due_at": opens_at}
        if opens_at <= work.now:
            values = {"message_id": _message(work, staff_id, channel, is_on=channel in on).id}
        key = tuple_(NoticeDelivery.notice_id, NoticeDelivery.channel)
        theirs = key.in_([(notice_id, channel) for notice_id in notice_ids])
        work.db.execute(update(NoticeDelivery).where(theirs).values(**values))
    return len(found)


def _message(work: Work, staff_id: int, channel: NoticeChannel, *, is_on: bool) -> NoticeMessage:
    state = NoticeState.WAITING if is_on else NoticeState.NOT_NEEDED
    message = NoticeMessage(staff_id=staff_id, channel=channel, state=state, made_at=work.now)
    work.db.add(message)
    work.db.flush()
    if is_on:
        post(work, message, at=work.now)
    return message


def post(work: Work, message: NoticeMessage, *, at: datetime) -> None:
    """Have the message sent at this moment; asked for twice, it is one job."""
    key = f"send_notices:{message.id}:{at.isoformat()}"
    outbox.put(work, "send_notices", key=key, due_at=at, message_id=message.id)


def not_needed(work: Work, message: NoticeMessage) -> None:
    """Nothing is left to tell, or nowhere to tell it."""
    message.state = NoticeState.NOT_NEEDED


def hand_over(work: Work, message: NoticeMessage) -> bool:
    """The message is about to be handed over; whether that was tried before with no known end."""
    was_tried = message.handed_over_at is not None
    message.handed_over_at = message.handed_over_at or work.now
    message.attempts += 1
    return was_tried


def sent(work: Work, message: NoticeMessage, *, provider_id: str | None) -> None:
    """It was taken; of a text the carrier is asked later whether it arrived."""
    message.state, message.sent_at, message.error = NoticeState.SENT, work.now, None
    message.provider_id = provider_id
    if message.channel is NoticeChannel.SMS and provider_id is not None:
        outbox.put(
            work, "check_text", key=f"check_text:{provider_id}",
            due_at=work.now + TEXT_CHECKED_AFTER, message_id=message.id,
        )  # fmt: skip


def failed(work: Work, message: NoticeMessage, *, error: str) -> None:
    """It was not taken, or nobody knows; whoever sends it will try again."""
    message.state, message.error = NoticeState.FAILED, error


def gave_up(work: Work, message: NoticeMessage, *, error: str) -> None:
    """It cannot arrive at this address; trying again would change nothing."""
    message.state, message.error = NoticeState.GAVE_UP, error


def did_not_arrive(work: Work, message: NoticeMessage, *, error: str) -> None:
    """The carrier says that the text did not arrive: sent again after a pause, at most so often."""
    message.handed_over_at = None
    message.times_lost += 1
    if message.times_lost >= TEXTS_TRIED:
        gave_up(work, message, error=error)
        return
    failed(work, message, error=error)
    post(work, message, at=work.now + TEXT_PAUSE * 2 ** (message.times_lost - 1))
