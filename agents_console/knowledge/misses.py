"""Missed questions: the clusters that wait, one of them, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked
from faq_kb import misses as acts
from faq_kb.drafting import may
from faq_kb.masking import masked
from faq_kb.search import Answer, Found, KnowledgeBase
from faq_kb.wordings import LONGEST_NOTE
from hotline.pages import typed
from hotline.reports import misses, scope
from hotline.reports.miss_decisions import channel_name
from hotline.reports.names import Names
from hotline.reports.shown.miss import MissPage
from hotline.rules.organisation import Body, Place
from hotline.rules.wording import Wording
from hotline.work import Work

NEAREST = 6
MOST_PAGES = 500
REASON = Wording(key="label.miss_reason", zh="理由", en="Reason")


@dataclass(frozen=True)
class Nearest:
    """An entry that may be the one meant: how many callers it helped later, and whether the
    reader may add a phrasing to it."""

    answer: Answer
    unit: Wording
    helped: int
    is_answer: bool
    may_attach: bool


def listing(work: Work) -> ResponseReturnValue:
    """The clusters that wait for a decision by the callers affected; or those dealt with."""
    is_dealt = asked.flag("dealt")
    number = min(asked.number("page") or 1, MOST_PAGES)
    rows, more = (misses.dealt(work), False) if is_dealt else misses.listed(work, page=number)
    return render_template(
        "console/knowledge/misses.html",
        rows=rows,
        masked=masked,
        is_dealt=is_dealt,
        first=(number - 1) * misses.PAGE,
        next_page=asked.same_with(page=str(number + 1)) if more else None,
        is_first=number == 1,
        days=misses.COUNTED.days,
    )


def page(work: Work, cluster_id: int, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """One cluster: what was asked, which entries are near, and the actions."""
    shown = misses.page(work, cluster_id=cluster_id)
    words = asked.text("q") or ""
    found = _find(work, knowledge, shown, words)
    return render_template(
        "console/knowledge/miss.html",
        miss=shown,
        masked=masked,
        words=words,
        nearest=_nearest(work, knowledge, shown, found, words),
        answers_now=_answers_now(found, words),
        units=units(work),
        chosen_unit=typed.again("unit", str(shown.row.unit_id or _likely_unit(work, shown, found))),
        likely_channel=_likely_channel(work, shown),
        channels=[
            (row.code, channel_name(row))
            for row in (*work.book.redirects.channels, *work.book.redirects.everyday)
        ],
        limit=LONGEST_NOTE,
        seen=seen_of(shown),
        ticked=request.form.getlist("seen"),
    )


def seen_of(shown: MissPage) -> Mapping[int, str]:
    """For the cluster and those near it what a form says that was seen: id and decision."""
    rows = (shown.row, *shown.near)
    return {row.id: f"{row.id}:{row.decision.id if row.decision else 0}" for row in rows}


def seen(work: Work, cluster_id: int) -> dict[int, int]:
    """The clusters a form deals with, each with the decision its reader saw; all in scope."""
    found: dict[int, int] = {}
    for given in request.form.getlist("seen"):
        parts = [asked.whole_number(part) for part in given.split(":")]
        if len(parts) == 2 and parts[0] is not None and parts[1] is not None:
            found[parts[0]] = parts[1]
    shown = misses.page(work, cluster_id=cluster_id)
    near = {row.id for row in shown.near}
    return {one: found.get(one, 0) for one in {cluster_id, *(near & found.keys())}}


def give(work: Work, cluster_id: int) -> ResponseReturnValue:
    """Let a unit's own editors draft the entry."""
    acts.give(work, seen(work, cluster_id), unit_id=typed.number("unit") or 0)
    return _done(_("已交给该单位起草，会出现在该单位信息员的待补问题里。"))


def set_aside(work: Work, cluster_id: int) -> ResponseReturnValue:
    """Mark as out of scope, with the channel where it belongs or a reason."""
    reason = typed.lines("reason", label=REASON, limit=LONGEST_NOTE)
    channel = request.form.get("channel") or None
    acts.set_aside(work, seen(work, cluster_id), redirect=channel, reason=reason)
    return _done(_("已标为不属于本专线；可以在“已处理”里撤销。"))


def answered(work: Work, cluster_id: int) -> ResponseReturnValue:
    """The base answers it by now."""
    acts.answered(work, seen(work, cluster_id), entry_id=typed.number("entry") or 0)
    return _done(_("已移出清单；如果以后又有人没问到，会再出现。"))


def take_back(work: Work, cluster_id: int) -> ResponseReturnValue:
    """Undo the last decision."""
    acts.take_back(work, cluster_id, after=seen(work, cluster_id)[cluster_id])
    flash(_("已撤销，这组问题回到清单。"))
    return redirect(url_for("console.miss", cluster_id=cluster_id))


def may_draft(work: Work, unit_id: int) -> bool:
    """Whether this person may draft for the unit."""
    return may(work, "draft_answers", unit_id=unit_id)


def units(work: Work) -> list[tuple[Place, Sequence[Body]]]:
    """Every unit that may be given a question: of the reader's places, and of those above."""
    organisation = work.book.organisation
    reach = scope.reach(work, "draft_answers")
    own = {organisation.units[one].place_id for one in reach.unit_ids if one in organisation.units}
    above = {up for one in reach.place_ids | own for up in organisation.places[one].path}
    places = sorted(
        (organisation.places[one] for one in above), key=lambda place: (len(place.path), place.id)
    )
    units_at = organisation.units_at
    return [(place, units_at[place.id]) for place in places if place.id in units_at]


def _find(work: Work, knowledge: KnowledgeBase, shown: MissPage, words: str) -> Found:
    place_id = shown.questions[0].place_id
    return knowledge.find(work, words or shown.row.heard[0], place_id=place_id)


def _likely_channel(work: Work, shown: MissPage) -> str:
    """The channel that the questions' words speak of, empty when none fits."""
    table = work.book.redirects
    found = (table.likely(heard) for heard in shown.row.heard)
    return next((row.code for row in found if row is not None), "")


def _likely_unit(work: Work, shown: MissPage, found: Found) -> int | str:
    """Whose matter it seems to be by what is near it now, at the level where it was asked."""
    if found.unit_id is None:
        return ""
    place_id = shown.questions[0].place_id
    return work.book.organisation.same_department_at(found.unit_id, place_id).id


def _answers_now(found: Found, words: str) -> Answer | None:
    """What a caller who asked so now would hear."""
    return found.answers[0] if found.verdict == "answer" and not words else None


def _nearest(
    work: Work, knowledge: KnowledgeBase, shown: MissPage, found: Found, words: str
) -> list[Nearest]:
    """Entries that helped those who asked again, then what is close to the question."""
    helped = {} if words else {one.entry_id: one.callers for one in shown.solved_by}
    close = [answer.entry_id for answer in found.answers]
    close += [int(entry_id) for entry_id, _likelihood in found.candidates]
    ids = list(dict.fromkeys([*helped, *close]))[:NEAREST]
    names = Names(work)
    return [
        Nearest(
            answer=answer,
            unit=names.unit(answer.unit_id),
            helped=helped.get(answer.entry_id, 0),
            is_answer=found.verdict == "answer" and answer.entry_id == close[0],
            may_attach=may_draft(work, answer.unit_id),
        )
        for answer in knowledge.entries(work, entry_ids=ids)
    ]


def _done(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("console.misses"))
