"""The matcher's index of all that callers may hear, kept by edition without a slow request."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from faq_kb.matching import Index, MatchingSettings, Phrasing, Within
from faq_kb.memory import give_back
from hotline.records import FaqEntry, FaqPhrasing, FaqVersion
from hotline.records.faq import heard_by_callers
from hotline.rules.organisation import Organisation
from hotline.rules.zone import today
from hotline.work import Work

# What is more is built anew beside the old index: a request takes in no more than this many
# entries on its way, and asks no index of which more rows have come and gone.
MOST_EDITS = 50
MOST_CHANGES = 2000
# Fewer leave nothing behind that is worth a tenth of a second of looking for it.
MANY_ROWS = 2000


@dataclass(frozen=True)
class Base:
    """The knowledge base as one edition of it is, on one day."""

    edition: int
    on: date
    index: Index
    unit_of: Mapping[int, int]
    _within: dict[tuple[int, int], Within | None] = field(default_factory=dict)

    def serves(self, edition: int, on: date) -> bool:
        """Whether it is fit for a Work of this edition and day."""
        return self.edition >= edition and self.on == on

    def within(self, organisation: Organisation, place_id: int) -> Within | None:
        """The entries of the units of a place and of those above it; None when that is all."""
        key = (organisation.edition, place_id)
        if key not in self._within:
            path = organisation.places[place_id].path
            units = [unit.id for unit in organisation.units.values() if unit.place_id in path]
            count = len(self.unit_of)
            entries = np.fromiter(self.unit_of, dtype=np.int64, count=count)
            owners = np.fromiter(self.unit_of.values(), dtype=np.int64, count=count)
            mine = np.isin(owners, units)
            self._within[key] = None if mine.all() else self.index.within(entries[mine])
        return self._within[key]


class LiveBase:
    """Keeps one Base for all threads of a process, and replaces it when the edition changes."""

    def __init__(self, settings: MatchingSettings) -> None:
        self._settings = settings
        self._base: Base | None = None
        self._changing = threading.Lock()

    def current(self, work: Work) -> Base:
        """The base of this Work's edition and day, or for a moment still the one before.

        One request takes a small change in on its way; a large one is built in a thread beside,
        and meanwhile the old base answers. What is found is checked against its row in any case.
        """
        base, edition, on = self._base, work.book.knowledge_edition, today(work.now)
        if base is None:
            return self.refresh(work)
        if base.serves(edition, on) or not self._changing.acquire(blocking=False):
            return base
        beside = None
        try:
            changed = _changed(work.db, base, on)
            if changed is None or base.index.changes > MOST_CHANGES:
                engine = work.db.get_bind().engine
                beside = threading.Thread(target=self._build_beside, args=(engine, edition, on))
                beside.start()
            else:
                self._base = base = _edited(work.db, base, changed, edition, on)
        finally:
            if beside is None:
                self._changing.release()
        return base

    def refresh(self, work: Work) -> Base:
        """The base as this transaction sees it, whatever the edition; waits until it is there."""
        edition, on = work.book.knowledge_edition, today(work.now)
        with self._changing:
            changed = _changed(work.db, self._base, on) if self._base else None
            if self._base is None or changed is None:
                self._base = self._build(work.db, edition, on)
            else:
                self._base = _edited(work.db, self._base, changed, edition, on)
            return self._base

    def _build_beside(self, engine: Engine, edition: int, on: date) -> None:
        # The lock was taken by the thread that noticed the change, and is given back by this one.
        try:
            with Session(engine) as db:
                self._base = self._build(db, edition, on)
        finally:
            self._changing.release()

    def _build(self, db: Session, edition: int, on: date) -> Base:
        rows = _read(db, on)
        base = Base(
            edition=edition,
            on=on,
            index=Index(_phrasings(rows), settings=self._settings),
            unit_of={row.id: row.unit_id for row in rows},
        )
        if len(rows) > MANY_ROWS:
            del rows
            give_back()
        return base


def _changed(db: Session, base: Base, on: date) -> list[int] | None:
    """The entries that may read otherwise than in this base; None when they are too many."""
    if on < base.on:  # the practice clock was set back: what had expired is valid again
        return None
    later = FaqEntry.edition > base.edition
    expired = FaqVersion.valid_until.between(base.on, on - timedelta(days=1))
    query = (
        select(FaqEntry.id)
        .outerjoin(FaqVersion, FaqVersion.id == FaqEntry.live_version_id)
        .where(later | expired)
        .limit(MOST_EDITS + 1)
    )
    found = list(db.scalars(query))
    return found if len(found) <= MOST_EDITS else None


def _edited(db: Session, base: Base, changed: Collection[int], edition: int, on: date) -> Base:
    """The same base with the few changed entries taken out and in."""
    rows = _read(db, on, only=changed) if changed else []
    units = {entry: unit for entry, unit in base.unit_of.items() if entry not in changed}
    return Base(
        edition=max(edition, base.edition),
        on=on,
        index=base.index.changed(remove=changed, add=_phrasings(rows)) if changed else base.index,
        unit_of=units | {row.id: row.unit_id for row in rows},
    )


def _read(db: Session, on: date, *, only: Collection[int] | None = None) -> Sequence[Any]:
    """The live entries with all ways of asking for them; of these only, where that is said."""
    others = func.array_agg(aggregate_order_by(FaqPhrasing.text, FaqPhrasing.id))
    query = (
        select(
            FaqEntry.id,
            FaqEntry.unit_id,
            FaqVersion.question,
            others.label("others"),
        )
        .outerjoin(FaqPhrasing, FaqPhrasing.version_id == FaqVersion.id)
        .where(*heard_by_callers(on))
        .group_by(FaqEntry.id, FaqVersion.id)
        .order_by(FaqEntry.id)
    )
    if only is not None:
        query = query.where(FaqEntry.id.in_(only))
    return db.execute(query).all()


def _phrasings(rows: Sequence[Any]) -> list[Phrasing]:
    return [Phrasing(row.id, text) for row in rows for text in _questions(row)]


def _questions(row: Any) -> tuple[str, ...]:
    return (row.question, *(text for text in row.others if text is not None))
