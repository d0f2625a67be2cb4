"""The facts of an item of the disclosure database, entered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console.knowledge.files import HEADINGS
from faq_kb import catalogue
from faq_kb.catalogue import Facts
from faq_kb.exchange import refusals
from faq_kb.exchange.columns import NAMED
from faq_kb.exchange.fields import Reader
from faq_kb.exchange.rows import BadCell
from faq_kb.wordings import LONGEST_QUESTION
from hotline.errors import Refused
from hotline.pages import typed
from hotline.records import DisclosureItem, Effectiveness, FaqEntry, ItemType
from hotline.reports import entries
from hotline.reports.names import Names
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

CHOICES: Mapping[str, type[StrEnum]] = {"item_type": ItemType, "effectiveness": Effectiveness}


def page(work: Work, entry_id: int) -> ResponseReturnValue:
    """The form; what somebody else has changed meanwhile stands beside what was typed."""
    shown = entries.page(work, entry_id=entry_id)
    item = work.db.get(DisclosureItem, entry_id)
    names = Names(work)
    return render_template(
        "console/knowledge/describe.html",
        entry=shown,
        after=catalogue.last_change(work, entry_id=entry_id),
        now={name: _plain(getattr(item, name, None)) for name in Facts.__annotations__},
        choices={
            name: [(each.value, names.word(name, each)) for each in kind]
            for name, kind in CHOICES.items()
        },
        headings=HEADINGS,
        limits={name: NAMED[name].limit or LONGEST_QUESTION for name in Facts.__annotations__},
    )


def keep(work: Work, entry_id: int) -> ResponseReturnValue:
    """Keep what was entered with the entry."""
    entries.page(work, entry_id=entry_id)
    entry = work.db.get_one(FaqEntry, entry_id)
    catalogue.keep(work, entry, facts=_facts(work, entry), after=typed.number("after") or 0)
    flash(_("目录信息已保存。"))
    return redirect(url_for("console.entry", entry_id=entry_id))


def _facts(work: Work, entry: FaqEntry) -> Facts:
    cells = {
        name: typed.line(name, label=HEADINGS[name], limit=NAMED[name].limit or LONGEST_QUESTION)
        for name in Facts.__annotations__
    }
    reader = Reader(work.book, unit_id=entry.unit_id, on=today(work.now))
    try:
        facts = reader.facts(cells, entry.unit_id)
        if facts is None:
            raise BadCell("index_number", refusals.EMPTY_CELL)
    except BadCell as fault:
        heading, said = HEADINGS[fault.column], fault.wording
        raise Refused(
            Wording(key=said.key, zh=f"{heading.zh}：{said.zh}", en=f"{heading.en}: {said.en}")
        ) from fault
    return facts


def _plain(value: object) -> str:
    """A fact as a field of a form holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
