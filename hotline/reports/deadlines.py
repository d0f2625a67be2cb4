"""A deadline with its arithmetic: rule, days, what was skipped and why, what is left (R-35)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from hotline.records import Deadline, HandlingLeg
from hotline.reports.names import Names
from hotline.reports.shown import DeadlineShown
from hotline.rules.calendar import Calendar, Skipped
from hotline.rules.wording import Wording
from hotline.rules.zone import end_of_day, local, today
from hotline.work import Work


def of_legs(work: Work, names: Names, legs: Iterable[HandlingLeg]) -> Mapping[int, DeadlineShown]:
    """The deadline of each leg, by leg id; one query for all of them."""
    by_id = {leg.id: leg for leg in legs}
    query = select(Deadline).where(Deadline.handling_leg_id.in_(by_id)).order_by(Deadline.id)
    counted: dict[int, list[Deadline]] = {}
    for row in work.db.scalars(query) if by_id else ():
        counted.setdefault(row.handling_leg_id, []).append(row)
    return {leg_id: _shown(work, names, by_id[leg_id], rows) for leg_id, rows in counted.items()}


def working_days_left(
    work: Work, *, unit_id: int, place_id: int, due_on: date, is_open: bool
) -> int | None:
    """Working days from today to the due day by the unit's calendar; None once it is closed."""
    if not is_open:
        return None
    calendar = _calendar(work, unit_id=unit_id, place_id=place_id)
    return calendar.working_days_between(today(work.now), due_on)


def _calendar(work: Work, *, unit_id: int, place_id: int) -> Calendar:
    """The unit's calendar; of a unit that is no longer active, that of the inquiry's place."""
    organisation = work.book.organisation
    unit = organisation.units.get(unit_id)
    return organisation.calendars[unit.place_id if unit else place_id]


def _shown(
    work: Work, names: Names, leg: HandlingLeg, counted: Sequence[Deadline]
) -> DeadlineShown:
    now = counted[-1]
    skipped = tuple(
        Skipped(on=date.fromisoformat(day["date"]), why=day["why"]) for day in now.skipped
    )
    return DeadlineShown(
        clock=now.clock,
        clock_name=names.clock(now.clock),
        days=now.days,
        received_on=leg.received_on,
        due_on=now.due_on,
        due_at=now.due_at,
        is_provisional=now.is_provisional,
        is_overdue=leg.is_overdue(work.now),
        working_days_left=working_days_left(
            work,
            unit_id=leg.unit_id,
            place_id=leg.inquiry.jurisdiction_id,
            due_on=now.due_on,
            is_open=leg.closed_at is None,
        ),
        skipped=skipped,
        calendar_edition=now.calendar_edition,
        computed_at=now.computed_at,
        reason=now.reason,
        reason_name=names.word("deadline.reason", now.reason),
        explained=_explained(names, leg, now, skipped),
        earlier=tuple(row.due_on for row in counted[:-1]),
    )


def _explained(
    names: Names, leg: HandlingLeg, now: Deadline, skipped: Sequence[Skipped]
) -> Wording:
    """The count in one sentence."""
    at_midnight = now.due_at == end_of_day(now.due_on)
    sentences = [
        names.fill(
            "deadline.counted",
            received_on=leg.received_on.isoformat(),
            days=now.days,
            due_on=now.due_on.isoformat(),
            due_time="24:00" if at_midnight else f"{local(now.due_at):%H:%M}",
        )
    ]
    if skipped:
        sentences.append(names.fill("deadline.skipped", skipped=len(skipped)))
    if now.is_provisional:
        sentences.append(names.fill("deadline.provisional"))
    return Wording(
        key="deadline.explained",
        zh="".join(part.zh for part in sentences) + "。",
        en="".join(part.en for part in sentences) + ".",
    )
