"""Asking: the question is searched first, then goes to the unit that owes the answer."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from faq_kb.search import NOTHING, KnowledgeBase
from hotline.actions import demands, inquiries, web
from hotline.errors import Refused
from hotline.pages import files, typed
from hotline.pages.departments import departments
from hotline.reports import disclosure
from hotline.rules.wording import Wording
from hotline.text import clean
from hotline.work import Work
from public_site import captcha, places, searching, sending

QUESTION = Wording(key="label.your_question", zh="您的问题", en="Your question")


def page(work: Work, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """The form: first only the question; once it has been searched for, all of it."""
    text = typed.again("text", request.args.get("q", ""))
    is_second = "q" in request.args or request.form.get("step") == "send"
    return _form(work, knowledge, text, is_second=is_second)


def send(work: Work, *, knowledge: KnowledgeBase) -> ResponseReturnValue:
    """The question is searched for; or, none of the answers being one, it is logged."""
    text = typed.lines("text", label=QUESTION, limit=sending.LONGEST_TEXT)
    if request.form.get("step") != "send":
        if not text:
            raise Refused(inquiries.EMPTY, field="text")
        return _form(work, knowledge, text, is_second=True)
    captcha.check()
    if code := request.form.get("pass_on"):
        channel = web.pass_on(
            work, sending.sender(), form_id=typed.form_id(), place_id=places.chosen(work).id,
            code=code, text=text,
        )  # fmt: skip
        return render_template("site/passed_on.html", channel=channel)
    unit_id = sending.unit_id(work)
    logged = web.ask(
        work, sending.sender(), form_id=typed.form_id(), place_id=places.chosen(work).id,
        unit_id=unit_id, text=text, given=files.given(),
    )  # fmt: skip
    return sending.code_page(work, logged)


def _form(
    work: Work, knowledge: KnowledgeBase, text: str, *, is_second: bool
) -> ResponseReturnValue:
    place = places.chosen(work)
    words = clean(text, limit=searching.LONGEST_SEARCH)
    # Only what the line itself would read or offer: whoever asks is not to wade through guesses.
    found = knowledge.find(work, words, place_id=place.id) if is_second and words else NOTHING
    every = places.every(work)
    return render_template(
        "site/ask.html",
        text=text,
        is_second=is_second,
        form_id=typed.form_id_again(),
        found=found.answers,
        is_sure=found.verdict == "answer",
        elsewhere=searching.elsewhere(work, words, place_id=place.id) if is_second else None,
        taker=demands.offered(work, text, place_id=place.id) if is_second else None,
        marks=disclosure.marks(work, [answer.entry_id for answer in found.answers]),
        units=work.book.organisation.units,
        place=place,
        places=every,
        departments=departments(work, every),
        longest=sending.LONGEST_TEXT,
    )
