"""The disclosure database at the desk: its catalogue, what is late, and what is withheld."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue

from agents_console import asked
from agents_console.knowledge import sending
from hotline.actions import reading
from hotline.pages.language import say
from hotline.reports import disclosure
from hotline.reports.disclosure import Owed
from hotline.rules.wording import Wording, worded
from hotline.rules.zone import today
from hotline.work import Work

WITHHELD: Mapping[str, Wording] = worded(
    "column",
    (
        ("index_number", "索引号", "Index number"),
        ("title", "名称", "Title"),
        ("item_type", "信息类型", "Type of information"),
        ("unit", "承办单位", "Unit"),
        ("reason", "不予公开的理由", "Why it is withheld"),
        ("state", "状态", "State"),
        ("code", "代码", "Code"),
    ),
)


def catalogue(work: Work) -> ResponseReturnValue:
    """Items in scope, all of them or those that are owed or late."""
    owed, words = asked.one_of(Owed, "owed"), asked.text("q") or ""
    found = disclosure.listed(work, owed=owed, words=words, after=asked.text("after"))
    return render_template(
        "console/knowledge/disclosure.html",
        found=found,
        owed=owed,
        words=words,
        **asked.paging(found),
    )


def withheld(work: Work) -> ResponseReturnValue:
    """The catalogue of what is withheld, with the reasons."""
    return render_template(
        "console/knowledge/withheld.html", rows=list(disclosure.withheld(work)), headings=WITHHELD
    )


def export_withheld(work: Work) -> ResponseReturnValue:
    """The same as a file; that it was taken out is noted."""
    form, headings = sending.form(), {name: say(wording) for name, wording in WITHHELD.items()}
    rows = (
        {
            "index_number": row.index_number,
            "title": row.title,
            "item_type": say(row.item_type) if row.item_type else "",
            "unit": say(row.unit),
            "reason": row.reason,
            "state": say(row.state_name),
            "code": row.code,
        }
        for row in disclosure.withheld(work)
    )
    answer = sending.file(f"withheld-{today(work.now)}", form, headings, rows)
    reading.exported(work, what="withheld", form=form)
    return answer
