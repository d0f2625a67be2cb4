"""How members of staff prove who they are, and what is each one's own to change."""

from __future__ import annotations

from functools import cache

from sqlalchemy import select

from hotline.actions import passwords, throttle
from hotline.actions.editing import note
from hotline.actions.staff import NOT_YOURS, known_as, may_keep
from hotline.errors import NotAllowed, Refused, Throttled
from hotline.records import Staff
from hotline.rules.wording import Wording
from hotline.work import Work

GUARD = "sign_in"

WRONG = Wording(
    key="sign_in.wrong",
    zh="用户名或密码不正确。",
    en="The user name or the password is wrong.",
)
WRONG_OLD = Wording(
    key="password.wrong_old", zh="原密码不正确。", en="The present password is wrong."
)


def sign_in(work: Work, *, username: str, password: str, address: str) -> Staff | Refused:
    """The member of staff, or the refusal to show.

    A refusal is a value and not raised, because the attempt it counts must be committed. Nobody
    learns from it, nor from the time it takes, whether an account exists or is closed.
    """
    username = known_as(username)
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
        passwords.check_strong(new, username=staff.username, old=old)
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


@cache
def _nobodys_hash() -> str:
    """A hash that no password fits, checked where there is no account, for the time it takes."""
    return passwords.hashed("\0nobody")
