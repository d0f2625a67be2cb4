"""The first place of a new installation, its government office, and its three administrators."""

from __future__ import annotations

from sqlalchemy import exists, select

from hotline.actions import organisation, passwords, roles, staff, working_time
from hotline.errors import Refused
from hotline.records import Function, Jurisdiction, Level
from hotline.rules.wording import Wording
from hotline.work import Work

ALREADY = Wording(
    key="founding.already",
    zh="已经有组织机构，请由系统管理员在控制台维护。",
    en="There is an organisation already: its administrator keeps it in the console.",
)
# The three administrations (security.md, Access): user name, staff number and role of each.
ADMINISTRATORS = (
    ("administrator", "1"),
    ("security_administrator", "2"),
    ("auditor", "3"),
)
# Until the place's own are entered: without any, nobody would ever be open.
WEEK = ["08:30-12:00 14:30-18:00"] * 5 + ["", ""]


def found(
    work: Work, *, code: str, name: str, name_en: str, level: Level, office: str, office_en: str
) -> dict[str, str]:
    """Make what all else is made from; the first passwords by user name, good for one sign-in."""
    if work.db.scalar(select(exists().where(Jurisdiction.id.is_not(None)))):
        raise Refused(ALREADY)
    place = organisation.add_jurisdiction(
        work, code=code, name=name, name_en=name_en, short_name=name, level=level
    )
    unit = organisation.add_unit(
        work, code="government_office", place_id=place.id, name=office, name_en=office_en,
        short_name=office, kind=organisation.KINDS[0], is_government_office=True,
    )  # fmt: skip
    working_time.set_hours(work, place_id=place.id, weekly=WEEK)
    for function in Function:
        organisation.set_oversight(work, place_id=place.id, function=function, unit_id=unit.id)
    made = {}
    for role, number in ADMINISTRATORS:
        made[role] = passwords.random_one()
        person = staff.add_staff(
            work, username=role, staff_number=number, name=work.book.roles[role].name,
            unit_id=unit.id, password=made[role], must_change=True,
        )  # fmt: skip
        roles.grant_role(work, person, role=role, place_id=place.id)
    return made
