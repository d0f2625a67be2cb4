"""The entries a person keeps, as rows of the columns they come in by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.dialects.postgresql import distinct_on

from faq_kb.drafting import may
from faq_kb.exchange.columns import ENTRIES, Column
from hotline.records import DisclosureItem, FaqEntry, FaqVersion, Publicity
from hotline.records.faq import CURRENT_FIRST
from hotline.rules.wording import Wording
from hotline.work import Work

BATCH = 500


def headings(language: str) -> dict[str, str]:
    """The names of the columns with their headings."""
    return {each.name: _in(each.heading, language) for each in ENTRIES}


def template_columns() -> tuple[Column, ...]:
    """The columns that a file coming in may have."""
    return tuple(each for each in ENTRIES if not each.is_only_out)


def units_kept(work: Work) -> list[int]:
    """The units whose entries this person may draft, and so take out in a file."""
    units = work.book.organisation.units
    return [unit_id for unit_id in units if may(work, "draft_answers", unit_id=unit_id)]


def entries(work: Work, *, only_items: bool = False) -> Iterator[dict[str, Any]]:
    """Every entry of these units: its open version, else its live, else its last; by code.

    Or only those whose source is the disclosure database.
    """
    source = DisclosureItem.entry_id.is_not(None) if only_items else true()
    mine, after = units_kept(work), ""
    while True:
        query = (
            select(FaqEntry, FaqVersion, DisclosureItem)
            .join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
            .outerjoin(DisclosureItem, DisclosureItem.entry_id == FaqEntry.id)
            .where(FaqEntry.unit_id.in_(mine), FaqEntry.code > after, source)
            .ext(distinct_on(FaqEntry.code))
            .order_by(FaqEntry.code, *CURRENT_FIRST)
            .limit(BATCH)
        )
        found = work.db.execute(query).all()
        for entry, version, item in found:
            yield _row(work, entry, version, item)
        if len(found) < BATCH:
            return
        after = found[-1][0].code
        # What is written is done with: a hundred thousand entries take no more memory than these.
        work.db.expunge_all()


def as_public(work: Work, *, entry_id: int) -> dict[str, Any]:
    """An item of the disclosure database as the public may have it.

    What is not public is told by its index number alone, and that it is not.
    """
    query = (
        select(FaqEntry, FaqVersion, DisclosureItem)
        .join(DisclosureItem, DisclosureItem.entry_id == FaqEntry.id)
        .outerjoin(FaqVersion, FaqVersion.id == FaqEntry.live_version_id)
        .where(FaqEntry.id == entry_id)
    )
    entry, version, item = work.db.execute(query).one()
    live: FaqVersion | None = version
    if live is None or live.publicity is not Publicity.PROACTIVE:
        return {"index_number": item.index_number, "is_public": False}
    return {"is_public": True, **_row(work, entry, live, item)}


def _row(
    work: Work, entry: FaqEntry, version: FaqVersion, item: DisclosureItem | None
) -> dict[str, Any]:
    """The row of an entry; what is one of a few words is written as people read it."""
    words = work.book.sentences["zh-CN"]
    row = {
        each.name: getattr(version, each.name, getattr(item, each.name, None)) for each in ENTRIES
    }
    for name, group in WORDS.items():
        if row[name] is not None:
            row[name] = words[f"{group}.{row[name]}"]
    return row | {
        "code": entry.code,
        "unit": work.book.organisation.units[entry.unit_id].code,
        "category": entry.category,
        "phrasings": [phrasing.text for phrasing in version.phrasings],
        "version": version.number,
    }


# Columns of one of a few words, and the group of sentences that holds them.
WORDS = {
    "publicity": "publicity",
    "item_type": "item_type",
    "effectiveness": "effectiveness",
    "state": "version_state",
}


def _in(wording: Wording, language: str) -> str:
    return wording.en if language == "en" else wording.zh
