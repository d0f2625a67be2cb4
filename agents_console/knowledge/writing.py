"""Writing an entry, or its next version while the live one stays."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import asked
from agents_console.knowledge import difference, origin, suspects
from faq_kb import actions as answers
from faq_kb import clarifications, wordings
from hotline.errors import Refused
from hotline.pages import typed
from hotline.pages.language import say
from hotline.records import FaqVersion, Publicity
from hotline.reports import clarifications as reports
from hotline.reports import entries, scope
from hotline.reports.names import Names
from hotline.reports.shown import ClarificationShown, EntryPage
from hotline.rules.organisation import Body
from hotline.rules.wording import Wording
from hotline.text import clean_lines
from hotline.work import Work

LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "line": wordings.LONGEST_QUESTION,
        "answer": wordings.LONGEST_ANSWER,
        "note": wordings.LONGEST_NOTE,
        "url": wordings.LONGEST_URL,
        "code": wordings.LONGEST_CODE,
        "phrasings": 20_000,
    }
)
CATEGORY = Wording(key="label.entry.category", zh="类别", en="Category")
CODE = Wording(key="label.entry.code", zh="代码", en="Code")
NO_UNIT = Wording(
    key="entry.no_unit", zh="请选择由哪个单位维护。", en="Choose the unit that keeps the entry."
)
NO_PUBLICITY = Wording(
    key="entry.no_publicity", zh="请选择公开属性。", en="Choose the publicity class."
)


def page(work: Work, entry_id: int | None = None) -> ResponseReturnValue:
    """The form: empty for a new entry, else with the newest text."""
    shown = entries.page(work, entry_id=entry_id) if entry_id is not None else None
    owed = _clarification(work)
    arises = origin.of(work) if shown is None else origin.Origin()
    names = Names(work)
    return render_template(
        "console/knowledge/edit.html",
        entry=shown,
        origin=arises,
        text=_texts(shown, arises),
        after=shown.newest.number if shown else 0,
        units=scope.units_with(work, "draft_answers"),
        unit_id=owed.unit_id if owed else arises.unit_id or work.actor.unit_id,
        owed=owed,
        new_code=f"e-{secrets.token_hex(4)}",
        publicities=[(each.value, names.word("publicity", each.value)) for each in Publicity],
        categories=entries.categories(work),
        theirs=_theirs(shown, names),
        suspects=_suspects(work, shown),
        limits=LIMITS,
    )


def save(work: Work, entry_id: int | None = None) -> ResponseReturnValue:
    """Keep the text as a draft, and hand it in at once when that is asked."""
    version, owed = _drafted(work, entry_id), _clarification(work)
    if owed is not None:
        clarifications.take_up(work, clarification_id=owed.id, entry_id=version.entry_id)
    if "submit" in request.form:
        answers.submit(work, version, reasons=suspects.reasons())
        flash(_("已保存并送审。"))
    else:
        flash(_("草稿已保存。送审之后才会发布。"))
    return redirect(url_for("console.entry", entry_id=version.entry_id))


def _drafted(work: Work, entry_id: int | None) -> FaqVersion:
    shown = entries.page(work, entry_id=entry_id) if entry_id is not None else None
    fields = _fields()
    after = typed.number("after")
    if shown is not None:
        return answers.draft(
            work, unit_id=shown.unit_id, code=shown.code, after=after or 0, **fields
        )
    version = answers.draft(
        work,
        unit_id=_unit(work).id,
        code=typed.line("code", label=CODE, limit=LIMITS["code"]),
        after=0,
        **fields,
    )
    origin.keep(work, version)
    return version


def _fields() -> dict[str, Any]:
    """What the form says, each within its limits."""

    def line(name: str, limit: str = "line") -> str:
        return typed.line(name, label=difference.LABELS[name], limit=LIMITS[limit])

    def lines(name: str, limit: str = "answer") -> str:
        return typed.lines(name, label=difference.LABELS[name], limit=LIMITS[limit])

    publicity = request.form.get("publicity", "")
    if publicity not in set(Publicity):
        raise Refused(NO_PUBLICITY)
    return {
        "question": line("question"),
        "answer": lines("answer"),
        "phrasings": lines("phrasings", "phrasings").split("\n"),
        "question_en": line("question_en"),
        "answer_en": lines("answer_en"),
        "category": typed.line("category", label=CATEGORY, limit=LIMITS["line"]),
        "publicity": Publicity(publicity),
        "publicity_reason": lines("publicity_reason", "note"),
        "source": line("source"),
        "source_number": line("source_number"),
        "source_url": line("source_url", "url"),
        "source_on": typed.day("source_on", label=difference.LABELS["source_on"]),
        "valid_until": typed.day("valid_until", label=difference.LABELS["valid_until"]),
    }


def _clarification(work: Work) -> ClarificationShown | None:
    """The clarification that is owed and answered with this entry."""
    owed_id = asked.number("clarification")
    return reports.page(work, clarification_id=owed_id) if owed_id is not None else None


def _unit(work: Work) -> Body:
    unit_id = typed.number("unit")
    found = {unit.id: unit for unit in scope.units_with(work, "draft_answers")}
    if unit_id not in found:
        raise Refused(NO_UNIT)
    assert unit_id is not None
    return found[unit_id]


def _texts(shown: EntryPage | None, arises: origin.Origin) -> dict[str, str]:
    """What the form begins with: the text in preparation, else the live one, else the origin's."""
    if shown is None:
        return {
            "question": arises.question,
            "phrasings": arises.phrasings,
            "publicity": Publicity.PROACTIVE.value,
        }
    basis = shown.coming or shown.live or shown.newest
    texts = difference.texts_of(basis)
    return {**texts, "publicity": basis.publicity.value, "category": shown.category}


def _suspects(work: Work, shown: EntryPage | None) -> tuple[suspects.Suspect, ...]:
    """What looks personal in a text that was refused for it."""
    refusal = typed.refusal()
    if refusal is None or refusal.key != wordings.PERSONAL_DATA.key:
        return ()
    given = request.form.items()
    texts = {name: clean_lines(text, limit=LIMITS["phrasings"]) for name, text in given}
    return suspects.suspects(work, texts, shown.cleared if shown else ())


def _theirs(shown: EntryPage | None, names: Names) -> tuple[difference.Changed, ...]:
    """Where the newest version differs from what was typed, when another was quicker."""
    refusal = typed.refusal()
    if shown is None or refusal is None or refusal.key != wordings.OVERTAKEN.key:
        return ()
    mine = {name: request.form.get(name, "").replace("\r\n", "\n") for name in difference.LABELS}
    mine["publicity"] = say(names.word("publicity", mine["publicity"]))
    return difference.compare(mine, difference.texts_of(shown.newest))
