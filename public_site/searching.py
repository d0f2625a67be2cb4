"""The approved answers: searched as one types, and read with source and date."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from faq_kb.search import KnowledgeBase
from hotline.errors import NotFound
from hotline.reports import disclosure
from hotline.rules.redirects import Redirect
from hotline.rules.wording import Wording
from hotline.text import clean
from hotline.work import Work
from public_site import places

SHOWN = 6
LONGEST_SEARCH = 200

NO_ENTRY = Wording(
    key="site.no_entry",
    zh="这条答案已撤下或已过期。请重新查找，或者直接提问。",
    en="This answer was withdrawn or has expired. Search again, or ask.",
)


def home(work: Work, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """The search; to htmx only the list of what it found, else the whole page."""
    words = clean(request.args.get("q", ""), limit=LONGEST_SEARCH)
    place = places.chosen(work)
    found, verdict = (
        knowledge.listed(work, words, place_id=place.id, limit=SHOWN) if words else ((), "nothing")
    )
    only_list = request.headers.get("HX-Request") == "true"
    return render_template(
        "site/_found.html" if only_list else "site/home.html",
        words=words,
        found=found,
        verdict=verdict,
        elsewhere=elsewhere(work, words),
        marks=disclosure.marks(work, [answer.entry_id for answer in found]),
        units=work.book.organisation.units,
        place=place,
        places=places.every(work),
        topics=() if words else knowledge.entries(work, codes=work.book.line.topics),
        longest=LONGEST_SEARCH,
    )


def entry(work: Work, *, knowledge: KnowledgeBase, entry_id: int) -> ResponseReturnValue:
    """One answer, whole."""
    answer = knowledge.entry(work, entry_id=entry_id)
    if answer is None:
        raise NotFound(NO_ENTRY)
    return render_template(
        "site/entry.html",
        answer=answer,
        mark=disclosure.marks(work, [entry_id]).get(entry_id),
        unit=work.book.organisation.units.get(answer.unit_id),
    )


def elsewhere(work: Work, words: str) -> Redirect | None:
    """Where these words belong if not here: an emergency, another channel (R-4, R-6)."""
    table = work.book.redirects
    item = table.item_state if table.asks_item_state(words) else None
    return table.emergency(words) or table.channel(words) or table.everyday_matter(words) or item
