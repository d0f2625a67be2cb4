"""Away and represented: a deputy (代) is named or dismissed, and acts in another's stead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from agents_console import person
from hotline.actions import absences as acts
from hotline.errors import NotAllowed
from hotline.pages import typed
from hotline.records import Staff
from hotline.reports import absences, accounts, inquiries, requests
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

FROM = Wording(key="label.absence_from", zh="起", en="From")
UNTIL = Wording(key="label.absence_until", zh="止", en="Until")


@dataclass(frozen=True)
class StandIn:
    """Somebody for whom the reader stands in today, and how much waits there."""

    staff_id: int
    name: str
    until_on: date
    waiting_count: int


def standing_in(work: Work) -> tuple[StandIn, ...]:
    """For whom this person can act today; none while he does so."""
    if work.actor.id is None or work.actor.deputy_for is not None:
        return ()
    deputy = work.db.get_one(Staff, work.actor.id)
    found = []
    for row in acts.standing(work, deputy.id):
        actor = acts.in_stead(work, deputy, row.staff_id)
        if actor is not None:
            theirs = replace(work, actor=actor)
            waiting = (
                inquiries.todo_count(theirs)
                + len(requests.forwards_waiting(theirs))
                + len(requests.extensions_waiting(theirs))
            )
            name = work.db.get_one(Staff, row.staff_id).name
            found.append(StandIn(row.staff_id, name, row.until_on, waiting))
    return tuple(found)


def shown(work: Work, staff: Staff) -> dict[str, Any]:
    """What `_absences.html` shows of a person, and the form where this reader may fill it in."""
    try:
        acts.may_name(work, staff)
        may_name = staff.is_active
    except NotAllowed:
        may_name = False
    units = work.book.organisation.units
    return {
        "rows": absences.of_person(work, staff_id=staff.id),
        "may_name": may_name,
        "candidates": [
            (one, units[one.unit_id]) for one in (acts.candidates(work, staff) if may_name else ())
        ],
        "today": today(work.now),
        "staff_id": staff.id,
    }


def name(work: Work, staff_id: int | None = None) -> ResponseReturnValue:
    """Name who stands in for oneself, or for the person whose page this is."""
    mine = work.db.get_one(Staff, current_user.staff_id)
    staff = mine if staff_id is None else accounts.one(work, staff_id)
    acts.name_deputy(
        work,
        staff,
        deputy_id=typed.number("deputy"),
        from_on=typed.day("from_on", label=FROM),
        until_on=typed.day("until_on", label=UNTIL),
    )
    flash(_("已指定代理人；其代办的每一步都会标明“代”。"))
    return _back(staff, of_other=staff_id is not None)


def end(work: Work, absence_id: int) -> ResponseReturnValue:
    """The person is back before the last day."""
    absence = acts.end(work, absence_id=absence_id)
    flash(_("代理已结束。"))
    staff = work.db.get_one(Staff, absence.staff_id)
    return _back(staff, of_other=staff.id != current_user.staff_id)


def act_for(work: Work) -> ResponseReturnValue:
    """From now on act in somebody's stead, or as oneself again."""
    absent_id = typed.number("absent")
    session.pop(person.STEAD, None)
    if absent_id:
        deputy = work.db.get_one(Staff, current_user.staff_id)
        if acts.in_stead(work, deputy, absent_id) is None:
            raise NotAllowed(acts.NOT_IN_STEAD)
        session[person.STEAD] = absent_id
    return redirect(url_for("console.home"))


def _back(staff: Staff, *, of_other: bool) -> ResponseReturnValue:
    if of_other:
        return redirect(url_for("console.member", staff_id=staff.id))
    return redirect(url_for("console.account"))
