"""The drafts of a file handed in for their review in one go, by whoever sent the file in.

By the same action and rules as one alone; what these refuse keeps its reason beside its row, and
costs no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select

from faq_kb import actions
from faq_kb import wordings as words
from faq_kb.exchange import refusals as say
from faq_kb.exchange.imports import kept
from hotline import outbox
from hotline.errors import NotAllowed, Refused
from hotline.records import (
    FaqImport,
    FaqImportRow,
    FaqVersion,
    ImportState,
    Staff,
    VersionState,
    whose_is_theirs,
)
from hotline.work import Work


def ask(work: Work, *, import_id: int) -> None:
    """Have all drafts of the file handed in, by a job; asked twice is asked once."""
    found = work.db.get_one(FaqImport, import_id, with_for_update=True)
    theirs = whose_is_theirs(work.actor.hands)
    if not work.db.scalar(select(exists(theirs.where(Staff.id == found.staff_id)))):
        raise NotAllowed(words.NOT_YOURS)
    if found.state is not ImportState.DONE or not how_many(work, import_id=import_id):
        raise Refused(say.NO_DRAFTS)
    if found.handing_in_through is None:
        found.handing_in_through = found.handed_in_count = found.kept_back_count = 0
        key = f"hand_in:{import_id}:{work.now.timestamp()}"
        outbox.put(work, "hand_in_drafts", key=key, import_id=import_id)


def how_many(work: Work, *, import_id: int) -> int:
    """How many drafts of the file nobody has handed in yet."""
    drafts = _drafts(import_id, after=0).subquery()
    return work.db.scalars(select(func.count()).select_from(drafts)).one()


def go_on(work: Work, found: FaqImport, *, limit: int) -> bool:
    """Hand in the next drafts; whether there may be more."""
    if found.handing_in_through is None:
        return False
    query = _drafts(found.id, after=found.handing_in_through)
    rows = list(
        work.db.execute(
            query.with_only_columns(FaqImportRow, FaqVersion)
            .order_by(FaqImportRow.line)
            .limit(limit)
        )
    )
    if not _submitted(work, [version for _, version in rows], [row for row, _ in rows]):
        for row, version in rows:
            if _submitted(work, [version], [row]):
                found.handed_in_count += 1
            else:
                found.kept_back_count += 1
    else:
        found.handed_in_count += len(rows)
    found.handing_in_through = rows[-1][0].line if len(rows) == limit else None
    return found.handing_in_through is not None


def _submitted(work: Work, versions: Sequence[FaqVersion], rows: Sequence[FaqImportRow]) -> bool:
    """Whether these were handed in, all of them; else each row keeps the reason."""
    reason = None
    try:
        with work.db.begin_nested():
            if versions:
                actions.submit(work, *versions)
    except Refused as refusal:
        reason = kept(refusal.wording)
    for row in rows:
        row.reason = reason
    return reason is None


def _drafts(import_id: int, *, after: int) -> Select[Any]:
    return (
        select(FaqImportRow.id)
        .join(FaqVersion, FaqVersion.id == FaqImportRow.version_id)
        .where(
            FaqImportRow.import_id == import_id,
            FaqImportRow.line > after,
            FaqVersion.state == VersionState.DRAFT,
        )
    )
