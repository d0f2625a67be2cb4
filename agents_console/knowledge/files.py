"""Entries in files: sent in and followed row by row, and taken out in the same columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agents_console.knowledge import sending
from faq_kb.exchange import exports, handing_in, imports, refusals
from faq_kb.exchange.columns import NAMED
from hotline.actions import reading
from hotline.errors import Refused
from hotline.pages import typed
from hotline.pages.language import language, say
from hotline.records import FaqImportRow
from hotline.reports import imports as followed
from hotline.rules.wording import Wording, worded
from hotline.rules.zone import today
from hotline.work import Work

HEADINGS: Mapping[str, Wording] = {name: column.heading for name, column in NAMED.items()}
REPORT: Mapping[str, Wording] = worded(
    "column",
    (
        ("line", "行号", "Row"),
        ("result", "结果", "Result"),
        ("column", "列", "Column"),
        ("reason", "说明", "Reason"),
        ("given", "原内容", "What was there"),
        ("code", "条目代码", "Entry's code"),
    ),
)
RESULTS: Mapping[str, Wording] = worded(
    "result",
    (
        ("new_entry", "新条目（草稿）", "new entry (draft)"),
        ("new_version", "新版本（草稿）", "new version (draft)"),
        ("new_facts", "只更新公开目录", "only the catalogue's facts are new"),
        ("unchanged", "没有变化", "unchanged"),
        ("refused", "没有导入", "refused"),
    ),
)


def page(work: Work) -> ResponseReturnValue:
    """The form to send a file in, what one has sent before, and the ways out."""
    units = work.book.organisation.units
    kept = [units[unit_id] for unit_id in exports.units_kept(work)]
    return render_template(
        "console/knowledge/imports.html",
        units=[unit for unit in kept if unit.is_active],
        own_unit_id=work.actor.unit_id,
        columns=exports.template_columns(),
        sent=followed.listed(work),
        results=RESULTS,
    )


def send(work: Work) -> ResponseReturnValue:
    """Take the file in; its rows are done in the background, and followed on a page of its own."""
    file, unit_id = request.files.get("file"), typed.number("unit")
    if file is None or not file.filename:
        raise Refused(refusals.NO_FILE)
    if unit_id is None:
        raise Refused(refusals.NO_UNIT)
    made = imports.receive(
        work, unit_id=unit_id, file_name=file.filename, content=file.stream.read()
    )
    return redirect(url_for("console.import", import_id=made.id))


def progress(work: Work, import_id: int) -> ResponseReturnValue:
    """How far the file is and what became of its rows; to htmx only what moves."""
    found = followed.page(work, import_id=import_id)
    only_piece = request.headers.get("HX-Request") == "true"
    return render_template(
        "console/knowledge/_import.html" if only_piece else "console/knowledge/import.html",
        found=found,
        drafts=handing_in.how_many(work, import_id=import_id),
        results=RESULTS,
        headings=HEADINGS,
    )


def hand_in(work: Work, import_id: int) -> ResponseReturnValue:
    """Hand in all drafts of the file, in the background."""
    followed.page(work, import_id=import_id)
    handing_in.ask(work, import_id=import_id)
    return redirect(url_for("console.import", import_id=import_id))


def report(work: Work, import_id: int) -> ResponseReturnValue:
    """What became of every row, or of the refused ones only, as a file for a spreadsheet."""
    only_refused = request.args.get("only") == "refused"
    found = followed.rows(work, import_id=import_id, only_refused=only_refused)
    headings = {name: say(wording) for name, wording in REPORT.items()}
    return sending.file(f"import-{import_id}", "csv", headings, (_told(*each) for each in found))


def _told(row: FaqImportRow, code: str | None) -> dict[str, Any]:
    return {
        "line": row.line,
        "result": say(RESULTS[row.result]),
        "column": say(NAMED[row.column_name].heading) if row.column_name else "",
        "reason": row.reason["en" if language() == "en" else "zh"] if row.reason else "",
        "given": row.given,
        "code": code,
    }


def template(work: Work) -> ResponseReturnValue:
    """An example of a file, to be filled in."""
    columns = exports.template_columns()
    headings = {each.name: say(each.heading) for each in columns}
    example = {each.name: each.example for each in columns}
    return sending.file("entries", sending.form(), headings, [example])


def export(work: Work) -> ResponseReturnValue:
    """The entries one keeps, or of these the disclosure items; that they leave is noted."""
    form, only_items = sending.form(), request.args.get("only") == "items"
    what = "items" if only_items else "entries"
    rows = exports.entries(work, only_items=only_items)
    answer = sending.file(f"{what}-{today(work.now)}", form, exports.headings(language()), rows)
    reading.exported(work, what=what, form=form)
    return answer
