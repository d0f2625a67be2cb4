"""Who is away when, who stands in, and who said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from hotline.records import Absence, Staff
from hotline.rules.zone import today
from hotline.work import Work


@dataclass(frozen=True)
class AbsenceShown:
    """Days of absence, who stands in, and who said so when."""

    id: int
    absent: str
    deputy: str
    from_on: date
    until_on: date
    named_by: str
    named_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    is_over: bool
    is_now: bool


def of_person(work: Work, *, staff_id: int) -> tuple[AbsenceShown, ...]:
    """The absences of a person, and those of others in which he stands in; the newest first."""
    absent, deputy, named_by, ended_by = (aliased(Staff) for _ in range(4))
    query = (
        select(Absence, absent.name, deputy.name, named_by.name, ended_by.name)
        .join(absent, absent.id == Absence.staff_id)
        .join(deputy, deputy.id == Absence.deputy_id)
        .join(named_by, named_by.id == Absence.named_by_id)
        .outerjoin(ended_by, ended_by.id == Absence.ended_by_id)
        .where(or_(Absence.staff_id == staff_id, Absence.deputy_id == staff_id))
        .order_by(Absence.from_on.desc(), Absence.id.desc())
    )
    on = today(work.now)
    return tuple(
        AbsenceShown(
            id=row.id, absent=of, deputy=by, from_on=row.from_on, until_on=row.until_on,
            named_by=namer, named_at=row.named_at, ended_by=ender, ended_at=row.ended_at,
            is_over=row.ended_at is not None or row.until_on < on,
            is_now=row.ended_at is None and row.from_on <= on <= row.until_on,
        )
        for row, of, by, namer, ender in work.db.execute(query)
    )  # fmt: skip
