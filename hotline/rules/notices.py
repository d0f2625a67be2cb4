"""What the staff are told (提醒): the kinds of notice, who gets one, by what way, and when.

The kinds are data: config/notices.toml. Nothing here knows a person or a message.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from hotline.rules.calendar import Calendar
from hotline.rules.hours import WorkingHours
from hotline.rules.wording import Wording
from hotline.rules.zone import end_of_day, instant, today


class Mail(StrEnum):
    """When a person gets a kind of notice by e-mail."""

    OFF = "off"
    AT_ONCE = "at_once"
    DAILY = "daily"


class Every(StrEnum):
    """How often somebody is told that something still waits."""

    DAY = "day"
    WEEK = "week"


class Until(StrEnum):
    """What settles a notice, whoever did it."""

    LEG_CLOSED = "leg_closed"
    FORWARD_DECIDED = "forward_decided"
    EXTENSION_DECIDED = "extension_decided"
    EXPLAINED = "explained"
    EXPLANATION_MOVED = "explanation_moved"
    JOB_DONE = "job_done"


# Names in `to` that are no role, and a permission that makes it likely that one will be meant.
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "@asker": "work_legs",
        "@agrees": "agree_extensions",
        "@reviewer": "pass_",
        "@keeper": "draft_answers",
        "@follower": "see_inquiries",
        "@supervisor": "supervise",
    }
)


@dataclass(frozen=True)
class Choice:
    """By what ways a person gets a kind of notice."""

    console: bool
    sms: bool
    email: Mail

    def __bool__(self) -> bool:
        return self.console or self.sms or self.email is not Mail.OFF


@dataclass(frozen=True)
class NoticeKind:
    """One table of config/notices.toml, whose head says what each key means."""

    key: str
    name: Wording
    text: Wording
    to: tuple[tuple[str, ...], ...]
    on: frozenset[str]
    left: int | None
    every: Every | None
    until: Until | None
    must: bool
    default: Choice

    def may_reach(self, roles: Collection[str], permissions: Collection[str]) -> bool:
        """Whether somebody with these roles and permissions may ever get it."""
        return any(
            any(each.startswith(MARKS[name]) for each in permissions)
            if name in MARKS
            else name.partition("@")[0] in roles
            for names in self.to
            for name in names
        )


@dataclass(frozen=True)
class NoticeTable:
    """All kinds, and which of them an event causes."""

    kinds: Mapping[str, NoticeKind]

    @cached_property
    def by_event(self) -> Mapping[str, tuple[NoticeKind, ...]]:
        """The kinds that an event causes, by its refined name."""
        found: dict[str, tuple[NoticeKind, ...]] = {}
        for kind in self.kinds.values():
            for event in kind.on:
                found[event] = (*found.get(event, ()), kind)
        return found

    @cached_property
    def events(self) -> frozenset[str]:
        """The events that may cause a notice, as the history names them."""
        return frozenset(event.partition(".")[0] for event in self.by_event)

    @cached_property
    def stages(self) -> tuple[NoticeKind, ...]:
        """What is told by the days that are left, in the order in which it is reached."""
        staged = [kind for kind in self.kinds.values() if kind.left is not None]
        return tuple(sorted(staged, key=lambda kind: -(kind.left or 0)))


def stage_of(
    table: NoticeTable,
    *,
    due_on: date,
    calendar: Calendar,
    hours: WorkingHours,
    now: datetime,
) -> tuple[NoticeKind | None, datetime | None]:
    """The stage a leg of this deadline has reached, and when to look at it again.

    Only while its unit is open: at any other time there is no stage yet, and the next opening.
    """
    opening = hours.next_opening(now, calendar)
    if opening is not None and opening > now:
        return None, opening
    reached = None
    for kind in table.stages:
        begins = _begins(kind.left or 0, due_on=due_on, calendar=calendar, hours=hours)
        if begins > now:
            return reached, begins
        reached = kind
    return reached, None


def _begins(left: int, *, due_on: date, calendar: Calendar, hours: WorkingHours) -> datetime:
    """The opening of the day on which so many working days are left."""
    on, step = due_on, timedelta(days=-1 if left > 0 else 1)
    while left:
        on += step
        if calendar.is_working_day(on):
            left -= 1 if left > 0 else -1
    midnight = instant(on=on, at_time=time.min)
    return hours.next_opening(midnight, calendar) or midnight


def goes_out_at(
    now: datetime, *, calendar: Calendar, hours: WorkingHours, daily: bool = False
) -> datetime:
    """When a message may go to somebody of a unit with these hours: in working time (R-36).

    What is sent daily goes out at the opening of the next working day.
    """
    after = end_of_day(today(now)) if daily else now
    return hours.next_opening(after, calendar) or after


def parse_notices(table: Mapping[str, object]) -> NoticeTable:
    """The kinds from a mapping of key to row; a ValueError names the key and the fault."""
    return NoticeTable(kinds={key: _kind(key, row) for key, row in table.items()})


ALLOWED = frozenset({"name", "text", "on", "left", "every", "to", "until", "must", "sms", "email"})


def _kind(key: str, row: object) -> NoticeKind:
    if not isinstance(row, Mapping):
        raise ValueError(f"{key}: expected a table")
    if unknown := set(row) - ALLOWED:
        raise ValueError(f"{key}: unknown keys {', '.join(sorted(map(str, unknown)))}")
    on, left, to = row.get("on", []), row.get("left"), row.get("to", [])
    if not (isinstance(on, list) and all(isinstance(event, str) for event in on)):
        raise ValueError(f"{key}.on: expected a list of events")
    if left is not None and (not isinstance(left, int) or isinstance(left, bool)):
        raise ValueError(f"{key}.left: expected a number of working days, not {left!r}")
    if not (isinstance(to, list) and all(_are_names(names) for names in to)):
        raise ValueError(f"{key}.to: expected a list of lists of roles")
    if sum((bool(on), left is not None, "every" in row)) != 1:
        raise ValueError(f"{key}: needs one of on, left and every")
    marks = {name for names in to for name in names if name.startswith("@")}
    if not to or marks - set(MARKS):
        raise ValueError(f"{key}.to: expected roles, or one of {', '.join(MARKS)}")
    must, sms = row.get("must", False), row.get("sms", False)
    if not (isinstance(must, bool) and isinstance(sms, bool)):
        raise ValueError(f"{key}: must and sms are true or false")
    return NoticeKind(
        key=key,
        name=_wording(key, "name", row),
        text=_wording(key, "text", row),
        to=tuple(tuple(names) for names in to),
        on=frozenset(on),
        left=left,
        every=Every(row["every"]) if "every" in row else None,
        until=Until(row["until"]) if "until" in row else None,
        must=must,
        default=Choice(console=True, sms=sms, email=Mail(row.get("email", Mail.OFF))),
    )


def _are_names(names: object) -> bool:
    return isinstance(names, list) and bool(names) and all(isinstance(n, str) for n in names)


def _wording(key: str, name: str, row: Mapping[str, object]) -> Wording:
    both = row.get(name)
    if not isinstance(both, Mapping):
        raise ValueError(f"{key}.{name}: expected zh and en")
    zh, en = both.get("zh"), both.get("en")
    if not (isinstance(zh, str) and zh and isinstance(en, str) and en):
        raise ValueError(f"{key}.{name}: zh and en must be given")
    return Wording(key=f"notices.{key}.{name}", zh=zh, en=en)
