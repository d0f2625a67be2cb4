"""What is kept for a while and no longer: requests and their answers, attempts, jobs done."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, exists, select, update

from hotline.records import (
    Attempt,
    Notice,
    NoticeDelivery,
    NoticeMessage,
    OutboxRow,
    OutboxState,
    PeriodicSlot,
    Receipt,
)
from hotline.work import Work

# No provider repeats a request a day later; after that an answer only endangers the code in it.
RECEIPT_KEPT = timedelta(days=1)
# How long people can look into what failed; afterwards only that it failed is kept.
FAILURE_KEPT = timedelta(days=30)
DONE_KEPT = timedelta(days=30)
# What the staff were told is a copy: the ledger says it all, and for good.
NOTICES_KEPT = timedelta(days=365)


def tidy(work: Work) -> None:
    """Erase what has served its purpose; the ledger and its histories are never touched."""
    answered = (Receipt.received_at < work.now - RECEIPT_KEPT, Receipt.error.is_(None))
    work.db.execute(delete(Receipt).where(*answered))
    failed = (Receipt.received_at < work.now - FAILURE_KEPT, Receipt.request_sealed.is_not(None))
    work.db.execute(update(Receipt).where(*failed).values(request_sealed=None))
    done = (OutboxRow.state == OutboxState.DONE, OutboxRow.done_at < work.now - DONE_KEPT)
    work.db.execute(delete(OutboxRow).where(*done))
    work.db.execute(delete(PeriodicSlot).where(PeriodicSlot.slot_at < work.now - DONE_KEPT))
    _tidy_notices(work)
    guards = work.book.line.guards.values()
    counted = max(max(guard.per_subject_minutes, guard.in_all_minutes) for guard in guards)
    # Past the longest window nothing counts them any more.
    old = Attempt.at < work.now - timedelta(minutes=counted)
    work.db.execute(delete(Attempt).where(old))


def _tidy_notices(work: Work) -> None:
    old = select(Notice.id).where(Notice.at < work.now - NOTICES_KEPT)
    work.db.execute(delete(NoticeDelivery).where(NoticeDelivery.notice_id.in_(old)))
    work.db.execute(delete(Notice).where(Notice.at < work.now - NOTICES_KEPT))
    used = exists().where(NoticeDelivery.message_id == NoticeMessage.id)
    made = NoticeMessage.made_at < work.now - NOTICES_KEPT
    work.db.execute(delete(NoticeMessage).where(made, ~used))
