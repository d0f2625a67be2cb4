"""A rumour or incomplete information is marked, and its unit owes a clarification (R-53a)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from faq_kb import actions as answers
from faq_kb import wordings as say
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import Clarification, ClarificationKind
from hotline.text import clean_lines
from hotline.work import Work


def mark(
    work: Work,
    *,
    form_id: str,
    unit_id: int,
    kind: ClarificationKind,
    said: str,
    call_id: int | None = None,
    inquiry_id: int | None = None,
) -> Clarification:
    """Mark what is said, or missing, for the unit that is competent; the same form twice is one."""
    if work.actor.id is None or not work.book.may(work.actor.roles, "mark_clarifications"):
        raise NotAllowed(say.MAY_NOT_MARK)
    said = clean_lines(said, limit=say.LONGEST_NOTE)
    if not said:
        raise Refused(say.NOTHING_SAID)
    row = insert(Clarification).values(
        form_id=form_id, unit_id=unit_id, kind=kind, said=said, call_id=call_id,
        inquiry_id=inquiry_id, marked_by_id=work.actor.id, marked_at=work.now,
    )  # fmt: skip
    work.db.execute(row.on_conflict_do_nothing(index_elements=[Clarification.form_id]))
    mine = Clarification.marked_by_id == work.actor.id
    query = select(Clarification).where(Clarification.form_id == form_id, mine)
    found = work.db.scalar(query)
    if found is None:
        raise NotFound(say.SETTLED)
    return found


def take_up(work: Work, *, clarification_id: int, entry_id: int) -> None:
    """An entry is being written for it; when that is published, nothing is owed any more."""
    row = _owed(work, clarification_id)
    row.entry_id = entry_id


def drop(work: Work, *, clarification_id: int, reason: str) -> None:
    """The unit finds that no clarification is needed, and says why."""
    row = _owed(work, clarification_id)
    row.drop_reason = say.opinion(reason, missing=say.NO_REASON_TO_DROP)
    row.dropped_by_id, row.dropped_at = work.actor.id, work.now


def _owed(work: Work, clarification_id: int) -> Clarification:
    """The clarification, held, which the actor's unit still owes."""
    row = work.db.get(Clarification, clarification_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(say.SETTLED)
    answers.person(work, "draft_answers", unit_id=row.unit_id)
    if row.answered_at is not None or row.dropped_at is not None:
        raise Refused(say.SETTLED)
    return row
