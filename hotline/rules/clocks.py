"""Time limits (办理时限): the clock table, and the deadline a clock gives to one leg.

民法典 art. 203: a period ends on its last day at 24:00, or at close of business where there are
business hours. The table itself is data: config/clocks.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeGuard

from hotline.rules.calendar import Calendar, Skipped
from hotline.rules.hours import WorkingHours
from hotline.rules.wording import Wording
from hotline.rules.zone import end_of_day

# Clocks of an inquiry: of a unit that answers, and of an office that sorts what is unclear.
ROUTINE, COMPLEX, FORWARDING = "routine", "complex", "forwarding"
# What a department decides an inquiry to be, and so by which of the two it is judged.
CLASSES = (ROUTINE, COMPLEX)


@dataclass(frozen=True)
class ClockRule:
    """One line of the clock table.

    `cap_days` is what an extension may reach in all, counted from the leg's own receipt; None
    where the clock cannot be extended. `agreed_by` is the role that agrees to one.
    """

    key: str
    name: str
    name_en: str
    days: int
    cap_days: int | None = None
    agreed_by: str | None = None


@dataclass(frozen=True)
class Deadline:
    """A deadline with its reason: enough to show how it was counted without counting again."""

    due_on: date
    due_at: datetime
    provisional: bool
    rule_key: str
    days: int
    calendar_edition: int
    skipped: tuple[Skipped, ...]


def parse_clocks(table: Mapping[str, object]) -> dict[str, ClockRule]:
    """The clock table from a mapping of key to row; a ValueError names the key and the fault."""
    rules = {key: _clock(key, row) for key, row in table.items()}
    if not rules:
        raise ValueError("the clock table is empty")
    return rules


def _clock(key: str, row: object) -> ClockRule:
    if not isinstance(row, Mapping):
        raise ValueError(f"{key}: expected a table")
    if unknown := set(row) - {"name", "name_en", "days", "cap_days", "agreed_by"}:
        raise ValueError(f"{key}: unknown keys {', '.join(sorted(map(str, unknown)))}")
    name, name_en, days = row.get("name"), row.get("name_en"), row.get("days")
    cap_days, agreed_by = row.get("cap_days"), row.get("agreed_by")
    if not (isinstance(name, str) and name and isinstance(name_en, str) and name_en):
        raise ValueError(f"{key}: name and name_en must be given")
    if not _positive(days):
        raise ValueError(f"{key}.days: expected a whole number of days above 0, not {days!r}")
    if cap_days is not None and not (_positive(cap_days) and cap_days > days):
        raise ValueError(f"{key}.cap_days: expected more than days ({days}), not {cap_days!r}")
    if (cap_days is None) != (agreed_by is None):
        raise ValueError(f"{key}: cap_days and agreed_by belong together")
    if agreed_by is not None and not isinstance(agreed_by, str):
        raise ValueError(f"{key}.agreed_by: expected a role")
    return ClockRule(
        key=key, name=name, name_en=name_en, days=days, cap_days=cap_days, agreed_by=agreed_by
    )


def _positive(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def deadline(
    *,
    rule: ClockRule,
    received_on: date,
    calendar: Calendar,
    hours: WorkingHours,
    extended_to_days: int | None = None,
) -> Deadline:
    """The deadline of a leg received on that day, by the calendar and hours of its unit.

    `extended_to_days` is the whole length after an extension, counted from receipt, not an
    addition; a ValueError refuses one past the rule's cap.
    """
    if extended_to_days is not None and (no := why_not_extend(rule=rule, to_days=extended_to_days)):
        raise ValueError(no.en)
    days = rule.days if extended_to_days is None else extended_to_days
    count = calendar.count(received_on=received_on, days=days)
    closing = None if hours.ends_at_midnight else hours.closes_at(count.due_on, calendar)
    return Deadline(
        due_on=count.due_on,
        # A unit that writes no hours for that weekday has no close of business: 24:00, art. 203.
        due_at=closing or end_of_day(count.due_on),
        provisional=count.provisional,
        rule_key=rule.key,
        days=days,
        calendar_edition=calendar.edition,
        skipped=count.skipped,
    )


def why_not_extend(*, rule: ClockRule, to_days: int) -> Wording | None:
    """Why the clock cannot be extended to that many days in all, or None when it can."""
    if rule.cap_days is None:
        return Wording(
            key="clocks.no_extension",
            zh=f"“{rule.name}”的办理时限不能延期",
            en=f'the time limit "{rule.name_en}" cannot be extended',
        )
    if not rule.days < to_days <= rule.cap_days:
        return Wording(
            key="clocks.out_of_range",
            zh=f"延期后总时限应多于{rule.days}个、不超过{rule.cap_days}个工作日(自收到之日起算)",
            en=f"an extended time limit is more than {rule.days} and at most {rule.cap_days} "
            "working days in all, counted from receipt",
        )
    return None
