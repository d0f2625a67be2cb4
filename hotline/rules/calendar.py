"""Working days: which days count, which do not and why, and on what day a time limit ends.

民法典 art. 201: a period counted in days starts on the day after the event (here: receipt).
The State Council's yearly notice on holidays names the days off and the make-up workdays (调休).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

ONE_DAY = timedelta(days=1)
SATURDAY = 5
WEEKEND = "周末"

# 全国年节及纪念日放假办法 (as amended in 2024) art. 2: the days whose date is the same every year.
# The moving ones (春节, 清明, 端午, 中秋) are not guessed: a date too early harms citizens least.
FIXED_STATUTORY_DAYS: Mapping[tuple[int, int], str] = MappingProxyType(
    {
        (1, 1): "元旦",
        (5, 1): "劳动节",
        (5, 2): "劳动节",
        (10, 1): "国庆节",
        (10, 2): "国庆节",
        (10, 3): "国庆节",
    }
)


class DayKind(StrEnum):
    """What makes a day special."""

    HOLIDAY = "holiday"
    MAKEUP_WORKDAY = "makeup_workday"
    LOCAL_HOLIDAY = "local_holiday"
    HALF_DAY = "half_day"
    ETHNIC_GROUP_HOLIDAY = "ethnic_group_holiday"


# Half days (8 March, 4 May) and days off for one group's staff leave the offices open.
CLOSING_KINDS = frozenset({DayKind.HOLIDAY, DayKind.LOCAL_HOLIDAY})


@dataclass(frozen=True, order=True)
class SpecialDay:
    """A day that a notice names. `place` is empty for the whole country."""

    on: date
    kind: DayKind
    name: str
    source: str
    confirmed: bool = True
    place: str = ""

    @property
    def reason(self) -> str:
        """The day's name as people read it: 国庆节, or 火把节（楚雄） for a local one."""
        return f"{self.name}（{self.place}）" if self.place else self.name


@dataclass(frozen=True)
class Skipped:
    """A day that did not count, and why (in Chinese)."""

    on: date
    why: str


@dataclass(frozen=True)
class Count:
    """The end of a count of working days, with the days passed over on the way."""

    due_on: date
    provisional: bool
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class Calendar:
    """The days of one jurisdiction, those of the levels above it included.

    A make-up workday works, whatever else falls on it; otherwise a weekend or a holiday rests.
    A day that is not confirmed changes no count, but makes a count that passes it provisional.
    """

    edition: int
    days: tuple[SpecialDay, ...]
    confirmed_through: date
    name: str

    @staticmethod
    def inherit(
        parent: "Calendar",
        own: Iterable[SpecialDay],
        *,
        name: str,
        edition: int | None = None,
        confirmed_through: date | None = None,
    ) -> "Calendar":
        """The parent's days and the jurisdiction's own, which are marked with its name.

        A child may be confirmed for a shorter time than its parent, never for a longer one.
        """
        marked = tuple(day if day.place else replace(day, place=name) for day in own)
        through = parent.confirmed_through
        return Calendar(
            edition=parent.edition if edition is None else edition,
            days=parent.days + marked,
            confirmed_through=min(through, confirmed_through or through),
            name=name,
        )

    @cached_property
    def _by_date(self) -> Mapping[date, tuple[SpecialDay, ...]]:
        table: dict[date, tuple[SpecialDay, ...]] = {}
        for day in self.days:
            table[day.on] = (*table.get(day.on, ()), day)
        return table

    def special(self, on: date) -> tuple[SpecialDay, ...]:
        """Everything the notices say of that day, the parent's word first."""
        return self._by_date.get(on, ())

    def is_makeup_workday(self, on: date) -> bool:
        """Is it a Saturday or Sunday (mostly) on which everybody works?"""
        return any(d.confirmed and d.kind is DayKind.MAKEUP_WORKDAY for d in self.special(on))

    def holiday(self, on: date) -> str | None:
        """The reason of the holiday on which offices are closed, or None; a weekend is none."""
        if self.is_makeup_workday(on):
            return None
        for day in self.special(on):
            if day.confirmed and day.kind in CLOSING_KINDS:
                return day.reason
        if on > self.confirmed_through:
            return FIXED_STATUTORY_DAYS.get((on.month, on.day))
        return None

    def why_not(self, on: date) -> str | None:
        """Why that day is no working day (周末, 国庆节, 火把节（楚雄）); None when it is one."""
        if self.is_makeup_workday(on):
            return None
        return self.holiday(on) or (WEEKEND if on.weekday() >= SATURDAY else None)

    def is_working_day(self, on: date) -> bool:
        """Is it a make-up workday, or a Monday to Friday that is no holiday here?"""
        return self.why_not(on) is None

    def count(self, *, received_on: date, days: int) -> Count:
        """The `days`-th working day after receipt; the day of receipt is day 0 whatever it is."""
        # A day's legs are all counted alike: a hundred thousand of them ask for a few counts.
        known = self._counts.get((received_on, days))
        if known is None:
            known = self._counts[received_on, days] = self._count(received_on, days)
        return known

    @cached_property
    def _counts(self) -> dict[tuple[date, int], Count]:
        return {}

    def _count(self, received_on: date, days: int) -> Count:
        if days < 1:
            raise ValueError(f"a time limit has at least one day, not {days}")
        on, left, touched = received_on, days, False
        skipped: list[Skipped] = []
        while left:
            on += ONE_DAY
            touched = touched or self._unconfirmed(on)
            why = self.why_not(on)
            if why is None:
                left -= 1
            else:
                skipped.append(Skipped(on=on, why=why))
        return Count(
            due_on=on,
            provisional=touched or on > self.confirmed_through,
            skipped=tuple(skipped),
        )

    def _unconfirmed(self, on: date) -> bool:
        decisive = CLOSING_KINDS | {DayKind.MAKEUP_WORKDAY}
        return any(not d.confirmed and d.kind in decisive for d in self.special(on))

    def working_days_between(self, after: date, through: date) -> int:
        """Working days after the first date up to and with the second; negative backwards.

        `working_days_between(received_on, due_on)` gives back the days of the time limit.
        """
        if through < after:
            return -self.working_days_between(through, after)
        span = (through - after).days
        return sum(self.is_working_day(after + ONE_DAY * n) for n in range(1, span + 1))

    def days_confirmed_after(self, on: date) -> int:
        """How many calendar days after that date are confirmed; 0 when none is."""
        return max(0, (self.confirmed_through - on).days)
