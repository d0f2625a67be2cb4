"""Complaining: about an inquiry with its code, or without one about conduct or about silence."""

from __future__ import annotations

from dataclasses import replace

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from hotline.actions import web
from hotline.errors import Refused
from hotline.pages import files, typed
from hotline.pages.departments import departments
from hotline.records import Ground, Inquiry
from hotline.reports.names import Names
from hotline.rules.wording import Wording
from hotline.work import Work
from public_site import captcha, following, places, sending

TEXT = Wording(key="label.complaint", zh="投诉的事情", en="What the complaint is about")
# About the reply of an inquiry one complains with its code; these need none.
WITHOUT_CODE = (Ground.CONDUCT, Ground.NO_REPLY)


def page(work: Work) -> ResponseReturnValue:
    """The form; from the page of an inquiry its code comes along."""
    names, every = Names(work), places.every(work)
    return render_template(
        "site/complain.html",
        form_id=typed.form_id_again(),
        grounds=[(ground.value, names.word("ground", ground.value)) for ground in WITHOUT_CODE],
        place=places.chosen(work),
        places=every,
        departments=departments(work, every),
        longest=sending.LONGEST_TEXT,
    )


def send(work: Work) -> ResponseReturnValue:
    """Log it with supervision; it has a lookup code and a time limit of its own."""
    if request.form.get("step") != "send":
        g.given_back = True
        return page(work)
    captcha.check()
    about: Inquiry | None = None
    if request.form.get("code", "").strip():
        found = following.find(work)
        if isinstance(found, Refused):
            return following.refused(found, page, work)
        about = found.inquiry
    unit_id = sending.unit_id(work)
    ground = request.form.get("ground", "")
    logged = web.complain(
        work,
        replace(sending.sender(), is_confidential=False),
        form_id=typed.form_id(),
        text=typed.lines("text", label=TEXT, limit=sending.LONGEST_TEXT),
        about=about,
        place_id=places.chosen(work).id,
        ground=Ground(ground) if ground in WITHOUT_CODE else Ground.CONDUCT,
        unit_id=unit_id,
        given=files.given(),
    )
    return sending.code_page(work, logged)
