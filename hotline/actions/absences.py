"""Somebody is away, and a deputy (代) may do the same meanwhile: for those days and no longer.

The deputy acts under his own name, in the other's stead: with that person's own grants as they
are at each click, never with what was lent to that person. Whatever needs another person needs
another than both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from hotline.actions.editing import NO_SUCH, note
from hotline.actions.roles import actor_of
from hotline.actions.staff import closed_refused, may_keep
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import Absence, Staff
from hotline.rules.separation import unites
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Actor, Work

LONGEST = timedelta(days=366)

WRONG_DAYS = Wording(
    key="absence.wrong_days",
    zh="请填写起止日期：不早于今天，止期不早于起期，最长一年。",
    en="Enter the first and the last day: not before today, in order, at most a year.",
)
NOBODY = Wording(
    key="absence.nobody",
    zh="请从列表中选择同一属地、账号有效的其他人员。",
    en="Choose another person of the same place from the list, whose account is open.",
)
TWICE = Wording(
    key="absence.twice",
    zh="这几天已经指定了代理人，请先结束原来的安排。",
    en="A deputy is named for some of these days already; end that first.",
)
DEPUTY_AWAY = Wording(
    key="absence.deputy_away",
    zh="这几天该人员自己也不在岗，请另选一位。",
    en="This person is away on some of these days; choose another.",
)
UNITED = Wording(
    key="absence.united",
    zh="系统管理、安全管理、审计管理三权分立，不能因代理集于一人。",
    en="System, security and audit administration are never united in one person.",
)
OUTSOURCED = Wording(
    key="absence.outsourced",
    zh="单位的办理不能外包：话务员不能代理承办人员。",
    en="A unit's handling cannot be outsourced: an operator is no deputy for its people.",
)
FOR_ONESELF = Wording(
    key="absence.for_oneself",
    zh="不能指定自己代理他人，请由本人或其他负责人指定。",
    en="Nobody names himself as another's deputy; let the person or another head do it.",
)
ENDED = Wording(key="absence.ended", zh="这次代理已经结束。", en="This stand-in has ended already.")
NOT_IN_STEAD = Wording(
    key="absence.not_in_stead",
    zh="您现在不能代该人员办理：代理已结束，或权限已变动。",
    en="You cannot act for this person now: the days are over, or the roles have changed.",
)


def name_deputy(
    work: Work, staff: Staff, *, deputy_id: int | None, from_on: date, until_on: date
) -> Absence:
    """Name who stands in for this person on these days: oneself, or whoever heads the unit."""
    may_name(work, staff)
    closed_refused(staff)
    if not today(work.now) <= from_on <= until_on <= from_on + LONGEST:
        raise Refused(WRONG_DAYS)
    deputy = next((one for one in candidates(work, staff) if one.id == deputy_id), None)
    if deputy is None:
        raise Refused(NOBODY)
    if work.actor.id != staff.id and deputy.id in work.actor.hands:
        raise NotAllowed(FOR_ONESELF)
    # Held, so that two namings at once are seen one by the other.
    work.db.refresh(staff, with_for_update={"of": Staff})
    if _overlapping(work, Absence.staff_id == staff.id, from_on, until_on):
        raise Refused(TWICE)
    if _overlapping(work, Absence.staff_id == deputy.id, from_on, until_on):
        raise Refused(DEPUTY_AWAY)
    others = [
        work.db.get_one(Staff, row.staff_id)
        for row in _overlapping(work, Absence.deputy_id == deputy.id, from_on, until_on)
    ]
    no = why_not(work, deputy, [staff, *others])
    if no is not None:
        raise Refused(no)
    assert work.actor.id is not None
    absence = Absence(
        staff_id=staff.id, deputy_id=deputy.id, from_on=from_on, until_on=until_on,
        named_by_id=work.actor.id, named_at=work.now,
    )  # fmt: skip
    work.db.add(absence)
    work.db.flush()
    note(work, staff, "deputy_named", **_told(absence))
    return absence


def end(work: Work, *, absence_id: int) -> Absence:
    """End it before its last day, or call it off before it begins."""
    absence = work.db.get(Absence, absence_id, with_for_update=True)
    if absence is None:
        raise NotFound(NO_SUCH)
    staff = work.db.get_one(Staff, absence.staff_id)
    may_name(work, staff)
    if absence.ended_at is not None or absence.until_on < today(work.now):
        raise Refused(ENDED)
    absence.ended_at, absence.ended_by_id = work.now, work.actor.id
    note(work, staff, "deputy_ended", **_told(absence))
    return absence


def may_name(work: Work, staff: Staff) -> None:
    """Raise NotAllowed unless the actor may say who stands in for this person."""
    if work.actor.kind != "staff" or work.actor.id != staff.id:
        may_keep(work, staff, "name_deputies")


def candidates(work: Work, staff: Staff) -> list[Staff]:
    """Who could stand in for this person: of the same unit first, then of the same place."""
    units = work.book.organisation.units
    place_id = units[staff.unit_id].place_id
    nearby = [unit.id for unit in units.values() if unit.place_id == place_id]
    query = select(Staff).where(Staff.unit_id.in_(nearby), Staff.is_active, Staff.id != staff.id)
    found = work.db.scalars(query.order_by(Staff.id))
    return sorted(found, key=lambda one: (one.unit_id != staff.unit_id, one.unit_id, one.id))


def standing(work: Work, deputy_id: int, *, later: bool = False) -> list[Absence]:
    """For whom this person stands in today; with `later`, on days to come as well."""
    on = today(work.now)
    mine = Absence.deputy_id == deputy_id
    return [
        row
        for row in _overlapping(work, mine, on, date.max if later else on)
        if work.db.get_one(Staff, row.staff_id).is_active
    ]


def in_stead(work: Work, deputy: Staff, absent_id: int) -> Actor | None:
    """The deputy as an actor in this person's stead, with the rights of now; None when not."""
    absent = [work.db.get_one(Staff, row.staff_id) for row in standing(work, deputy.id)]
    whom = next((one for one in absent if one.id == absent_id), None)
    if whom is None or why_not(work, deputy, absent) is not None:
        return None
    return actor_of(work.book.organisation, whom, deputy=deputy)


def why_not(work: Work, deputy: Staff, absent: Sequence[Staff]) -> Wording | None:
    """What stands against one person's being the deputy of all these at a time."""
    own, *lent = ({grant.role for grant in one.grants} for one in (deputy, *absent))
    if unites(own, *lent):
        return UNITED
    handles = [work.book.may(frozenset(roles), "work_legs") for roles in (own, *lent)]
    if "operator" in own and not handles[0] and any(handles):
        return OUTSOURCED
    return None


def _overlapping(
    work: Work, whose: ColumnElement[bool], from_on: date, until_on: date
) -> list[Absence]:
    query = select(Absence).where(whose, Absence.within(from_on, until_on))
    return list(work.db.scalars(query.order_by(Absence.id)))


def _told(absence: Absence) -> dict[str, Any]:
    return {
        "deputy_id": absence.deputy_id,
        "from_on": absence.from_on.isoformat(),
        "until_on": absence.until_on.isoformat(),
    }
