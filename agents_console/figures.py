"""The figures of a chosen period, each with what it is made of and the list behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

from flask import render_template, request
from flask.typing import ResponseReturnValue

from agents_console import asked
from hotline.reports import figures
from hotline.reports.names import Names
from hotline.reports.shown import Period
from hotline.rules.zone import today
from hotline.work import Work

DAYS = 7


def page(work: Work) -> ResponseReturnValue:
    """The figures of the chosen days, the last seven unless chosen otherwise."""
    period = asked.period(work, days=DAYS)
    place_id = asked.place(work, "see_figures")
    names = Names(work)
    counts = figures.counts(work, period=period, place_id=place_id)
    return render_template(
        "console/figures.html",
        figures=figures.figures(work, period=period, place_id=place_id),
        counts=counts,
        outcomes=[
            (outcome, names.word("outcome", outcome.value), count)
            for outcome, count in counts.by_outcome.items()
        ],
        period=period,
        presets=presets(work),
        places=asked.places(work, "see_figures"),
        chosen={"place": place_id},
    )


def behind(work: Work, figure_id: str) -> ResponseReturnValue:
    """The rows behind one figure, or behind one part of it."""
    period = asked.period(work, days=DAYS)
    place_id, part = asked.place(work, "see_figures"), asked.text("part")
    side = request.args.get("side", "denominator")
    if side not in get_args(figures.Side):
        side = "denominator"
    found = figures.behind(
        work,
        figure_id=figure_id,
        period=period,
        part=part,
        side=side,  # type: ignore[arg-type]
        place_id=place_id,
        after=asked.text("after"),
    )
    every = figures.figures(work, period=period, place_id=place_id)
    return render_template(
        "console/behind.html",
        figure=next(each for each in every if each.id == figure_id),
        found=found,
        period=period,
        part=part,
        side=side,
        place_id=place_id,
        **asked.paging(found),
        may_call=work.book.may(work.actor.roles, "see_calls"),
        may_inquiry=work.book.may(work.actor.roles, "see_inquiries"),
    )


def presets(work: Work) -> list[tuple[str, Period]]:
    """Periods at one click."""
    day = today(work.now)
    month = day.replace(day=1)
    last = month - timedelta(days=1)
    return [
        ("today", Period(from_on=day, to_on=day)),
        ("week", Period(from_on=day - timedelta(days=DAYS - 1), to_on=day)),
        ("month", Period(from_on=month, to_on=day)),
        ("last_month", Period(from_on=last.replace(day=1), to_on=last)),
    ]
