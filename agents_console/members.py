"""Accounts: found, made, moved, closed; their roles are granted and taken by who keeps security."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import absences, asked, notices
from hotline.actions import handover, notice_addresses, passwords, roles, signing_in
from hotline.actions import staff as acts
from hotline.actions.editing import NO_SUCH
from hotline.errors import NotAllowed, NotFound
from hotline.pages import typed
from hotline.records import Staff
from hotline.reports import accounts, changes, scope
from hotline.reports.names import Names
from hotline.rules.organisation import Body, Place
from hotline.rules.wording import Wording
from hotline.work import Work

NAME = Wording(key="label.person_name", zh="姓名", en="Name")
USERNAME = Wording(key="label.username", zh="用户名", en="User name")
NUMBER = Wording(key="label.staff_number", zh="工号", en="Staff number")
ROLE = Wording(key="label.role", zh="岗位", en="Role")
WHERE = Wording(key="label.role_where", zh="范围", en="Where")
LIMIT = acts.LONGEST_NAME


def listing(work: Work) -> ResponseReturnValue:
    """The accounts in scope, by words and unit; the form to make another."""
    words, unit_id = asked.text("q") or "", asked.number("unit")
    after = asked.number("after") or 0
    found, next_after = accounts.listed(
        work, words=words, unit_id=unit_id, closed=asked.flag("closed"), after=after
    )
    return render_template(
        "console/members.html",
        found=found,
        words=words,
        unit_id=unit_id,
        closed=asked.flag("closed"),
        next_page=asked.same_with(after=str(next_after) if next_after else None),
        is_first=not after,
        units=units_in_reach(work, "see_accounts"),
        new_units=units_in_reach(work, "edit_accounts"),
        limit=LIMIT,
    )


def page(work: Work, staff_id: int) -> ResponseReturnValue:
    """One account with all that may be done to it by this reader."""
    person, names = accounts.one(work, staff_id), Names(work)
    needs = ("edit_accounts", "grant_roles", "end_sessions")
    may = {need: _may(work, person, need) for need in needs}
    handed_to = work.db.get(Staff, person.handed_to_id) if person.handed_to_id else None
    return render_template(
        "console/member.html",
        account=accounts.row_of(names, person),
        unit_id=person.unit_id,
        handed_to=handed_to,
        belongings=accounts.belongings(work, person),
        absences=absences.shown(work, person),
        of_other=True,
        history=changes.of(work, f"staff:{person.id}"),
        may=may,
        colleagues=accounts.colleagues(work, person) if may["edit_accounts"] else (),
        units=units_in_reach(work, "edit_accounts"),
        roles=[(key, names.role(key)) for key in work.book.roles],
        places=asked.places(work, "grant_roles"),
        first_password=g.pop("first_password", None),
        limit=LIMIT,
        **notices.address_form(work, staff_id=person.id),
    )


def add(work: Work) -> ResponseReturnValue:
    """A new account, with a first password that is shown this once."""
    password = passwords.random_one()
    person = acts.add_staff(
        work,
        username=typed.line("username", label=USERNAME, limit=LIMIT),
        staff_number=typed.line("staff_number", label=NUMBER, limit=LIMIT),
        name=typed.line("name", label=NAME, limit=LIMIT),
        unit_id=typed.number("unit") or 0,
        password=password,
        must_change=True,
    )
    g.first_password = password
    return page(work, person.id)


def renew_password(work: Work, staff_id: int) -> ResponseReturnValue:
    """A new first password for who has lost his own, shown this once."""
    g.first_password = acts.renew_password(work, accounts.one(work, staff_id))
    return page(work, staff_id)


def alter(work: Work, staff_id: int) -> ResponseReturnValue:
    """Correct name or staff number."""
    handover.alter(
        work,
        accounts.one(work, staff_id),
        name=typed.line("name", label=NAME, limit=LIMIT),
        staff_number=typed.line("staff_number", label=NUMBER, limit=LIMIT),
    )
    return _done(staff_id, _("已保存。"))


def set_addresses(work: Work, staff_id: int) -> ResponseReturnValue:
    """Where the person's notices go."""
    notices.take_addresses(work, accounts.one(work, staff_id))
    return _done(staff_id, _("接收提醒的地址已保存。"))


def send_code_again(work: Work, staff_id: int) -> ResponseReturnValue:
    """Another code to an address of the person's that waits to be confirmed."""
    channel = notices.channel_of_form()
    notice_addresses.send_again(work, accounts.one(work, staff_id), channel=channel)
    return _done(staff_id, _("验证码已再次发出。"))


def move(work: Work, staff_id: int) -> ResponseReturnValue:
    """Move the person to another unit; what was in his name goes to somebody else."""
    person = accounts.one(work, staff_id)
    handover.move(work, person, unit_id=typed.number("unit"), to_id=typed.number("to"))
    return _done(staff_id, _("已调动，原单位的岗位已收回；新单位的岗位由安全管理员授予。"))


def close(work: Work, staff_id: int) -> ResponseReturnValue:
    """Close the account; what was in the person's name goes to somebody else."""
    handover.close(work, accounts.one(work, staff_id), to_id=typed.number("to"))
    return _done(staff_id, _("账号已停用，手头事项已移交；岗位由安全管理员移交。"))


def end_sessions(work: Work, staff_id: int) -> ResponseReturnValue:
    """Sign this person out everywhere."""
    signing_in.end_sessions(work, accounts.one(work, staff_id))
    return _done(staff_id, _("已令其退出全部登录。"))


def grant(work: Work, staff_id: int) -> ResponseReturnValue:
    """Grant a role at a place or at a unit."""
    person = accounts.one(work, staff_id)
    role = typed.line("role", label=ROLE, limit=LIMIT)
    kind, _sep, number = typed.line("where", label=WHERE, limit=LIMIT).partition(":")
    row_id = typed.whole_number(number)
    if row_id is None or kind not in ("place", "unit"):
        raise NotFound(NO_SUCH)
    where = {"place_id": row_id} if kind == "place" else {"unit_id": row_id}
    acts.closed_refused(person)
    roles.grant_role(work, person, role=role, **where)
    return _done(staff_id, _("已授予岗位。"))


def revoke(work: Work, staff_id: int) -> ResponseReturnValue:
    """Take a role back."""
    person = accounts.one(work, staff_id)
    held = next((one for one in person.grants if one.id == typed.number("grant")), None)
    if held is None:
        raise NotFound(NO_SUCH)
    roles.revoke_role(
        work, person, role=held.role, place_id=held.jurisdiction_id, unit_id=held.unit_id
    )
    return _done(staff_id, _("已收回岗位。"))


def pass_roles(work: Work, staff_id: int) -> ResponseReturnValue:
    """All roles of a closed account go to who took over."""
    handover.pass_roles(work, accounts.one(work, staff_id))
    return _done(staff_id, _("岗位已移交给接手人。"))


def units_in_reach(work: Work, permission: str) -> list[tuple[Place, list[Body]]]:
    """The units in force at which this reader holds the permission, by place."""
    found: dict[int, list[Body]] = {}
    for unit in scope.units_with(work, permission):
        found.setdefault(unit.place_id, []).append(unit)
    places = sorted(
        (work.book.organisation.places[one] for one in found),
        key=lambda place: (len(place.path), place.id),
    )
    return [(place, found[place.id]) for place in places]


def _may(work: Work, person: Staff, permission: str) -> bool:
    try:
        acts.may_keep(work, person, permission)
    except NotAllowed:
        return False
    return True


def _done(staff_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("console.member", staff_id=staff_id))
