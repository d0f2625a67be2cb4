"""How a figure is counted: a condition among rows, or a time, with the words that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import and_, func, not_

from hotline.reports.counted import Condition, Source
from hotline.reports.names import filled
from hotline.reports.shown import Figure, Part
from hotline.rulebook import Words
from hotline.rules.wording import Wording
from hotline.work import Work

Side = Literal["numerator", "denominator", "rest"]


@dataclass(frozen=True)
class Share:
    """How many of the rows that meet one condition meet another too."""

    numerator: Condition
    denominator: Condition

    def side(self, side: Side) -> Condition:
        """The rows on one side of the fraction; `rest` is the denominator without the numerator."""
        if side == "numerator":
            return and_(self.numerator, self.denominator)
        if side == "denominator":
            return self.denominator
        return and_(self.denominator, not_(self.numerator))


@dataclass(frozen=True)
class Time:
    """A percentile of a duration in seconds among some rows."""

    seconds: Any
    among: Condition
    percentile: float

    def side(self, side: Side) -> Condition:
        """The rows whose time is taken, whichever side is asked for."""
        return self.among


@dataclass(frozen=True)
class Definition:
    """One figure: its rows, its fraction, and what it is split into."""

    source: Source
    whole: Share
    parts: Mapping[str, Share | Time] = field(default_factory=dict)
    # What parts are called that come from another table than that of the figures.
    names: Mapping[str, Wording] = field(default_factory=dict)


def columns_of(definition: Definition) -> dict[str, Any]:
    """What is asked of the database for one figure, by name."""
    columns: dict[str, Any] = {}
    for key, part in {"": definition.whole, **definition.parts}.items():
        if isinstance(part, Time):
            within = func.percentile_cont(part.percentile).within_group(part.seconds)
            columns[f"{key}:seconds"] = within.filter(part.among)
        else:
            columns[f"{key}:top"] = func.count().filter(part.side("numerator"))
            columns[f"{key}:bottom"] = func.count().filter(part.denominator)
    return columns


def figure_of(
    work: Work, figure_id: str, definition: Definition, numbers: Mapping[Any, Any]
) -> Figure:
    words = work.book.indicators[figure_id]
    times = work.book.line.times.model_dump()

    def wording(key: str, both: Words) -> Wording:
        return Wording(
            key=f"{figure_id}.{key}",
            zh=filled(both.zh, times, "zh"),
            en=filled(both.en, times, "en"),
        )

    def part_of(key: str) -> Part:
        name = words.name if key == "" else words.parts.get(key)
        found = numbers.get(f"{figure_id}/{key}:seconds")
        top = numbers.get(f"{figure_id}/{key}:top")
        bottom = numbers.get(f"{figure_id}/{key}:bottom")
        return Part(
            key=key,
            name=wording(key, name) if name else definition.names[key],
            numerator=top,
            denominator=bottom,
            ratio=_ratio(top, bottom),
            seconds=None if found is None else float(found),
        )

    whole = part_of("")
    return Figure(
        id=figure_id,
        name=wording("name", words.name),
        numerator=whole.numerator or 0,
        denominator=whole.denominator or 0,
        ratio=whole.ratio,
        definition=wording("definition", words.definition),
        numerator_name=wording("numerator", words.numerator),
        denominator_name=wording("denominator", words.denominator),
        target=words.target,
        target_is_most=words.target_is_most,
        target_source=(
            wording("target_source", words.target_source) if words.target_source else None
        ),
        parts=tuple(part_of(key) for key in definition.parts),
    )


def _ratio(numerator: int | None, denominator: int | None) -> float | None:
    """无数据 is None: never 0 % and never 100 %."""
    return numerator / denominator if numerator is not None and denominator else None
