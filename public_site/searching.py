"""The approved answers: searched as one types, and read with source and date.

What is searched for may be somebody's own affair, and addresses end up in logs. So the words are
sent as a form and kept in the visitor's own session, where "back" and a reload find them again.
"""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, session, url_for
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
    """Where the search begins; an address with words in it is somebody else's link to us."""
    words = clean(request.args.get("q", ""), limit=LONGEST_SEARCH)
    return render_template("site/home.html", **_found(work, knowledge, words))


def search(work: Work, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """Search for the words of the form; to htmx only the list of what was found."""
    words = clean(request.form.get("q", ""), limit=LONGEST_SEARCH)
    session["searched"] = words
    if request.headers.get("HX-Request") == "true":
        answer = make_response(
            render_template("site/_found.html", is_list=True, **_found(work, knowledge, words))
        )
        answer.headers["HX-Replace-Url"] = url_for("site.search")
        return answer
    places.chosen(work)
    if not request.cookies:
        # A browser that keeps nothing is answered at once.
        return render_template("site/home.html", **_found(work, knowledge, words))
    return redirect(url_for("site.search"), code=303)


def searched(work: Work, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """What this visitor searched for last, with what is found now."""
    words = session.get("searched", "")
    return render_template("site/home.html", **_found(work, knowledge, words))


def _found(work: Work, knowledge: KnowledgeBase, words: str) -> dict[str, Any]:
    place = places.chosen(work)
    found, verdict = (
        knowledge.listed(work, words, place_id=place.id, limit=SHOWN) if words else ((), "nothing")
    )
    return {
        "words": words,
        "found": found,
        "verdict": verdict,
        "elsewhere": elsewhere(work, words, place_id=place.id),
        "marks": disclosure.marks(work, [answer.entry_id for answer in found]),
        "units": work.book.organisation.units,
        "place": place,
        "places": places.every(work),
        "topics": () if words else knowledge.entries(work, codes=work.book.line.topics),
        "longest": LONGEST_SEARCH,
    }


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


def elsewhere(work: Work, words: str, *, place_id: int) -> Redirect | None:
    """Where these words belong if not here: an emergency, another channel (R-4, R-6)."""
    table = work.book.redirects
    found = table.owner(words)
    if found is not None or not table.asks_item_state(words):
        return found
    unit = work.book.organisation.named_in(words, place_id=place_id)
    return table.where_to_ask(work.book.organisation, unit_id=unit.id if unit else None)
