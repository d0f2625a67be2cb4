"""The matcher's index of all that callers may hear, kept by edition without a slow request."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from faq_kb.hints import hints_of
from faq_kb.matching import Index, MatchingSettings, Phrasing
from hotline.records import FaqEntry, FaqPhrasing, FaqVersion, Publicity, VersionState
from hotline.rules.organisation import Organisation
from hotline.rules.zone import today
from hotline.work import Work

# To take one entry in or out costs about 10 ms; what is more is built anew beside the old index.
MOST_EDITS = 5


def heard_by_callers(on: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    """What must hold of an entry and its version to be read to a caller on that day (R-50)."""
    return (
        FaqVersion.id == FaqEntry.live_version_id,
        FaqVersion.state == VersionState.PUBLISHED,
        FaqVersion.publicity == Publicity.PROACTIVE,
        FaqVersion.valid_until >= on,
    )


@dataclass(frozen=True)
class Base:
    """The knowledge base as one edition of it is, on one day."""

    edition: int
    on: date
    index: Index
    version_of: Mapping[int, int]
    unit_of: Mapping[int, int]
    hints: tuple[str, ...]
    _within: dict[tuple[int, int], frozenset[int] | None] = field(default_factory=dict)

    def serves(self, edition: int, on: date) -> bool:
        """Whether it is fit for a Work of this edition and day."""
        return self.edition >= edition and self.on == on

    def within(self, organisation: Organisation, place_id: int) -> frozenset[int] | None:
        """The entries of the units of a place and of those above it; None when that is all."""
        key = (organisation.edition, place_id)
        if key not in self._within:
            path = organisation.places[place_id].path
            units = {unit.id for unit in organisation.units.values() if unit.place_id in path}
            mine = frozenset(entry for entry, unit in self.unit_of.items() if unit in units)
            self._within[key] = mine if len(mine) < len(self.unit_of) else None
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
            changes = _changes(work.db, base, on)
            if len(changes.entries) > MOST_EDITS:
                engine = work.db.get_bind().engine
                beside = threading.Thread(target=self._build_beside, args=(engine, edition, on))
                beside.start()
            else:
                self._base = base = self._edit(work.db, base, changes, edition, on)
        finally:
            if beside is None:
                self._changing.release()
        return base

    def refresh(self, work: Work) -> Base:
        """The base as this transaction sees it, whatever the edition; waits until it is there."""
        edition, on = work.book.knowledge_edition, today(work.now)
        with self._changing:
            changes = _changes(work.db, self._base, on) if self._base else None
            if self._base is None or changes is None or len(changes.entries) > MOST_EDITS:
                self._base = self._build(work.db, edition, on)
            else:
                self._base = self._edit(work.db, self._base, changes, edition, on)
            return self._base

    @property
    def hints(self) -> tuple[str, ...]:
        """The recogniser's hints; none before the first base is there."""
        return self._base.hints if self._base else ()

    def _build_beside(self, engine: Engine, edition: int, on: date) -> None:
        # The lock was taken by the thread that noticed the change, and is given back by this one.
        try:
            with Session(engine) as db:
                self._base = self._build(db, edition, on)
        finally:
            self._changing.release()

    def _build(self, db: Session, edition: int, on: date) -> Base:
        rows = _read(db, on)
        asked = {row.id: _questions(row) for row in rows}
        phrasings = [Phrasing(entry, text) for entry, texts in asked.items() for text in texts]
        return Base(
            edition=edition,
            on=on,
            index=Index(phrasings, settings=self._settings),
            version_of={row.id: row.version_id for row in rows},
            unit_of={row.id: row.unit_id for row in rows},
            hints=hints_of(asked.values(), background=self._settings.background[0]),
        )

    def _edit(self, db: Session, base: Base, changes: _Changes, edition: int, on: date) -> Base:
        """The same index with the few changed entries taken out and in."""
        rows = _read(db, on, only=changes.entries) if changes.entries else []
        for entry in changes.entries:
            base.index.remove(entry)
        for row in rows:
            for text in _questions(row):
                base.index.add(Phrasing(row.id, text))
        return Base(
            edition=max(edition, base.edition),
            on=on,
            index=base.index,
            version_of=changes.version_of,
            unit_of=changes.unit_of,
            hints=base.hints,
        )


@dataclass(frozen=True)
class _Changes:
    """What is live now, and the entries whose version is another than the base's."""

    version_of: Mapping[int, int]
    unit_of: Mapping[int, int]
    entries: frozenset[int]


def _changes(db: Session, base: Base, on: date) -> _Changes:
    query = select(FaqEntry.id, FaqVersion.id, FaqEntry.unit_id).where(*heard_by_callers(on))
    live = db.execute(query).all()
    version_of = {entry: version for entry, version, _ in live}
    return _Changes(
        version_of=version_of,
        unit_of={entry: unit for entry, _, unit in live},
        entries=frozenset(dict(version_of.items() ^ base.version_of.items())),
    )


def _read(db: Session, on: date, *, only: Collection[int] | None = None) -> Sequence[Any]:
    """The live entries with all ways of asking for them; of these only, where that is said."""
    others = func.array_agg(aggregate_order_by(FaqPhrasing.text, FaqPhrasing.id))
    query = (
        select(
            FaqEntry.id,
            FaqEntry.unit_id,
            FaqVersion.id.label("version_id"),
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


def _questions(row: Any) -> tuple[str, ...]:
    return (row.question, *(text for text in row.others if text is not None))
