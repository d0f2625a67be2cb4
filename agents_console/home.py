"""The first page: what this person is here to do, and nothing else to learn (R-62)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from agents_console import absences, answers
from agents_console.figures import presets
from faq_kb.masking import masked
from hotline.records import Channel
from hotline.reports import (
    accounts,
    calls,
    clarifications,
    directory,
    due,
    entries,
    figures,
    inquiries,
    misses,
    overdue,
    requests,
    work_lists,
)
from hotline.reports.names import Names
from hotline.reports.shelves import Shelf, WantedEntries
from hotline.reports.shown import CallRow, EntryRow, InquiryRow, Period
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

CALLS_SHOWN = 12
TODO_SHOWN = 20
LATE_SHOWN = 10
FOLLOWED_SHOWN = 10
ENTRIES_SHOWN = 10
MISSES_SHOWN = 5
AT_THE_COUNTER = (
    Channel.SERVICE_WINDOW,
    Channel.READING_POINT,
    Channel.VISIT,
    Channel.LETTER,
    Channel.LEADERS_MAILBOX,
    Channel.OPINION_BOX,
)


@dataclass(frozen=True)
class Section:
    """A piece of the first page, and the permission that puts it there."""

    name: str
    needs: str


SECTIONS = (
    Section("forwards", "review_forwards"),
    Section("extensions", "agree_extensions"),
    Section("todo", "work_legs"),
    Section("followed", "see_inquiries"),
    Section("late", "supervise"),
    Section("entries", "see_entries"),
    Section("misses", "draft_answers"),
    Section("figures", "see_figures"),
    Section("search", "search_answers"),
    Section("counter", "log_at_counter"),
    Section("roles", "grant_roles"),
    Section("organisation", "see_readiness"),
    Section("calls", "see_calls"),
)
# What comes first for whom, the rest in the order below; the first role a person holds decides.
FIRST = (
    (
        "government_office",
        ("forwards", "extensions", "todo", "followed", "late", "entries", "misses", "figures"),
    ),
    ("supervisor", ("figures", "calls")),
    ("operator", ("search", "calls", "figures")),
    ("window_staff", ("search", "counter")),
)
ORDER = (
    "organisation",
    "roles",
    "forwards",
    "extensions",
    "todo",
    "followed",
    "late",
    "entries",
    "misses",
    "search",
    "counter",
    "figures",
    "calls",
)


def page(work: Work) -> ResponseReturnValue:
    """The role's own first page."""
    roles, day = work.actor.roles, today(work.now)
    listen, listen_count = _listen(work)
    first = next((names for role, names in FIRST if role in roles), ())
    sections = [each.name for each in SECTIONS if work.book.may(roles, each.needs)]
    sections.sort(key=[*first, *(name for name in ORDER if name not in first)].index)
    return render_template(
        "console/home.html",
        sections=sections,
        today=day,
        todo=inquiries.todo(work, limit=TODO_SHOWN).rows if "todo" in sections else (),
        followed=(
            work_lists.followed(work, limit=FOLLOWED_SHOWN) if "followed" in sections else None
        ),
        todo_count=inquiries.todo_count(work) if "todo" in sections else 0,
        forwards=requests.forwards_waiting(work) if "forwards" in sections else (),
        extensions=requests.extensions_waiting(work) if "extensions" in sections else (),
        calls=_calls(work) if "calls" in sections else (),
        figures=(
            figures.figures(work, period=Period(from_on=day, to_on=day), with_parts=False)
            if "figures" in sections
            else ()
        ),
        presets=presets(work),
        waiting=_waiting(work) if "entries" in sections else (),
        owed=clarifications.count_owed(work) if "entries" in sections else 0,
        misses=misses.listed(work, limit=MISSES_SHOWN)[0] if "misses" in sections else (),
        upkeep=_due(work) if "misses" in sections else (),
        masked=masked,
        late=overdue.open_late(work, limit=LATE_SHOWN) if "late" in sections else None,
        explanations=overdue.explanations_to_review(work),
        listen=listen,
        listen_count=listen_count,
        places=answers.choices(work),
        roles_to_pass=accounts.roles_to_pass(work) if "roles" in sections else (),
        unready_count=directory.unready_count(work) if "organisation" in sections else 0,
        counter=_counter(work),
        standing_in=absences.standing_in(work),
    )


def _calls(work: Work) -> tuple[CallRow, ...]:
    day = today(work.now)
    return calls.listed(work, from_on=day, to_on=day, limit=CALLS_SHOWN).rows


def _waiting(work: Work) -> tuple[EntryRow, ...]:
    """Entries of the knowledge base that wait for this person."""
    wanted = WantedEntries(shelf=Shelf.WAITING)
    return entries.listed(work, wanted=wanted, limit=ENTRIES_SHOWN).rows


def _due(work: Work) -> list[tuple[str, Wording, int]]:
    """What must not wait of the entries this person keeps, list by list."""
    names = Names(work)
    counts = due.counts(work, lists=due.URGENT)
    return [(one.value, names.word("due", one.value), count) for one, count in counts.items()]


def _counter(work: Work) -> list[tuple[str, Wording]]:
    """The ways by which people turn to a counter, or write to it."""
    names = Names(work)
    return [(each.value, names.word("channel", each.value)) for each in AT_THE_COUNTER]


def _listen(work: Work) -> tuple[tuple[InquiryRow, ...], int]:
    """Voicemails that nobody has written down yet; whoever takes calls listens to them (R-11)."""
    if "operator" not in work.actor.roles:
        return (), 0
    return inquiries.to_listen(work)
