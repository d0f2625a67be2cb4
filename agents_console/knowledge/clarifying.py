"""Clarifications at the desk: marked by whoever hears a rumour, owed by the competent unit."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked
from faq_kb import actions as answers
from faq_kb import clarifications
from faq_kb.search import Answer, KnowledgeBase
from faq_kb.trial import try_question
from faq_kb.wordings import LONGEST_NOTE
from hotline.errors import NotFound, Refused
from hotline.pages import typed
from hotline.records import ClarificationKind
from hotline.reports import calls, entries, inquiry_page, scope
from hotline.reports import clarifications as reports
from hotline.reports.names import Names
from hotline.reports.shown import ClarificationShown
from hotline.rules.wording import Wording
from hotline.work import Work

SAID = Wording(key="label.said", zh="流传的说法或缺少的信息", en="What is said, or missing")
NEAR_SHOWN = 3
REASON = Wording(key="label.drop_reason", zh="不需澄清的理由", en="Why none is needed")
NO_UNIT = Wording(
    key="clarification.no_unit", zh="请选择应当澄清的单位。", en="Choose the competent unit."
)
NO_KIND = Wording(
    key="clarification.no_kind",
    zh="请选择是不实传言还是信息不完整。",
    en="Choose whether it is a rumour or incomplete information.",
)


def listing(work: Work) -> ResponseReturnValue:
    """Clarifications in scope, those owed first of all."""
    show = request.args.get("show", "owed")
    is_owed = {"owed": True, "settled": False}.get(show)
    found = reports.listed(work, is_owed=is_owed, after=asked.text("after"))
    return render_template(
        "console/knowledge/clarifications.html",
        found=found,
        show=show if is_owed is not None else "all",
        **asked.paging(found),
    )


def page(work: Work, clarification_id: int, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """One clarification, where it came from and what has become of it."""
    shown = reports.page(work, clarification_id=clarification_id)
    writes = answers.may(work, "draft_answers", unit_id=shown.unit_id)
    can_write = writes and shown.is_owed
    return render_template(
        "console/knowledge/clarification.html",
        one=shown,
        can_write=can_write,
        near=_near(work, knowledge, shown) if can_write and not shown.entry_id else (),
        may_open_entry=shown.entry_id is not None and _may_open_entry(work, shown.entry_id),
        orphaned=typed.texts() if typed.refusal() and not can_write else [],
        limit=LONGEST_NOTE,
    )


def _near(work: Work, knowledge: KnowledgeBase, shown: ClarificationShown) -> list[Answer]:
    """The unit's own live entries that speak of it: one of them may only need a word more."""
    unit = work.book.organisation.units[shown.unit_id]
    found = try_question(work, knowledge, shown.said, place_id=unit.place_id).near
    return [one.answer for one in found if one.answer.unit_id == unit.id][:NEAR_SHOWN]


def _may_open_entry(work: Work, entry_id: int) -> bool:
    try:
        entries.page(work, entry_id=entry_id)
    except NotFound:
        return False
    return True


def new(work: Work) -> ResponseReturnValue:
    """The form, with the call or inquiry it is marked from."""
    call_id, inquiry_id = _from(work)
    names = Names(work)
    return render_template(
        "console/knowledge/new_clarification.html",
        form_id=typed.form_id_again(),
        call_id=call_id,
        inquiry_id=inquiry_id,
        kinds=[
            (one.value, names.word("clarification_kind", one.value)) for one in ClarificationKind
        ],
        units=scope.units_with(work, "mark_clarifications"),
        limit=LONGEST_NOTE,
    )


def mark(work: Work) -> ResponseReturnValue:
    """Mark it for the unit that is competent."""
    form_id = typed.form_id()
    kind, unit_id = request.form.get("kind", ""), typed.number("unit")
    if kind not in set(ClarificationKind):
        raise Refused(NO_KIND)
    if unit_id not in {unit.id for unit in scope.units_with(work, "mark_clarifications")}:
        raise Refused(NO_UNIT)
    assert unit_id is not None
    call_id, inquiry_id = _from(work)
    row = clarifications.mark(
        work,
        form_id=form_id,
        unit_id=unit_id,
        kind=ClarificationKind(kind),
        said=typed.lines("said", label=SAID, limit=LONGEST_NOTE),
        call_id=call_id,
        inquiry_id=inquiry_id,
    )
    work.db.flush()
    flash(_("已标记，承办单位会在知识库的澄清列表里看到。"))
    return redirect(url_for("console.clarification", clarification_id=row.id))


def drop(work: Work, clarification_id: int) -> ResponseReturnValue:
    """The unit says why nothing needs to be clarified."""
    reports.page(work, clarification_id=clarification_id)
    reason = typed.lines("reason", label=REASON, limit=LONGEST_NOTE)
    clarifications.drop(work, clarification_id=clarification_id, reason=reason)
    flash(_("已了结：不需澄清。"))
    return redirect(url_for("console.clarification", clarification_id=clarification_id))


def _from(work: Work) -> tuple[int | None, int | None]:
    """The call or inquiry it is marked from; NotFound when this person may not see it."""
    call_id = asked.number("call") or typed.number("call")
    inquiry_id = asked.number("inquiry") or typed.number("inquiry")
    if call_id is not None:
        calls.page(work, call_id=call_id)
    if inquiry_id is not None:
        inquiry_page.page(work, inquiry_id=inquiry_id)
    return call_id, inquiry_id
