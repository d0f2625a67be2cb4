"""Every figure's definition: what is divided by what (metrics.md), for pages, reports and lists.

The words stand in config/indicators.toml under the same ids. A figure and the list behind it are
one condition, asked once with count and once with select, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, func, not_, null, or_, select, true

from hotline.errors import NotFound
from hotline.records import (
    Call,
    CallLeg,
    Demand,
    HandlingLeg,
    LegKind,
    LegResult,
    Rating,
    RatingSubject,
)
from hotline.reports import counted, keyset, scope
from hotline.reports.counted import Condition, Source, Span
from hotline.reports.fraction import Definition, Share, Side, Time, columns_of, figure_of
from hotline.reports.names import Names
from hotline.reports.shown import Behind, Counts, Figure, Page, Period
from hotline.rules.outcome import Outcome
from hotline.rules.wording import Wording
from hotline.work import Work

NO_SUCH_FIGURE = Wording(
    key="figure.unknown",
    zh="没有这项指标，或者您无权查看。",
    en="There is no such figure, or none that you may see.",
)
# Asked for a person in working hours: human_requests − closed_hours of the base counts.
WANTED_IN_HOURS = (
    Outcome.ANSWERED,
    Outcome.ABANDONED_IN_QUEUE,
    Outcome.SHORT_ABANDONED,
    Outcome.LOST,
    Outcome.TO_VOICEMAIL,
    Outcome.TO_CALLBACK,
)
NO_PERSON_WANTED = (Outcome.SELF_SERVED_ONLY, Outcome.LEFT_IN_MENU)
HUMAN_REQUESTS = (*WANTED_IN_HOURS, Outcome.CLOSED_HOURS)
RUNG = (LegResult.ANSWERED, LegResult.NO_ANSWER, LegResult.BUSY, LegResult.DECLINED)
# 非常满意, 满意, 基本满意.
SATISFIED = (1, 2, 3)


def figures(
    work: Work,
    *,
    period: Period,
    place_id: int | None = None,
    unit_id: int | None = None,
    with_parts: bool = True,
) -> tuple[Figure, ...]:
    """The figures this actor may see for the period, at a place (with all below) or of a unit.

    Figures of whole calls belong to places: whoever may see only a unit's has none of them.
    """
    defined = _definitions(work, period=period, place_id=place_id, unit_id=unit_id)
    if not with_parts:
        defined = {key: replace(definition, parts={}) for key, definition in defined.items()}
    by_source: dict[int, list[str]] = {}
    for figure_id, definition in defined.items():
        by_source.setdefault(id(definition.source), []).append(figure_id)
    found: dict[str, Figure] = {}
    for figure_ids in by_source.values():
        columns = [
            column.label(f"{figure_id}/{name}")
            for figure_id in figure_ids
            for name, column in columns_of(defined[figure_id]).items()
        ]
        rows = defined[figure_ids[0]].source.rows
        numbers = work.db.execute(rows.with_only_columns(*columns)).one()._mapping
        for figure_id in figure_ids:
            found[figure_id] = figure_of(work, figure_id, defined[figure_id], numbers)
    return tuple(found[figure_id] for figure_id in defined)


def counts(work: Work, *, period: Period, place_id: int | None = None) -> Counts:
    """How many calls ended how; the outcomes add up to `offered`, calls under way stand apart."""
    reach = _reach(work, place_id)
    source = counted.calls(work, span=Span.of(period), reach=reach)
    # Counted apart from its parts, so that an outcome nobody knows shows as a difference.
    offered = work.db.scalar(source.rows.with_only_columns(func.count()))
    query = source.rows.with_only_columns(Call.outcome, func.count()).group_by(Call.outcome)
    ended = dict(work.db.execute(query).all())
    by_outcome = {outcome: ended.get(outcome, 0) for outcome in Outcome}
    under_way = select(func.count()).where(
        Call.jurisdiction_id.in_(reach.place_ids),
        Span.of(period).has(Call.arrived_at),
        not_(Call.is_test),
        Call.outcome.is_(None),
        Call.settled_at.is_(None),
    )
    return Counts(
        offered=offered or 0,
        human_requests=sum(by_outcome[outcome] for outcome in HUMAN_REQUESTS),
        by_outcome=by_outcome,
        under_way=work.db.scalar(under_way) or 0,
    )


def behind(
    work: Work,
    *,
    figure_id: str,
    period: Period,
    part: str | None = None,
    side: Side = "denominator",
    place_id: int | None = None,
    unit_id: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Behind]:
    """The rows behind a figure, or behind one part of it, that this actor may open; newest first.

    Raises NotFound for a figure, or a part, that there is not.
    """
    defined = _definitions(work, period=period, place_id=place_id, unit_id=unit_id)
    definition = defined.get(figure_id)
    if definition is None or not (part is None or part in definition.parts):
        raise NotFound(NO_SUCH_FIGURE)
    source = definition.source
    condition = (definition.whole if part is None else definition.parts[part]).side(side)
    columns = {
        name: (null() if column is None else column).label(name)
        for name, column in source.columns.items()
    }
    query = keyset.newest_first(
        source.rows.with_only_columns(*columns.values()).where(condition, source.visible),
        source.columns["at"], source.columns["row_id"], after=after, limit=limit,
    )  # fmt: skip
    rows, following = keyset.cut(
        work.db.execute(query).all(), limit=limit, key=lambda row: (row.at, row.row_id)
    )
    names = Names(work)
    return Page(rows=tuple(_behind(names, source, row._mapping) for row in rows), after=following)


def _behind(names: Names, source: Source, row: Mapping[Any, Any]) -> Behind:
    ids = ("call_id", "call_leg_id", "inquiry_id", "handling_leg_id")
    return Behind(
        at=row["at"],
        place=names.place(row["place_id"]),
        unit=names.maybe_unit(row["unit_id"]),
        what=(
            names.redirect(row["what"])
            if source.words == "redirect"
            else names.word(source.words, getattr(row["what"], "value", row["what"]))
        ),
        **{name: row[name] for name in ids if name in row},
    )


def _reach(work: Work, place_id: int | None) -> scope.Reach:
    within = None if place_id is None else scope.below(work, place_id)
    return scope.narrowed(scope.reach(work, "see_figures"), place_ids=within)


def _definitions(
    work: Work, *, period: Period, place_id: int | None, unit_id: int | None
) -> dict[str, Definition]:
    """The definitions that this actor may ask for, by id, in the order they are shown."""
    reach, span = _reach(work, place_id), Span.of(period)
    defined: dict[str, Definition] = {}
    if reach.place_ids and unit_id is None:
        defined |= _of_calls(counted.calls(work, span=span, reach=reach))
        defined["M-8"] = _self_service(counted.asking_calls(work, span=span, reach=reach))
        defined["R-6"] = _passed_on(work, counted.demands(work, span=span, reach=reach))
    if reach:
        where: dict[str, Any] = {"span": span, "reach": reach, "unit_id": unit_id}
        seconds = work.book.line.times.complete_talk_seconds
        defined |= _of_legs(counted.call_legs(work, **where), seconds=seconds)
        defined["M-15"] = _on_time(work, counted.handling_legs(work, **where))
        defined["M-19"] = _satisfaction(counted.ratings(work, **where, at=Rating.rated_at))
        defined["M-20"] = _response(counted.ratings(work, **where, at=Rating.invited_at))
    return defined


def _of_calls(source: Source) -> dict[str, Definition]:
    """M-1 人工接通率 and M-4 放弃率."""
    wanted = Call.outcome.in_(WANTED_IN_HOURS)
    short = Call.outcome == Outcome.SHORT_ABANDONED
    return {
        "M-1": Definition(
            source=source,
            whole=Share(Call.outcome == Outcome.ANSWERED, wanted),
            parts={
                outcome.value: Share(Call.outcome == outcome, wanted)
                for outcome in WANTED_IN_HOURS
                if outcome is not Outcome.ANSWERED
            },
        ),
        "M-4": Definition(
            source=source,
            # Who hangs up within seconds has not waited; those stand apart, in neither number.
            whole=Share(Call.outcome == Outcome.ABANDONED_IN_QUEUE, and_(wanted, not_(short))),
            parts={"short_abandoned": Share(short, wanted)},
        ),
    }


def _self_service(source: Source) -> Definition:
    """M-8 自助解决率: by the last question of a call that was ours to answer."""
    facts, alone = source.facts, Call.outcome.in_(NO_PERSON_WANTED)
    return Definition(
        source=source,
        whole=Share(and_(facts["solved"], alone), true()),
        parts={
            "not_solved": Share(facts["not_solved"], true()),
            "person": Share(not_(alone), true()),
            "out_of_scope": Share(facts["out_of_scope"], true()),
        },
    )


def _passed_on(work: Work, source: Source) -> Definition:
    """R-6 诉求转交率: demands that another channel owns, by channel."""
    agreed, names = Demand.consented_at.is_not(None), Names(work)
    codes = [channel.code for channel in work.book.redirects.channels]
    return Definition(
        source=source,
        whole=Share(agreed, true()),
        parts={code: Share(agreed, Demand.redirect == code) for code in codes},
        names={code: names.redirect(code) for code in codes},
    )


def _of_legs(source: Source, *, seconds: int) -> dict[str, Definition]:
    """M-9 转接成功率 and M-11 联络员接听率: a leg each, so that a talk is charged to who talked."""
    answered = CallLeg.result == LegResult.ANSWERED
    long_enough = CallLeg.talk_seconds >= seconds
    full = and_(answered, func.coalesce(long_enough, False))
    transfer = and_(CallLeg.kind.in_((LegKind.LIAISON, LegKind.DEPARTMENT_LINE)), CallLeg.in_hours)
    # A telephone that never rang is no liaison's silence; a busy one was tried, and did not ring.
    was_rung = or_(CallLeg.rung_at.is_not(None), CallLeg.result.in_(RUNG))
    liaison = and_(CallLeg.kind == LegKind.LIAISON, CallLeg.in_hours, was_rung)
    took = func.extract("epoch", CallLeg.accepted_at - CallLeg.rung_at)
    failures = {
        result.value: Share(CallLeg.result == result, transfer)
        for result in LegResult
        if result is not LegResult.ANSWERED
    }
    return {
        "M-9": Definition(
            source=source,
            whole=Share(full, transfer),
            parts={**failures, "too_short": Share(and_(answered, not_(full)), transfer)},
        ),
        "M-11": Definition(
            source=source,
            whole=Share(answered, liaison),
            parts={
                "p50": Time(took, and_(answered, liaison), 0.5),
                "p90": Time(took, and_(answered, liaison), 0.9),
            },
        ),
    }


def _on_time(work: Work, source: Source) -> Definition:
    """M-15 按时办结率, by kind of clock."""
    in_time = not_(HandlingLeg.is_overdue(work.now))
    return Definition(
        source=source,
        whole=Share(in_time, true()),
        parts={key: Share(in_time, HandlingLeg.clock == key) for key in work.book.clocks},
        names={key: Names(work).clock(key) for key in work.book.clocks},
    )


def _satisfaction(source: Source) -> Definition:
    """M-19 满意率."""
    satisfied = Rating.score.in_(SATISFIED)
    return _by_subject(source, lambda rated: Share(satisfied, rated))


def _response(source: Source) -> Definition:
    """M-20 参评率."""
    return _by_subject(source, lambda invited: Share(Rating.rated_at.is_not(None), invited))


def _by_subject(source: Source, share: Callable[[Condition], Share]) -> Definition:
    """Service by a person as the figure; the assistant's and the replies' apart."""
    apart = (RatingSubject.SELF_SERVICE, RatingSubject.REPLY)
    return Definition(
        source=source,
        whole=share(Rating.subject == RatingSubject.CALL),
        parts={subject.value: share(Rating.subject == subject) for subject in apart},
    )
