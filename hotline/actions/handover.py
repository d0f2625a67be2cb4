"""People move and leave: what was in a person's name goes on in another's, and nothing is orphaned.

Legs are their unit's and stay there. A person's own are the drafts he wrote, the contacts in the
directory that bear his name, and those for whom he stands in. Roles are not handed over here:
these are granted and taken by who keeps security, to whom the closed account is shown.
"""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select, update

from hotline.actions import absences, roles, staff
from hotline.actions.editing import apply, held, may_edit, note
from hotline.editions import ORGANISATION, count_up
from hotline.errors import NotAllowed, Refused
from hotline.records import Absence, Staff, Unit, liaisons_named
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.text import clean
from hotline.work import Work

NO_SUCCESSOR = Wording(
    key="handover.no_successor",
    zh="请选择账号有效的接手人，不能是本人。",
    en="Choose who takes over: another person, whose account is open.",
)
NO_UNIT = Wording(
    key="handover.no_unit", zh="请选择另一个有效的单位。", en="Choose another unit, one in force."
)
ONESELF = Wording(
    key="handover.oneself", zh="不能停用或调动自己的账号。", en="Nobody closes or moves himself."
)
STILL_OPEN = Wording(
    key="handover.still_open",
    zh="只有已停用账号的岗位可以移交。",
    en="Only the roles of a closed account are passed on.",
)


def alter(work: Work, person: Staff, *, name: str, staff_number: str) -> None:
    """Correct a person's name or staff number."""
    staff.may_keep(work, person, "edit_accounts")
    values = {
        "name": clean(name, limit=staff.LONGEST_NAME),
        "staff_number": clean(staff_number, limit=staff.LONGEST_NAME),
    }
    taken = select(Staff.id).where(
        Staff.staff_number == values["staff_number"], Staff.id != person.id
    )
    if not all(values.values()) or work.db.scalar(taken) is not None:
        raise Refused(staff.TAKEN)
    apply(work, person, "account_altered", values)


def close(work: Work, person: Staff, *, to_id: int | None) -> None:
    """Close an account; what was in the person's name goes on in the other's."""
    _not_oneself(work, person)
    staff.deactivate(work, person)
    _hand_over(work, person, to_id)


def move(work: Work, person: Staff, *, unit_id: int | None, to_id: int | None) -> None:
    """Move a person to another unit: the roles held at the old one end, its work goes to another.

    What is granted at the new one is for who keeps security to say.
    """
    _not_oneself(work, person)
    staff.may_keep(work, person, "edit_accounts")
    staff.closed_refused(person)
    unit = work.db.get(Unit, unit_id) if unit_id is not None else None
    if unit is None or unit.id == person.unit_id or not unit.is_active:
        raise Refused(NO_UNIT, field="unit")
    may_edit(work, place_id=unit.jurisdiction_id, permission="edit_accounts")
    _hand_over(work, person, to_id)
    for grant in [grant for grant in person.grants if grant.unit_id == person.unit_id]:
        roles.end_grant(work, person, grant)
    apply(work, person, "account_altered", {"unit_id": unit.id})


def pass_roles(work: Work, person: Staff) -> None:
    """All roles of a closed account go to who took over its work, at once."""
    staff.may_keep(work, person, "grant_roles")
    if person.is_active or person.handed_to_id is None:
        raise Refused(STILL_OPEN)
    other = held(work, Staff, person.handed_to_id)
    for grant in list(person.grants):
        where = {"place_id": grant.jurisdiction_id, "unit_id": grant.unit_id}
        roles.grant_role(work, other, role=grant.role, **where)
        roles.revoke_role(work, person, role=grant.role, **where)


def _not_oneself(work: Work, person: Staff) -> None:
    if person.id in work.actor.hands:
        raise NotAllowed(ONESELF)


def _hand_over(work: Work, person: Staff, to_id: int | None) -> None:
    """Everything in this person's name, and what others had handed to him, goes to the other."""
    other = work.db.get(Staff, to_id) if to_id is not None else None
    if other is None or not other.is_active or other.id == person.id:
        raise Refused(NO_SUCCESSOR, field="to")
    staff.may_keep(work, other, "edit_accounts")
    work.db.execute(
        update(Staff).where(Staff.handed_to_id == person.id).values(handed_to_id=other.id)
    )
    person.handed_to_id = other.id
    note(work, person, "handed_over", to_id=other.id)
    for liaison in work.db.scalars(liaisons_named(person)):
        apply(work, liaison, "liaison_altered", {"name": other.name}, liaison=person.name)
        count_up(work, ORGANISATION)
    for absence in absences.standing(work, person.id, later=True):
        _stand_in_instead(work, absence, other)


def _stand_in_instead(work: Work, absence: Absence, other: Staff) -> None:
    """The other stands in for the rest of the days, unless a rule forbids it."""
    absences.end(work, absence_id=absence.id)
    absent = work.db.get_one(Staff, absence.staff_id)
    with suppress(Refused):
        absences.name_deputy(
            work, absent, deputy_id=other.id, from_on=max(absence.from_on, today(work.now)),
            until_on=absence.until_on,
        )  # fmt: skip
