"""The accounts of members of staff: made, given another password, closed."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import exists, select

from hotline.actions import passwords
from hotline.actions.editing import apply, held, may_edit, note
from hotline.errors import NotAllowed, Refused
from hotline.records import Staff, Unit
from hotline.rules.separation import unites
from hotline.rules.wording import Wording
from hotline.text import clean
from hotline.work import Work

LONGEST_NAME = 64

TAKEN = Wording(
    key="staff.taken",
    zh="请填写姓名、用户名和工号；用户名和工号不能与他人相同。",
    en="Enter name, user name and staff number; the last two must be nobody else's.",
)
NOT_YOURS = Wording(
    key="staff.not_yours", zh="您没有管理这个账号的权限。", en="You may not manage this account."
)
CLOSED = Wording(key="staff.closed", zh="该账号已停用。", en="This account is closed.")


def may_keep(work: Work, staff: Staff, permission: str) -> None:
    """Raise NotAllowed unless the actor holds this permission for the unit of this person."""
    if work.actor.kind == "hotline":
        return
    unit = work.book.organisation.units[staff.unit_id]
    roles = work.actor.roles_at(place_id=unit.place_id, unit_id=unit.id)
    if not work.book.may(roles, permission):
        raise NotAllowed(NOT_YOURS)


def closed_refused(staff: Staff) -> None:
    """Raise Refused when the account is closed."""
    if not staff.is_active:
        raise Refused(CLOSED)


def add_staff(
    work: Work,
    *,
    username: str,
    staff_number: str,
    name: str,
    unit_id: int,
    password: str,
    must_change: bool = False,
    hashed: Callable[[str], str] = passwords.hashed,
) -> Staff:
    """Make an account, which may do nothing until it is granted a role.

    With `must_change` the password is good for one sign-in, at which another is chosen.
    Whoever makes many gives `hashed`, which has hashed their passwords beforehand.
    """
    unit = held(work, Unit, unit_id)
    may_edit(work, place_id=unit.jurisdiction_id, permission="edit_accounts")
    username = known_as(username)
    staff_number = clean(staff_number, limit=LONGEST_NAME)
    name = clean(name, limit=LONGEST_NAME)
    same = exists().where((Staff.username == username) | (Staff.staff_number == staff_number))
    if not (username and staff_number and name) or work.db.scalar(select(same)):
        raise Refused(TAKEN)
    passwords.check_strong(password, username=username)
    staff = Staff(
        username=username,
        staff_number=staff_number,
        name=name,
        unit_id=unit.id,
        password_hash=hashed(password),
        must_change_password=must_change,
        session_epoch=0,
        grants=[],
    )
    work.db.add(staff)
    work.db.flush()
    told = {"username": username, "staff_number": staff_number, "name": name, "unit_id": unit.id}
    note(work, staff, "account_made", now=told)
    return staff


def renew_password(work: Work, staff: Staff) -> str:
    """A new first password for who has lost his own, to be shown now; all his sessions end.

    Nobody makes one for an account whose administration he may not have himself: with it he
    could sign in there.
    """
    may_keep(work, staff, "edit_accounts")
    closed_refused(staff)
    if unites(work.actor.roles, {grant.role for grant in staff.grants}):
        raise NotAllowed(NOT_YOURS)
    password = passwords.random_one()
    staff.password_hash = passwords.hashed(password)
    staff.must_change_password = True
    staff.session_epoch += 1
    note(work, staff, "password_renewed")
    return password


def deactivate(work: Work, staff: Staff) -> None:
    """Close an account: it signs in no more, and its sessions end. Nothing is deleted."""
    may_keep(work, staff, "edit_accounts")
    apply(work, staff, "account_closed", {"is_active": False})
    staff.session_epoch += 1


def known_as(text: str) -> str:
    """The user name as it is kept, however it was typed."""
    return clean(text, limit=LONGEST_NAME).lower()
