"""Who sits at the desk: the session, its end, and the person behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from hotline.actions import absences
from hotline.actions.roles import actor_of
from hotline.actions.signing_in import end_sessions
from hotline.house import House
from hotline.pages.protection import LONGEST_SESSION
from hotline.records import Staff
from hotline.work import HOTLINE, Actor, Work

IDLE = timedelta(minutes=30)
# In whose stead this session acts (代).
STEAD = "deputy_for"


@dataclass(frozen=True)
class Person(UserMixin):
    """A member of staff at the desk; the id changes when all their sessions are ended."""

    staff_id: int
    epoch: int
    name: str
    staff_number: str
    language: str
    actor: Actor
    permissions: frozenset[str]
    must_change_password: bool = False
    deputy_for: str | None = None

    def get_id(self) -> str:
        return f"{self.staff_id}:{self.epoch}"

    def may(self, permission: str) -> bool:
        """Whether this person may do this anywhere at all."""
        return permission in self.permissions


def init_app(app: Flask, house: House) -> None:
    """Let Flask-Login know who is who."""
    # Its context processor would ask for the person on every page, that of a dead database too.
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    manager.session_protection = None  # an operator's network address may change during a call

    @manager.user_loader
    def load(user_id: str) -> Person | None:
        work: Work | None = g.get("work")
        if work is not None:
            return _load(work, user_id)
        with house.open(HOTLINE) as opened:
            return _load(opened, user_id)


def _load(work: Work, user_id: str) -> Person | None:
    staff_id, _, epoch = user_id.partition(":")
    if not (staff_id.isdigit() and epoch.isdigit()):
        return None
    if not _still_here(work.now):
        session.clear()
        return None
    staff = work.db.get(Staff, int(staff_id))
    if staff is None or not staff.is_active or staff.session_epoch != int(epoch):
        return None
    return _in_stead(work, staff) or person_of(work, staff)


def _in_stead(work: Work, staff: Staff) -> Person | None:
    """The person as deputy of the one chosen, as long as the days last and the rights allow it."""
    absent_id = session.get(STEAD)
    if not isinstance(absent_id, int):
        return None
    actor = absences.in_stead(work, staff, absent_id)
    if actor is None:
        session.pop(STEAD)
        return None
    absent = work.db.get_one(Staff, absent_id)
    return replace(person_of(work, staff, actor=actor), deputy_for=absent.name)


def person_of(work: Work, staff: Staff, *, actor: Actor | None = None) -> Person:
    """The person behind an account, with all they may do; or may do as another's deputy."""
    actor = actor or actor_of(work.book.organisation, staff)
    return Person(
        staff_id=staff.id,
        epoch=staff.session_epoch,
        name=staff.name,
        staff_number=staff.staff_number,
        language=staff.language,
        actor=actor,
        must_change_password=staff.must_change_password,
        permissions=work.book.permissions(actor.roles),
    )


def welcome(work: Work, person: Person) -> None:
    """Begin a session; of what the browser brought only the language stays."""
    language = session.get("language") or person.language
    session.clear()
    session["language"] = language
    session.permanent = True
    session["began_at"] = int(work.now.timestamp())
    login_user(person)
    stay(work.now)


def leave(work: Work) -> None:
    """End the session; the next person begins with their own language.

    All sessions of this person end: a cookie that somebody kept is worth nothing any more.
    """
    if current_user.is_authenticated:
        end_sessions(work, work.db.get_one(Staff, current_user.staff_id))
    logout_user()
    session.clear()


def stay(now: datetime) -> None:
    """The person has done something, and may be idle for as long again."""
    if current_user.is_authenticated:
        session["seen_at"] = int(now.timestamp())


def _still_here(now: datetime) -> bool:
    seen_at, began_at = session.get("seen_at"), session.get("began_at")
    return (
        isinstance(seen_at, int)
        and now.timestamp() - seen_at <= IDLE.total_seconds()
        and isinstance(began_at, int)
        and now.timestamp() - began_at <= LONGEST_SESSION.total_seconds()
    )
