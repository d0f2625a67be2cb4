"""One's own account: language and password."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from agents_console import absences, person
from hotline.actions import passwords, signing_in
from hotline.errors import Refused, status_of
from hotline.pages.language import LANGUAGES
from hotline.records import Staff
from hotline.rules.wording import Wording
from hotline.work import Work

NOT_REPEATED = Wording(
    key="password.not_repeated",
    zh="两次输入的新密码不一致。",
    en="The new password was not repeated in the same way.",
)


def page(work: Work, absence_id: int | None = None) -> ResponseReturnValue:
    """Who one is here, with which roles, who stands in, and the form for a new password."""
    organisation = work.book.organisation
    roles = [work.book.roles[role] for role in sorted(work.actor.roles) if role in work.book.roles]
    return render_template(
        "console/account.html",
        roles=roles,
        unit=organisation.units.get(work.actor.unit_id or 0),
        absences=absences.shown(work, work.db.get_one(Staff, current_user.staff_id)),
        shortest=passwords.SHORTEST,
    )


def change_password(work: Work) -> ResponseReturnValue:
    """A new password; every other session of this person ends."""
    staff = work.db.get_one(Staff, current_user.staff_id)
    refusal: Refused | None
    if request.form.get("new_password", "") != request.form.get("repeat", ""):
        refusal = Refused(NOT_REPEATED, field="repeat")
    else:
        refusal = signing_in.change_password(
            work,
            staff,
            old=request.form.get("password", ""),
            new=request.form.get("new_password", ""),
        )
    if refusal is not None:
        g.refusal = refusal
        return page(work), status_of(refusal)  # type: ignore[return-value]
    person.welcome(work, person.person_of(work, staff))
    flash(_("密码已更改，您在其他地方的登录已全部退出。"))
    return redirect(url_for("console.account"))


def choose_language(work: Work) -> ResponseReturnValue:
    """The language from now on; kept with the account of whoever is signed in."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            staff = work.db.get_one(Staff, current_user.staff_id)
            signing_in.choose_language(work, staff, language=chosen)
    back = request.form.get("back", "")
    if back.startswith("/console/") and "\\" not in back and "//" not in back:
        return redirect(back)
    return redirect(url_for("console.home"))
