"""Members of staff: their accounts, their roles in the tree, and how they prove who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sqlalchemy import exists, select

from hotline.actions import passwords, throttle
from hotline.actions.editing import NO_SUCH, apply, held, may_edit, note
from hotline.errors import NotAllowed, NotFound, Refused, Throttled
from hotline.records import Jurisdiction, RoleGrant, Staff, Unit
from hotline.rules.organisation import Organisation, scope_of
from hotline.rules.separation import unites
from hotline.rules.wording import Wording
from hotline.text import clean
from hotline.work import Actor, Grant, Work

GUARD = "sign_in"
# OWASP ASVS 5.0 6.2.1 and 6.2.9: long passwords are asked for and let through, none is cut.
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, passwords.LONGEST
LONGEST_NAME = 64

WRONG = Wording(
    key="sign_in.wrong",
    zh="用户名或密码不正确。",
    en="The user name or the password is wrong.",
)
WRONG_OLD = Wording(
    key="password.wrong_old", zh="原密码不正确。", en="The present password is wrong."
)
WEAK = Wording(
    key="password.weak",
    zh="密码至少12个字符，不能含用户名，不能只有几个字符反复，也不能与原密码相同。",
    en="A password has at least 12 characters, does not contain the user name, does not repeat "
    "a few characters, and differs from the one before.",
)
TAKEN = Wording(
    key="staff.taken",
    zh="请填写姓名、用户名和工号；用户名和工号不能与他人相同。",
    en="Enter name, user name and staff number; the last two must be nobody else's.",
)
NO_ROLE = Wording(key="staff.no_role", zh="没有这个角色。", en="There is no such role.")
NOT_YOURS = Wording(
    key="staff.not_yours", zh="您没有管理这个账号的权限。", en="You may not manage this account."
)
CLOSED = Wording(key="staff.closed", zh="该账号已停用。", en="This account is closed.")
UNITED = Wording(
    key="staff.united",
    zh="系统管理、安全管理、审计管理三权分立，不能授予同一人。",
    en="System, security and audit administration are never granted to one person.",
)


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
    username = _username(username)
    staff_number = clean(staff_number, limit=LONGEST_NAME)
    name = clean(name, limit=LONGEST_NAME)
    same = exists().where((Staff.username == username) | (Staff.staff_number == staff_number))
    if not (username and staff_number and name) or work.db.scalar(select(same)):
        raise Refused(TAKEN)
    _strong(password, username=username)
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


def grant_role(
    work: Work, staff: Staff, *, role: str, place_id: int | None = None, unit_id: int | None = None
) -> None:
    """Grant a role at a place with all below it, or at one unit; granted twice is granted once."""
    place = _scope(work, place_id=place_id, unit_id=unit_id)
    may_edit(work, place_id=place, permission="grant_roles")
    if role not in work.book.roles:
        raise Refused(NO_ROLE)
    # R-52 and the separation of the three administrations: nobody widens his own rights.
    if staff.id in work.actor.hands:
        raise NotAllowed(NOT_YOURS)
    if unites({grant.role for grant in staff.grants}, {role}):
        raise Refused(UNITED)
    if _granted(staff, role, place_id, unit_id) is None:
        staff.grants.append(RoleGrant(role=role, jurisdiction_id=place_id, unit_id=unit_id))
        work.db.flush()
        note(work, staff, "role_granted", role=role, place_id=place_id, unit_id=unit_id)


def revoke_role(
    work: Work, staff: Staff, *, role: str, place_id: int | None = None, unit_id: int | None = None
) -> None:
    """Take a role back; what the person has open is judged anew at the next click."""
    place = _scope(work, place_id=place_id, unit_id=unit_id)
    may_edit(work, place_id=place, permission="grant_roles")
    grant = _granted(staff, role, place_id, unit_id)
    if grant is None:
        raise NotFound(NO_SUCH)
    end_grant(work, staff, grant)


def end_grant(work: Work, staff: Staff, grant: RoleGrant) -> None:
    """A role ends, whoever has to say so; noted."""
    note(
        work, staff, "role_revoked", role=grant.role, place_id=grant.jurisdiction_id,
        unit_id=grant.unit_id,
    )  # fmt: skip
    drop(work, staff, grant)


def drop(work: Work, staff: Staff, grant: RoleGrant) -> None:
    """The row of a role that is held no more."""
    staff.grants.remove(grant)
    work.db.delete(grant)
    work.db.flush()


def _scope(work: Work, *, place_id: int | None, unit_id: int | None) -> int:
    if (place_id is None) == (unit_id is None):
        raise ValueError("a role is held at one place or at one unit")
    if unit_id is not None:
        return held(work, Unit, unit_id).jurisdiction_id
    assert place_id is not None
    return held(work, Jurisdiction, place_id).id


def _granted(
    staff: Staff, role: str, place_id: int | None, unit_id: int | None
) -> RoleGrant | None:
    wanted = (role, place_id, unit_id)
    return next((g for g in staff.grants if (g.role, g.jurisdiction_id, g.unit_id) == wanted), None)


def actor_of(organisation: Organisation, staff: Staff, *, deputy: Staff | None = None) -> Actor:
    """The person as an actor, every grant spelled out in the places and units it reaches.

    With a deputy it is the deputy who acts, in this person's stead and by this person's grants.
    """
    acts = deputy or staff
    return Actor(
        kind="staff",
        id=acts.id,
        name=acts.name,
        unit_id=staff.unit_id,
        grants=tuple(_reach(organisation, grant) for grant in staff.grants),
        deputy_for=staff.id if deputy is not None else None,
        home_unit_ids=frozenset(
            {acts.unit_id, *(grant.unit_id for grant in acts.grants if grant.unit_id is not None)}
        ),
    )


def _reach(organisation: Organisation, grant: RoleGrant) -> Grant:
    if grant.unit_id is not None:
        # And what the unit has taken over from others: their records are its own now.
        former = organisation.former.get(grant.unit_id, frozenset())
        return Grant(role=grant.role, unit_ids=former | {grant.unit_id})
    assert grant.jurisdiction_id is not None
    places = scope_of(organisation.places.values(), grant.jurisdiction_id)
    units = frozenset(u.id for u in organisation.units.values() if u.place_id in places)
    return Grant(role=grant.role, place_ids=places, unit_ids=units)


def sign_in(work: Work, *, username: str, password: str, address: str) -> Staff | Refused:
    """The member of staff, or the refusal to show.

    A refusal is a value and not raised, because the attempt it counts must be committed. Nobody
    learns from it, nor from the time it takes, whether an account exists or is closed.
    """
    username = _username(username)
    # Held, so that guesses made at once are counted one after another.
    query = select(Staff).where(Staff.username == username).with_for_update()
    staff = work.db.scalar(query.execution_options(populate_existing=True))
    subjects = (f"username:{username}", f"address:{address}")
    try:
        throttle.check(work, GUARD, subjects[0], address=subjects[1])
    except Throttled as refusal:
        return refusal
    fits = passwords.fits(staff.password_hash if staff else _nobodys_hash(), password)
    if staff is None or not fits or not staff.is_active:
        throttle.count(work, GUARD, *subjects)
        return Refused(WRONG)
    # The address stays counted: an account of one's own must not buy guesses at others'.
    throttle.forget(work, GUARD, subjects[0])
    if passwords.HASHER.check_needs_rehash(staff.password_hash):
        staff.password_hash = passwords.hashed(password)
    staff.last_sign_in_at = work.now
    return staff


def change_password(work: Work, staff: Staff, *, old: str, new: str) -> Refused | None:
    """Change one's own password, which ends all sessions; the refusal to show where it failed.

    As at sign-in a refusal is a value: a wrong present password is counted, and that must stay.
    """
    if work.actor.kind != "staff" or work.actor.id != staff.id:
        raise NotAllowed(NOT_YOURS)
    work.db.refresh(staff, with_for_update={"of": Staff})
    subject = f"username:{staff.username}"
    try:
        throttle.check(work, GUARD, subject)
    except Throttled as refusal:
        return refusal
    if not passwords.fits(staff.password_hash, old):
        throttle.count(work, GUARD, subject)
        return Refused(WRONG_OLD)
    try:
        _strong(new, username=staff.username, old=old)
    except Refused as refusal:
        return refusal
    staff.password_hash = passwords.hashed(new)
    staff.must_change_password = False
    staff.session_epoch += 1
    return None


def choose_language(work: Work, staff: Staff, *, language: str) -> None:
    """The language one reads in from now on, kept with one's own account."""
    if work.actor.kind != "staff" or work.actor.id != staff.id:
        raise NotAllowed(NOT_YOURS)
    staff.language = language


def end_sessions(work: Work, staff: Staff) -> None:
    """End every session of this person at once: one's own, or by whoever keeps security."""
    if work.actor.kind != "staff" or work.actor.id != staff.id:
        may_keep(work, staff, "end_sessions")
        note(work, staff, "sessions_ended")
    staff.session_epoch += 1


def _username(text: str) -> str:
    return clean(text, limit=LONGEST_NAME).lower()


@cache
def _nobodys_hash() -> str:
    """A hash that no password fits, checked where there is no account, for the time it takes."""
    return passwords.hashed("\0nobody")


def _strong(password: str, *, username: str, old: str | None = None) -> None:
    too_simple = len(set(password)) < 5 or username in password.lower()
    if (
        not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
        or too_simple
        or (old is not None and passwords.normal(password) == passwords.normal(old))
    ):
        raise Refused(WEAK)
