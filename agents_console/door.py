"""Who comes in at the console: those who have signed in, and may."""

from __future__ import annotations

from dataclasses import replace

from flask import make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from agents_console import person
from hotline.errors import NotAllowed
from hotline.pages.door import Address
from hotline.pages.faults import time_is_up
from hotline.rules.wording import Wording
from hotline.work import Work

NOT_FOR_YOU = Wording(
    key="console.not_for_you",
    zh="您的岗位没有查看或办理这里内容的权限。",
    en="Your role does not include this page.",
)

# What somebody with a first password may do before another is chosen.
MAY_WAIT = frozenset({"account", "sign_out", "language"})


# Asked by a page by itself: nobody is there because of it, and nobody's session lives longer.
UNATTENDED = frozenset({"bell", "calendar_counting"})
STOP_ASKING = 286  # https://htmx.org/docs/#polling


def entrance(work: Work, address: Address) -> Work | ResponseReturnValue:
    """The Work in this person's name; the sign-in page for nobody, and no entry for others."""
    if not address.public and not current_user.is_authenticated:
        return _to_sign_in(address)
    if not current_user.is_authenticated:
        return work
    if current_user.must_change_password and address.name not in MAY_WAIT:
        return redirect(url_for("console.account"))
    if address.needs is not None and not current_user.may(address.needs):
        raise NotAllowed(NOT_FOR_YOU)
    if address.name not in UNATTENDED:
        person.stay(work.now)
    return replace(work, actor=current_user.actor)


def _to_sign_in(address: Address) -> ResponseReturnValue:
    if request.method == "POST":
        return time_is_up()
    if request.headers.get("HX-Request") and address.name in UNATTENDED:
        # What is being typed on the page must not be lost because its bell rang.
        return make_response("", STOP_ASKING)
    session.pop("seen_at", None)
    target = request.full_path.rstrip("?")
    if request.headers.get("HX-Request"):
        # A piece of a page must not become a sign-in form: the whole page goes there.
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url_for("console.sign_in")
        return response
    return redirect(url_for("console.sign_in", next=target if target != "/console/" else None))
