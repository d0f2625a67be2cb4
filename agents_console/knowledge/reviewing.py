"""Several versions handed in or decided alike: what a file of a hundred entries brings."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from agents_console import asked
from agents_console.asked import whole_number
from agents_console.knowledge import difference, suspects
from agents_console.knowledge.deciding import NOT_DECIDED, OPINION
from faq_kb import actions as answers
from faq_kb.wordings import LONGEST_NOTE
from hotline.errors import Refused
from hotline.pages import typed
from hotline.records import FaqVersion
from hotline.reports import entries
from hotline.reports.shelves import Shelf, WantedEntries
from hotline.reports.shown import EntryPage
from hotline.rules.wording import Wording
from hotline.work import Work

SHOWN = 50
NOTHING_CHOSEN = Wording(
    key="review.nothing_chosen",
    zh="请勾选要一起处理的条目。",
    en="Tick the entries that are to go together.",
)
MOVED_ON = Wording(
    key="review.moved_on",
    zh="所选条目里有的刚刚被处理过了，这一批都没有动。请看最新情况再选。",
    en="Some of these have just been handled; none of the batch was touched. Choose again.",
)


@dataclass(frozen=True)
class Ticked:
    """An entry to be ticked or not: the change it brings, and what looks personal in it."""

    entry: EntryPage
    changes: tuple[difference.Changed, ...]
    suspects: tuple[suspects.Suspect, ...]


def page(work: Work) -> ResponseReturnValue:
    """What waits for this person's review, each with its whole text or its change."""
    return _page(work, Shelf.TO_REVIEW, "console/knowledge/review_many.html")


def drafts(work: Work) -> ResponseReturnValue:
    """This person's drafts, each with its whole text or its change."""
    return _page(work, Shelf.DRAFTS, "console/knowledge/submit_many.html")


def submit(work: Work) -> ResponseReturnValue:
    """Hand in all that is ticked, all of them or none."""
    ids = _ticked()
    versions = list(work.db.scalars(select(FaqVersion).where(FaqVersion.id.in_(ids))))
    for version in versions:
        entries.page(work, entry_id=version.entry_id)  # NotFound where it may not be seen
    if not versions:
        raise Refused(NOTHING_CHOSEN)
    answers.submit(work, *versions, reasons=suspects.reasons())
    flash(_("已送审%(count)d条。", count=len(versions)))
    return redirect(url_for("console.submit_many"))


def review(work: Work) -> ResponseReturnValue:
    """Decide all that is ticked alike, with one opinion; all of them or none."""
    decision = request.form.get("decision")
    if decision not in ("pass", "send_back"):
        raise Refused(NOT_DECIDED)
    opinion = typed.lines("opinion", label=OPINION, limit=LONGEST_NOTE)
    chosen = _chosen(work)
    for step in work.book.review_steps:
        versions = [version for version, due in chosen if due == step]
        if versions:
            answers.review(work, *versions, step=step, passed=decision == "pass", opinion=opinion)
    if decision == "pass":
        flash(_("已同意%(count)d条。", count=len(chosen)))
    else:
        flash(_("已退回%(count)d条。", count=len(chosen)))
    return redirect(url_for("console.review_many"))


def _page(work: Work, shelf: Shelf, template: str) -> str:
    after = asked.text("after")
    found = entries.listed(work, wanted=WantedEntries(shelf=shelf), after=after, limit=SHOWN)
    return render_template(
        template,
        found=tuple(_read(work, row.id) for row in found.rows),
        chosen=frozenset(request.form.getlist("version")),
        limit=LONGEST_NOTE,
        next_page=asked.same_with(after=found.after),
        is_first=after is None,
    )


def _read(work: Work, entry_id: int) -> Ticked:
    shown = entries.page(work, entry_id=entry_id)
    texts = difference.texts_of(shown.newest)
    live = difference.texts_of(shown.live) if shown.live else {}
    return Ticked(
        entry=shown,
        changes=difference.compare(live, texts) if live else (),
        suspects=suspects.suspects(work, texts, shown.cleared),
    )


def _chosen(work: Work) -> list[tuple[FaqVersion, str]]:
    """The versions ticked, each with the step that is due; Refused when one has moved on."""
    found: list[tuple[FaqVersion, str]] = []
    for version_id in _ticked():
        version = work.db.get(FaqVersion, version_id)
        if version is None:
            raise Refused(MOVED_ON)
        newest = entries.page(work, entry_id=version.entry_id).newest
        if newest.id != version.id or newest.step is None:
            raise Refused(MOVED_ON)
        found.append((version, newest.step))
    if not found:
        raise Refused(NOTHING_CHOSEN)
    return found


def _ticked() -> list[int]:
    """The versions ticked on a page."""
    given = map(whole_number, request.form.getlist("version")[:SHOWN])
    return [version_id for version_id in given if version_id is not None]
