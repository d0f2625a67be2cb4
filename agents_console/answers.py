"""The search of approved answers, as one types while a caller waits."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from agents_console import asked, channels
from faq_kb.search import KnowledgeBase
from hotline.reports import disclosure
from hotline.rules.organisation import Place
from hotline.work import Work

SHOWN = 6


def search(work: Work, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """The best answers for the words; to htmx only the list, else the whole page."""
    words = asked.text("q") or ""
    place = chosen_place(work)
    found, verdict = (
        knowledge.listed(work, words, place_id=place.id, limit=SHOWN)
        if words and place
        else ((), "nothing")
    )
    only_list = request.headers.get("HX-Request") == "true"
    return render_template(
        "console/_answers.html" if only_list else "console/answers.html",
        words=words,
        found=found,
        elsewhere=channels.named_in(work, words) if words else None,
        is_sure=verdict == "answer",
        marks=disclosure.marks(work, [answer.entry_id for answer in found]),
        units=work.book.organisation.units,
        place=place,
        places=choices(work),
    )


def choices(work: Work) -> list[Place]:
    """The places whose answers this person may search, his own first."""
    places = work.book.organisation.places
    reached = asked.places(work, "search_answers")
    home = work.book.organisation.units.get(work.actor.unit_id or 0)
    own = [places[home.place_id]] if home else []
    return own + [place for place in reached if place not in own]


def chosen_place(work: Work) -> Place | None:
    """The place asked for, else the first of `choices`."""
    found = choices(work)
    wanted = asked.number("place")
    return next((place for place in found if place.id == wanted), found[0] if found else None)
