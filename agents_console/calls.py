"""Calls: the list of some days, and the page of one call."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from agents_console import asked
from hotline.actions import reading
from hotline.reports import calls
from hotline.reports.names import Names
from hotline.rules.outcome import Outcome
from hotline.work import Work


def listing(work: Work) -> ResponseReturnValue:
    """Calls of the chosen days, today's unless chosen otherwise."""
    period = asked.period(work)
    place_id = asked.place(work, "see_calls")
    outcome = asked.one_of(Outcome, "outcome")
    found = calls.listed(
        work,
        from_on=period.from_on,
        to_on=period.to_on,
        place_id=place_id,
        outcome=outcome,
        after=asked.text("after"),
    )
    names = Names(work)
    return render_template(
        "console/calls.html",
        found=found,
        period=period,
        chosen={"place": place_id, "outcome": outcome},
        outcomes=[(each.value, names.word("outcome", each.value)) for each in Outcome],
        places=asked.places(work, "see_calls"),
        **asked.paging(found),
    )


def page(work: Work, call_id: int) -> ResponseReturnValue:
    """One call: what was heard and said, who was rung, the sound; opening it is noted."""
    shown = render_template("console/call.html", call=calls.page(work, call_id=call_id))
    reading.opened_call(work, call_id=call_id)
    return shown
