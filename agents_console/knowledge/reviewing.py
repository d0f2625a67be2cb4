"""Several versions decided alike, each of them read: what a file of a hundred entries brings."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked, typed
from agents_console.asked import whole_number
from agents_console.knowledge import difference, suspects
from agents_console.knowledge.deciding import NOT_DECIDED, OPINION
from faq_kb import actions as answers
from faq_kb.wordings import LONGEST_NOTE
from hotline.errors import Refused
from hotline.records import FaqVersion
from hotline.reports import entries
from hotline.reports.shelves import Shelf, WantedEntries
from hotline.reports.shown import EntryPage, EntryRow, Page
from hotline.rules.wording import Wording
from hotline.work import Work

SHOWN = 20
NOTHING_CHOSEN = Wording(
    key="review.nothing_chosen",
    zh="请勾选已经看过、要一起审的条目。",
    en="Tick the entries that you have read and decide alike.",
)
MOVED_ON = Wording(
    key="review.moved_on",
    zh="所选条目里有的刚刚被处理过了，这一批都没有动。请看最新情况再选。",
    en="Some of these have just been handled; none of the batch was touched. Choose again.",
)


@dataclass(frozen=True)
class ToReview:
    """An entry with a step due, the change it brings, and what looks personal in it."""

    entry: EntryPage
    changes: tuple[difference.Changed, ...]
    suspects: tuple[suspects.Suspect, ...]


def page(work: Work) -> ResponseReturnValue:
    """What waits for this person's review, each with its whole text or its change."""
    found = _waiting(work, after=asked.text("after"))
    return render_template(
        "console/knowledge/review_many.html",
        found=tuple(_to_review(work, row.id) for row in found.rows),
        chosen=frozenset(request.form.getlist("version")),
        limit=LONGEST_NOTE,
        next_page=asked.same_with(after=found.after),
        is_first=asked.text("after") is None,
    )


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


def _waiting(work: Work, *, after: str | None) -> Page[EntryRow]:
    wanted = WantedEntries(shelf=Shelf.TO_REVIEW)
    return entries.listed(work, wanted=wanted, after=after, limit=SHOWN)


def _to_review(work: Work, entry_id: int) -> ToReview:
    shown = entries.page(work, entry_id=entry_id)
    texts = difference.texts_of(shown.newest)
    live = difference.texts_of(shown.live) if shown.live else {}
    return ToReview(
        entry=shown,
        changes=difference.compare(live, texts) if live else (),
        suspects=suspects.suspects(work, texts, shown.cleared),
    )


def _chosen(work: Work) -> list[tuple[FaqVersion, str]]:
    """The versions ticked, each with the step that is due; Refused when one has moved on."""
    ids = [whole_number(given) for given in request.form.getlist("version")][:SHOWN]
    found: list[tuple[FaqVersion, str]] = []
    for version_id in ids:
        version = work.db.get(FaqVersion, version_id) if version_id else None
        if version is None:
            raise Refused(MOVED_ON)
        newest = entries.page(work, entry_id=version.entry_id).newest
        if newest.id != version.id or newest.step is None:
            raise Refused(MOVED_ON)
        found.append((version, newest.step))
    if not found:
        raise Refused(NOTHING_CHOSEN)
    return found
