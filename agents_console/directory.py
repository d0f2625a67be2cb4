"""The directory: who answers for what, who is in hours now, and who is not ready."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from agents_console import asked
from hotline.reports import directory
from hotline.work import Work


def page(work: Work) -> ResponseReturnValue:
    """The departments in scope, narrowed by place, words and being open now."""
    place_id, words = _place(work), asked.text("q") or ""
    found = directory.departments(
        work, place_id=place_id, words=words, unready=asked.flag("unready")
    )
    if asked.flag("open"):
        found = tuple(each for each in found if each.is_open)
    only_list = request.headers.get("HX-Request") == "true"
    return render_template(
        "console/_departments.html" if only_list else "console/directory.html",
        found=found,
        words=words,
        now=work.now,
        places=asked.places(work, "see_directory"),
        chosen={"place": place_id, "open": asked.flag("open"), "unready": asked.flag("unready")},
    )


def _place(work: Work) -> int | None:
    """The place asked for; where nothing is asked yet one's own, as the whole list is long."""
    if request.args:
        return asked.place(work, "see_directory")
    unit = work.book.organisation.units.get(work.actor.unit_id or 0)
    choices = {place.id for place in asked.places(work, "see_directory")}
    return unit.place_id if unit and unit.place_id in choices else None
