"""What the base has already of the entries that a file means."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from faq_kb.drafting import KEPT
from faq_kb.exchange.fields import Given
from faq_kb.wordings import LONGEST_QUESTION, Text, checked
from hotline.errors import Refused
from hotline.records import DisclosureItem, FaqEntry, FaqVersion
from hotline.records.faq import CURRENT_FIRST
from hotline.rules.zone import today
from hotline.text import clean
from hotline.work import Work


@dataclass(frozen=True)
class There:
    """An entry that is there, with the version a new text is compared to, and its item's facts."""

    entry: FaqEntry
    version: FaqVersion
    item: DisclosureItem | None

    def is_told_later(self, told_at: datetime | None) -> bool:
        """Whether the platform has told already what was so after that."""
        known = self.item.told_at if self.item is not None else None
        return told_at is not None and known is not None and told_at < known

    def says(self, work: Work, given: Given) -> bool:
        """Whether the version says the very same."""
        try:
            text = checked(given.draft.text, on=today(work.now))
        except Refused:
            return False
        mine = {name: getattr(self.version, name) for name in KEPT}
        phrasings = tuple(phrasing.text for phrasing in self.version.phrasings)
        same = Text(**mine, category=self.entry.category, phrasings=phrasings)
        return same == text and self.entry.unit_id == given.draft.unit_id


class Known:
    """The entries that some rows mean: by code, by index number, else by unit and question."""

    def __init__(self, work: Work, rows: Collection[Given]) -> None:
        """Read those that are there, each with its open version, else its live, else its last."""
        codes = {row.draft.code for row in rows if row.draft.code}
        indices = {row.facts.index_number for row in rows if row.facts}
        questions = {_question(row) for row in rows if not row.draft.code}
        asking = select(FaqVersion.entry_id).where(FaqVersion.question.in_(questions))
        query = (
            select(FaqEntry, FaqVersion, DisclosureItem)
            .join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
            .outerjoin(DisclosureItem, DisclosureItem.entry_id == FaqEntry.id)
            .where(
                or_(
                    FaqEntry.code.in_(codes),
                    DisclosureItem.index_number.in_(indices),
                    FaqEntry.id.in_(asking),
                )
            )
            .ext(distinct_on(FaqEntry.id))
            .order_by(FaqEntry.id, *CURRENT_FIRST)
        )
        self._by_code: dict[str, There] = {}
        self._by_index: dict[str, There] = {}
        self._by_question: dict[tuple[int, str], There] = {}
        for entry, version, item in work.db.execute(query):
            there = There(entry, version, item)
            self._by_code[entry.code] = there
            if item is not None:
                self._by_index[item.index_number] = there
            self._by_question.setdefault((entry.unit_id, version.question), there)

    def get(self, row: Given) -> There | None:
        """The entry that this row means, if it is there."""
        if row.draft.code:
            return self._by_code.get(row.draft.code)
        same = self._by_question.get((row.draft.unit_id, _question(row)))
        if row.facts is None:
            return same
        # Two items may have one title, as a report has every year: their index numbers differ.
        is_other = same is not None and same.item is not None
        return self._by_index.get(row.facts.index_number, None if is_other else same)

    def is_taken(self, row: Given, there: There | None) -> bool:
        """Whether the row's index number is that of another entry than the one it means."""
        holder = self._by_index.get(row.facts.index_number) if row.facts else None
        return holder is not None and (there is None or holder.entry.id != there.entry.id)


def _question(row: Given) -> str:
    """The question as a version keeps it."""
    return clean(row.draft.text.question, limit=LONGEST_QUESTION + 1)
