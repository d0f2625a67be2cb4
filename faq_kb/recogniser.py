"""What the telephone's recogniser is told of the base and of the places around a caller."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from faq_kb.hints import Asked, Background, Rarity, names_of, terms_of
from hotline.records import FaqEntry, FaqPhrasing, FaqVersion, Question
from hotline.records.faq import heard_by_callers
from hotline.rules.zone import today
from hotline.work import Work

# So many entries are read: those most asked, and of the rest those of the rarest characters.
ENTRIES_READ = 1000
ASKED_LATELY = timedelta(days=90)
# Terms need not follow each edit: after one they are made again, but not more often than this.
AT_MOST_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class _Terms:
    """The terms of one edition of the base, as they were on one day."""

    terms: tuple[str, ...]
    edition: int
    on: date
    made_at: datetime

    def serve(self, work: Work) -> bool:
        """Whether they are still good enough."""
        is_same = self.edition == work.book.knowledge_edition and self.on == today(work.now)
        return is_same or abs(work.now - self.made_at) < AT_MOST_EVERY


class Hints:
    """The hints of one process; every thread may ask. No request waits for them to be made."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._terms: _Terms | None = None
        self._making = threading.Lock()
        self._names: dict[tuple[int, int], tuple[str, ...]] = {}

    def at(self, work: Work, place_id: int) -> tuple[str, ...]:
        """Names around this place, then terms of the base, the most telling first.

        Terms of an earlier edition are made anew in a thread beside, and serve until then.
        """
        known = self._terms
        if (known is None or not known.serve(work)) and self._making.acquire(blocking=False):
            engine, edition, now = work.db.get_bind().engine, work.book.knowledge_edition, work.now
            threading.Thread(target=self._make_beside, args=(engine, edition, now)).start()
        organisation = work.book.organisation
        key = (organisation.edition, place_id)
        if key not in self._names:
            self._names[key] = names_of(organisation, place_id)
        return tuple(dict.fromkeys((*self._names[key], *(known.terms if known else ()))))

    def make(self, work: Work) -> None:
        """Make the terms now; before a fork there must be no thread that does."""
        with self._making:
            self._make(work.db, work.book.knowledge_edition, work.now)

    def _make_beside(self, engine: Engine, edition: int, now: datetime) -> None:
        # The lock was taken by the thread that noticed the need, and is given back by this one.
        try:
            with Session(engine) as db:
                self._make(db, edition, now)
        finally:
            self._making.release()

    def _make(self, db: Session, edition: int, now: datetime) -> None:
        on = today(now)
        terms = terms_of(_most_telling(db, on, now, self._background), background=self._background)
        self._terms = _Terms(terms, edition, on, now)


def _most_telling(db: Session, on: date, now: datetime, background: Background) -> Sequence[Asked]:
    """The entries that promise the best terms, with all ways of asking for them."""
    times = _asked_lately(db, now)
    rarity = Rarity(background)
    live = select(FaqEntry.id, FaqVersion.id, FaqVersion.question).where(*heard_by_callers(on))
    chosen = heapq.nlargest(
        ENTRIES_READ,
        db.execute(live.order_by(FaqEntry.id)),
        key=lambda row: rarity.interest(row[2], times.get(row[0], 0)),
    )
    others: dict[int, list[str]] = {version_id: [] for _, version_id, _ in chosen}
    phrasings = select(FaqPhrasing.version_id, FaqPhrasing.text).order_by(FaqPhrasing.id)
    for version_id, text in db.execute(phrasings.where(FaqPhrasing.version_id.in_(others))):
        others[version_id].append(text)
    return [
        Asked((question, *others[version_id]), times.get(entry_id, 0))
        for entry_id, version_id, question in chosen
    ]


def _asked_lately(db: Session, now: datetime) -> dict[int, int]:
    """How often each entry was what a question found."""
    query = (
        select(Question.entry_id, func.count())
        .where(Question.asked_at > now - ASKED_LATELY, Question.entry_id.is_not(None))
        .group_by(Question.entry_id)
    )
    return {entry_id: times for entry_id, times in db.execute(query) if entry_id is not None}
