"""Attaching missed questions to an entry as phrasings, with what that changes seen beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked
from agents_console.knowledge.misses import may_draft, seen, seen_of
from faq_kb import misses as acts
from faq_kb.effect import Effect, effect
from faq_kb.masking import HIDDEN, masked
from faq_kb.search import Answer, KnowledgeBase
from faq_kb.wordings import LONGEST_QUESTION, MOST_PHRASINGS
from hotline.errors import NotFound
from hotline.records import FaqEntry, FaqVersion
from hotline.reports import misses
from hotline.reports.shown.miss import MissPage
from hotline.rules.wording import Wording
from hotline.text import clean, clean_lines
from hotline.work import Work

DAYS = (1, 7, 30)
# Phrasings chosen beforehand: an entry gains from a few ways of asking, not from every one.
CHOSEN = 4
SHOWN = 20  # questions named of each kind of change
NO_SUCH_ENTRY = Wording(
    key="entry.unknown",
    zh="没有这个条目，或者您无权查看。",
    en="There is no such entry, or none that you may see.",
)


def page(work: Work, cluster_id: int, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """The entry, the phrasings to choose, and what they would change; the last alone to htmx."""
    shown = misses.page(work, cluster_id=cluster_id)
    entry = _entry(work)
    basis = acts.basis_of(work, entry)
    offered = _offered(work, knowledge, shown, basis)
    chosen = _phrasings() if "days" in request.values else list(offered[:CHOSEN])
    days = _days()
    seen_effect = _effect(work, knowledge, entry, basis, chosen, days)
    only_effect = request.headers.get("HX-Request") == "true"
    return render_template(
        "console/knowledge/_effect.html" if only_effect else "console/knowledge/attach.html",
        miss=shown,
        entry=entry,
        basis=basis,
        unit=work.book.organisation.units.get(entry.unit_id),
        may_attach=may_draft(work, entry.unit_id),
        offered=offered,
        chosen=chosen,
        own=_own(),
        days=days,
        days_choices=DAYS,
        effect=seen_effect,
        titles=_titles(work, knowledge, seen_effect, basis),
        most_shown=SHOWN,
        masked=masked,
        seen=seen_of(shown),
        ticked=request.values.getlist("seen"),
        limit=LONGEST_QUESTION,
    )


def attach(work: Work, cluster_id: int) -> ResponseReturnValue:
    """Write the entry's next version with these phrasings, and hand it in."""
    entry = _entry(work)
    version = acts.attach(work, seen(work, cluster_id), entry=entry, phrasings=_phrasings())
    if version.state.value == "draft":
        flash(_("问法已加进该条目正在起草的版本；送审之后才会发布。"))
    else:
        flash(_("新版本已送审；审查通过后来电人就能问到，之前原来的版本照常使用。"))
    return redirect(url_for("console.misses"))


def _entry(work: Work) -> FaqEntry:
    entry_id = asked.whole_number(request.values.get("entry", ""))
    entry = work.db.get(FaqEntry, entry_id) if entry_id is not None else None
    if entry is None or not may_draft(work, entry.unit_id):
        raise NotFound(NO_SUCH_ENTRY)
    return entry


def _offered(work: Work, knowledge: KnowledgeBase, shown: MissPage, basis: FaqVersion) -> list[str]:
    """Ways of asking that the entry has not yet; none with what would tell who asked.

    Of those that differ in 嗯 and 请问 alone the shortest.
    """
    _base, settings = knowledge.base(work)
    plain = settings.viewer.plain
    known = {plain(text) for text in (basis.question, *(one.text for one in basis.phrasings))}
    said = [*shown.row.heard, *(one.heard for one in shown.questions)]
    said += [heard for row in shown.near for heard in row.heard[:2]]
    found: dict[str, str] = {}
    for text in (masked(clean(one, limit=LONGEST_QUESTION + 1)) for one in said):
        if HIDDEN not in text and len(text) <= LONGEST_QUESTION:
            found[plain(text)] = min(found.get(plain(text), text), text, key=len)
    return [text for view, text in found.items() if view not in known]


def _phrasings() -> list[str]:
    """The phrasings ticked and those written by hand, one a line."""
    return list(dict.fromkeys([*request.values.getlist("phrasing"), *_own().split("\n")]))


def _own() -> str:
    most = (LONGEST_QUESTION + 1) * MOST_PHRASINGS
    return clean_lines(request.values.get("own", ""), limit=most)


def _days() -> int:
    days = asked.whole_number(request.values.get("days", ""))
    return days if days in DAYS else 7


def _effect(
    work: Work,
    knowledge: KnowledgeBase,
    entry: FaqEntry,
    basis: FaqVersion,
    chosen: Sequence[str],
    days: int,
) -> Effect:
    missed, answered = misses.recent(work, days=days)
    texts = [basis.question, *(phrasing.text for phrasing in basis.phrasings)]
    return effect(
        work,
        knowledge,
        entry_id=entry.id,
        unit_id=entry.unit_id,
        phrasings=[*texts, *(one for one in chosen if one)],
        missed=[tuple(row) for row in missed],
        answered=[tuple(row) for row in answered],
    )


def _titles(
    work: Work, knowledge: KnowledgeBase, found: Effect, basis: FaqVersion
) -> dict[int, Any]:
    """What the entries are called that a question has now or would have."""
    changes = (*found.answered, *found.offered, *found.worse)
    ids = {one for change in changes for one in (*change.before, *change.after)}
    answers: Sequence[Answer] = knowledge.entries(work, entry_ids=sorted(ids))
    return {answer.entry_id: answer.question for answer in answers} | {
        basis.entry_id: basis.question
    }
