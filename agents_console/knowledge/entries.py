"""Entries of the knowledge base: the list with its shelves, and the page of one."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from agents_console import asked
from agents_console.knowledge import deciding, difference, files, referring, suspects
from faq_kb.drafting import may
from hotline.pages import typed
from hotline.reports import clarifications, disclosure, entries, proposals, scope, usage
from hotline.reports.shelves import Shelf, WantedEntries
from hotline.reports.shown import EntryPage
from hotline.work import Work


def listing(work: Work) -> ResponseReturnValue:
    """Entries in scope, those changed last on top, narrowed as the address asks."""
    wanted = WantedEntries(
        shelf=asked.one_of(Shelf, "shelf"),
        unit_id=asked.number("unit"),
        words=asked.text("q") or "",
    )
    found = entries.listed(work, wanted=wanted, after=asked.text("after"))
    return render_template(
        "console/knowledge/entries.html",
        found=found,
        late=disclosure.count_late(work),
        marks=disclosure.marks(work, [row.id for row in found.rows]),
        wanted=wanted,
        shelves=[each.value for each in Shelf],
        waiting=entries.count_waiting(work),
        owed=clarifications.count_owed(work),
        units=scope.units_with(work, "see_entries"),
        **asked.paging(found),
    )


def page(
    work: Work, entry_id: int, version_id: int | None = None, referral_id: int | None = None
) -> ResponseReturnValue:
    """One entry: what callers hear, what is in preparation, and all that has happened."""
    shown = entries.page(work, entry_id=entry_id)
    offers = deciding.offers(work, shown)
    determines = referring.may_determine(work, shown)
    return render_template(
        "console/knowledge/entry.html",
        entry=shown,
        offers=offers,
        determines=determines,
        authorities=referring.choices(work, shown) if offers.has("refer", shown.newest.id) else (),
        orphaned=_orphaned(offers, determines=determines),
        changes=_changes(shown),
        clarifies=clarifications.of_entry(work, entry_id=entry_id),
        suspects=suspects.suspects(work, difference.texts_of(shown.newest), shown.cleared),
        limits=deciding.LIMITS,
        item=disclosure.of_entry(work, entry_id=entry_id),
        headings=files.HEADINGS,
        may_describe=may(work, "draft_answers", unit_id=shown.unit_id),
        usage=usage.of(work, entry_ids=[entry_id])[entry_id],
        from_inquiry=proposals.of_entry(work, entry_id=entry_id),
    )


def _changes(shown: EntryPage) -> tuple[difference.Changed, ...]:
    """What the version in preparation changes of the live one."""
    if shown.coming is None or shown.live is None:
        return ()
    return difference.compare(difference.texts_of(shown.live), difference.texts_of(shown.coming))


def _orphaned(offers: deciding.Offers, *, determines: bool) -> list[tuple[str, str]]:
    """What was typed into a refused form that is offered no more."""
    if typed.refusal() is None:
        return []
    verb = (request.endpoint or "").removeprefix("console.")
    version_id = (request.view_args or {}).get("version_id")
    is_there = determines if verb == "determine" else (verb, version_id) in offers.forms
    return [] if is_there else typed.texts()
