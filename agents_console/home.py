"""The first page: what this person is here to do, and nothing else to learn (R-62)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from agents_console import answers
from hotline.reports import calls, inquiries
from hotline.reports.shown import CallRow, InquiryRow
from hotline.rules.zone import today
from hotline.work import Work

CALLS_SHOWN = 12


@dataclass(frozen=True)
class Section:
    """A piece of the first page, and the permission that puts it there."""

    name: str
    needs: str


# In the order in which whoever has them needs them.
SECTIONS = (
    Section("todo", "work_legs"),
    Section("search", "search_answers"),
    Section("calls", "see_calls"),
)
# Whoever takes calls needs the search before anything else.
FOR_THE_LINE = ("search", "calls", "todo")


def page(work: Work) -> ResponseReturnValue:
    """The role's own first page."""
    sections = [each.name for each in SECTIONS if work.book.may(work.actor.roles, each.needs)]
    if "operator" in work.actor.roles:
        sections.sort(key=FOR_THE_LINE.index)
    return render_template(
        "console/home.html",
        sections=sections,
        today=today(work.now),
        todo=inquiries.todo(work) if "todo" in sections else (),
        calls=_calls(work) if "calls" in sections else (),
        listen=_listen(work) if work.book.may(work.actor.roles, "see_inquiries") else (),
        places=answers.choices(work),
    )


def _calls(work: Work) -> tuple[CallRow, ...]:
    day = today(work.now)
    return calls.listed(work, from_on=day, to_on=day, limit=CALLS_SHOWN).rows


def _listen(work: Work) -> tuple[InquiryRow, ...]:
    """Voicemails that nobody has written down yet; whoever takes calls listens to them (R-11)."""
    if "operator" not in work.actor.roles:
        return ()
    wanted = inquiries.Wanted(needs_listening=True)
    return inquiries.listed(work, wanted=wanted, limit=10).rows
