"""Working hours (法定工作时间): when a unit is open, when it closes, when it opens next."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hotline.rules.calendar import Calendar
from hotline.rules.zone import end_of_day, instant, local

Span = tuple[time, time]  # opens, closes; a closing time of 00:00 is 24:00 of that day

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
# A notice says that everybody works on a make-up day, not by whose hours. We take those of the
# working day beside it: Friday's for a Saturday, Monday's for a Sunday, since units write no hours
# (or shorter, voluntary ones) for a weekend.
STANDS_FOR = {SATURDAY: FRIDAY, SUNDAY: 0}
LOOK_AHEAD_DAYS = 60  # longer than any row of holidays

WORDS_ZH = (("周一", "周二", "周三", "周四", "周五", "周六", "周日"), "至", "至", "、")
WORDS_EN = (
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    " to ", " to ", " and ",
)  # fmt: skip
SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~～至]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class WorkingHours:
    """Opening spans for Monday to Sunday, at hotline time.

    `ends_at_midnight`: time limits of this unit end at 24:00 and not at close of business
    (民法典 art. 203 allows either: 24:00, or the end of business hours where there are some).
    """

    weekly: tuple[tuple[Span, ...], ...]
    ends_at_midnight: bool = False

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError(f"working hours name seven days, not {len(self.weekly)}")
        for spans in self.weekly:
            before: time | None = None
            for opens, closes in spans:
                if closes != time.min and closes <= opens:
                    raise ValueError(f"closes before it opens: {opens:%H:%M}-{closes:%H:%M}")
                if before is not None and (before == time.min or opens < before):
                    raise ValueError(f"spans overlap or are out of order at {opens:%H:%M}")
                before = closes

    @staticmethod
    def parse(weekly: Sequence[str], *, ends_at_midnight: bool = False) -> "WorkingHours":
        """From seven texts such as `08:30-12:00 14:30-18:00`, Monday first; empty is closed."""
        return WorkingHours(
            weekly=tuple(parse_spans(text) for text in weekly), ends_at_midnight=ends_at_midnight
        )

    @staticmethod
    def of(spans: Iterable[tuple[int, time, time]]) -> "WorkingHours":
        """From spans in any order, each with its weekday, Monday being 0."""
        week: list[list[Span]] = [[] for _ in range(7)]
        for weekday, opens, closes in sorted(spans):
            week[weekday].append((opens, closes))
        return WorkingHours(weekly=tuple(tuple(day) for day in week))

    def written(self) -> tuple[str, ...]:
        """The seven texts that `parse` reads."""
        return tuple(written_spans(spans) for spans in self.weekly)

    def in_words(self, language: str) -> str:
        """The ordinary week as it is told, days alike together; empty for who never opens."""
        days, from_to, to, between = WORDS_EN if language == "en" else WORDS_ZH
        runs: list[tuple[int, int, tuple[Span, ...]]] = []
        for day, spans in enumerate(self.weekly):
            if runs and runs[-1][2] == spans:
                runs[-1] = (runs[-1][0], day, spans)
            else:
                runs.append((day, day, spans))
        told = []
        for first, last, spans in runs:
            if spans:
                named = days[first] if first == last else f"{days[first]}{from_to}{days[last]}"
                open_at = [f"{opens:%H:%M}{to}{closing(closes)}" for opens, closes in spans]
                told.append(named + (" " if language == "en" else "") + between.join(open_at))
        return (", " if language == "en" else "，").join(told)

    def spans(self, on: date, calendar: Calendar) -> tuple[Span, ...]:
        """The spans the unit is open on that day, holidays and make-up days considered."""
        if calendar.holiday(on):
            return ()
        weekday = on.weekday()
        if calendar.is_makeup_workday(on):
            weekday = STANDS_FOR.get(weekday, weekday)
        return self.weekly[weekday]

    def is_open(self, at: datetime, calendar: Calendar) -> bool:
        """Is the unit open at that instant? The instant of opening is in, that of closing out."""
        on = local(at).date()
        return any(start <= at < end for start, end in self._instants(on, calendar))

    def closes_at(self, on: date, calendar: Calendar) -> datetime | None:
        """Close of business on that day, in UTC; None when the unit does not open."""
        ends = [end for _, end in self._instants(on, calendar)]
        return ends[-1] if ends else None

    def next_opening(self, at: datetime, calendar: Calendar) -> datetime | None:
        """The first instant, `at` or later, at which the unit is open; None if it never opens."""
        on = local(at).date()
        for ahead in range(LOOK_AHEAD_DAYS):
            for start, end in self._instants(on + timedelta(days=ahead), calendar):
                if at < end:
                    return max(at, start)
        return None

    def _instants(self, on: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
        for opens, closes in self.spans(on, calendar):
            end = end_of_day(on) if closes == time.min else instant(on=on, at_time=closes)
            yield instant(on=on, at_time=opens), end


def written_spans(spans: Iterable[Span]) -> str:
    """The text that `parse_spans` reads."""
    return " ".join(f"{opens:%H:%M}-{closing(closes)}" for opens, closes in spans)


def closing(closes: time) -> str:
    """A closing time as it is written; that of the whole day is 24:00."""
    return "24:00" if closes == time.min else f"{closes:%H:%M}"


def parse_spans(text: str) -> tuple[Span, ...]:
    """`08:30-12:00 14:30-18:00` as spans; 24:00 closes the day; anything else is refused."""
    if SPAN.sub("", text).strip(" ,，;；、"):
        raise ValueError(f"not a list of opening hours: {text!r}")
    found = []
    for h1, m1, h2, m2 in SPAN.findall(text):
        closes = time.min if (h2, m2) == ("24", "00") else time(int(h2), int(m2))
        found.append((time(int(h1), int(m1)), closes))
    return tuple(found)
