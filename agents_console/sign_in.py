"""Signing in and out: guarded, and silent about which part was wrong."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from agents_console import person
from hotline.actions import signing_in
from hotline.actions.staff import LONGEST_NAME
from hotline.errors import Refused, status_of
from hotline.work import Work


def page(work: Work) -> ResponseReturnValue:
    """The form; whoever is signed in already is at home."""
    if current_user.is_authenticated:
        return redirect(_target())
    return render_template("console/sign_in.html", next=request.values.get("next", ""))


def enter(work: Work) -> ResponseReturnValue:
    """Sign in, or the same refusal for every failure."""
    found = signing_in.sign_in(
        work,
        username=request.form.get("username", "")[:LONGEST_NAME],
        password=request.form.get("password", ""),
        address=request.remote_addr or "",
    )
    if isinstance(found, Refused):
        # Shown here and not raised: the attempt that was counted must be committed.
        g.refusal = found
        form = render_template("console/sign_in.html", next=request.values.get("next", ""))
        return form, status_of(found)
    person.welcome(work, person.person_of(work, found))
    return redirect(_target())


def leave(work: Work) -> ResponseReturnValue:
    """End this session, and those of the same person elsewhere."""
    person.leave(work)
    return redirect(url_for("console.sign_in"))


def _target() -> str:
    """Where the person wanted to go: an address of the console, or its first page."""
    wanted = request.values.get("next", "")
    # A scheme, a host or a backslash in it would lead away from here.
    if wanted.startswith("/console/") and "\\" not in wanted and "//" not in wanted:
        return wanted
    return url_for("console.home")
