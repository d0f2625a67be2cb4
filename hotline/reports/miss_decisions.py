"""What was decided about missed questions, in words."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, true
from sqlalchemy.orm import aliased

from hotline.records import FaqEntry, FaqVersion, MissDecision, Staff
from hotline.reports.names import Names
from hotline.reports.shown.miss import DecisionShown
from hotline.rules.redirects import Redirect
from hotline.rules.wording import Wording
from hotline.work import Work


def decided(work: Work, rows: Collection[MissDecision]) -> dict[int, DecisionShown]:
    """Each decision by its id, with who made it and how far what was written for it is."""
    names = Names(work)
    ids = [row.id for row in rows]
    version, latest = aliased(FaqVersion), aliased(FaqVersion)
    # How far the entry is that was written: its newest version tells.
    newest = (
        select(latest.question, latest.state)
        .where(latest.entry_id == MissDecision.entry_id)
        .order_by(latest.number.desc())
        .limit(1)
        .lateral()
    )
    query = (
        select(MissDecision.id, Staff.name, newest.c.question, newest.c.state, version.id)
        .join(Staff, Staff.id == MissDecision.staff_id)
        .outerjoin(FaqEntry, FaqEntry.id == MissDecision.entry_id)
        .outerjoin(version, version.id == MissDecision.version_id)
        .outerjoin(newest, true())
        .where(MissDecision.id.in_(ids))
    )
    more = {row[0]: row for row in work.db.execute(query)} if ids else {}
    shown = {}
    for row in rows:
        _, who, question, state, written = more[row.id]
        shown[row.id] = DecisionShown(
            id=row.id,
            kind=row.kind,
            kind_name=names.word("miss_decision", row.kind.value),
            decided_at=row.decided_at,
            who=who,
            entry_id=row.entry_id,
            question=question,
            unit=names.maybe_unit(row.unit_id),
            channel=_channel(work, row.redirect),
            reason=row.reason,
            state_name=names.word("version_state", state.value) if written else None,
        )
    return shown


def _channel(work: Work, code: str | None) -> Wording | None:
    table = work.book.redirects
    row = next((one for one in (*table.channels, *table.everyday) if one.code == code), None)
    return None if row is None else channel_name(row)


def channel_name(row: Redirect) -> Wording:
    """What a channel is called; an everyday matter has no name, but a sentence."""
    return Wording(
        key=f"redirect.{row.code}", zh=row.name or row.says, en=row.name_en or row.says_en
    )
