"""Reply templates: the list, one with its versions, and putting one into a reply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hotline.actions import reply_templates as acts
from hotline.pages import typed
from hotline.records import ReplyTemplate
from hotline.reports import reply_templates, scope
from hotline.reports.shown import HandlingLegShown, InquiryPage
from hotline.rules.reply_templates import PLACES
from hotline.rules.wording import Wording
from hotline.work import Work

LIMITS = {"title": 60, "text": 4000}
TITLE = Wording(key="label.template_title", zh="名称", en="Title")
TEXT = Wording(key="label.template_text", zh="内容", en="Text")
MOST_IN_A_REPLY = 20
# The moves that write to the inquirer, and in which field.
FIELDS = {"reply": "reply", "pass_on": "part_reply"}


def page(work: Work) -> ResponseReturnValue:
    """The templates one's units can use, and a form for another."""
    return render_template(
        "console/reply_templates.html", rows=reply_templates.listed(work), **_choices(work)
    )


def write(work: Work) -> ResponseReturnValue:
    """Another template."""
    acts.write(work, unit_id=typed.number("unit") or 0, **_given())
    flash(_("已保存，办理时可以插入答复。"))
    return redirect(url_for("console.reply_templates"))


def one(work: Work, template_id: int) -> ResponseReturnValue:
    """A template, to be changed by who keeps it, and all it has said before."""
    found = reply_templates.one(work, template_id=template_id)
    return render_template(
        "console/reply_template.html",
        template=found,
        versions=reply_templates.versions(work, found),
        can_keep=acts.may_keep(work, found.unit_id),
        **_choices(work),
    )


def change(work: Work, template_id: int) -> ResponseReturnValue:
    """Another version of it, or its end."""
    reply_templates.one(work, template_id=template_id)
    found = work.db.get_one(ReplyTemplate, template_id, with_for_update=True)
    if request.form.get("withdraw") == "1":
        acts.withdraw(work, found)
        flash(_("已停用，历次内容保留。"))
        return redirect(url_for("console.reply_templates"))
    acts.change(work, found, seen=typed.number("number") or 0, **_given())
    flash(_("已保存为新的版本。"))
    return redirect(url_for("console.reply_template", template_id=template_id))


def used() -> list[int]:
    """The templates that were put into the reply of this form."""
    given = request.form.getlist("template")[:MOST_IN_A_REPLY]
    return [number for one in given if (number := typed.whole_number(one)) is not None]


@dataclass(frozen=True)
class Offered:
    """The templates for a text on one leg, and what stands in it already."""

    templates: tuple[reply_templates.Filled, ...]
    text: str
    used: tuple[int, ...]


def offered(
    work: Work, shown: InquiryPage, moves: Iterable[tuple[HandlingLegShown, str]]
) -> dict[tuple[int, str], Offered]:
    """What the forms of these moves need that write to the inquirer, by leg and verb."""
    texts: dict[int, tuple[reply_templates.Filled, ...]] = {}
    found = {}
    for leg, verb in moves:
        if verb in FIELDS:
            if leg.unit_id not in texts:
                texts[leg.unit_id] = reply_templates.for_leg(work, shown, leg.unit_id)
            found[leg.id, verb] = _offered(texts[leg.unit_id], leg.id, verb)
    return found


def _offered(templates: tuple[reply_templates.Filled, ...], leg_id: int, verb: str) -> Offered:
    """What one form needs; a template that was pressed for is put after what was typed.

    Scripts put it where the cursor is; this is for browsers without.
    """
    text = typed.again(FIELDS[verb], leg_id=leg_id)
    at = request.endpoint, (request.view_args or {}).get("leg_id")
    is_here = at == (f"console.{verb}", leg_id)
    put_in = used() if is_here else []
    chosen = typed.number("choice") if is_here and is_inserting() else None
    for each in templates:
        if each.id == chosen:
            text = f"{text.rstrip()}\n{each.text}".lstrip("\n")
            put_in.append(each.id)
    return Offered(templates=templates, text=text, used=tuple(put_in))


def is_inserting() -> bool:
    """Whether this form only wants a template put into it."""
    return request.method == "POST" and "insert" in request.form


def _given() -> dict[str, Any]:
    return {
        "title": typed.line("title", label=TITLE, limit=LIMITS["title"]),
        "text": typed.lines("text", label=TEXT, limit=LIMITS["text"]),
        "is_for_place": request.form.get("for_place") == "1",
    }


def _choices(work: Work) -> dict[str, Any]:
    organisation = work.book.organisation
    kept = [unit_id for unit_id in sorted(scope.my_units(work)) if acts.may_keep(work, unit_id)]
    return {
        "units": [organisation.units[unit_id] for unit_id in kept],
        "places_zh": [name for name in PLACES if not name.isascii()],
        "places_en": [name for name in PLACES if name.isascii()],
        "limits": LIMITS,
    }
