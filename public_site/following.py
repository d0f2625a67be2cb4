"""Following an inquiry by its lookup code: state and deadlines, the reply with a proof, a vote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from hotline.actions import lookup, lost_codes, ratings
from hotline.actions.events import note_inquiry
from hotline.actions.lookup import Progress
from hotline.errors import Refused, status_of
from hotline.pages import typed
from hotline.records import InquiryState
from hotline.reports import progress
from hotline.reports.names import Names
from hotline.rules import lookup_code
from hotline.rules.wording import Wording
from hotline.text import telephone
from hotline.work import Work
from public_site import captcha, fetching
from public_site.door import sender_address

GUARD = "web_lookup"
LONGEST_CODE, LONGEST_PROOF, LONGEST_PHONE = 60, 64, 32

CODE = Wording(key="label.lookup_code", zh="查询码", en="Lookup code")
PROOF = Wording(key="label.proof", zh="电话后四位或查询密码", en="Last four digits or password")
PHONE = Wording(key="label.mobile", zh="手机号码", en="Mobile telephone")
NO_MOBILE = Wording(
    key="lost_code.no_mobile",
    zh="请填写提问时所留的手机号码。",
    en="Enter the mobile telephone number you left when asking.",
)
NO_SCORE = Wording(key="rating.none", zh="请选择一项评价。", en="Choose one of the answers.")
RATED_BEFORE = Wording(
    key="rating.again",
    zh="这件事已经评价过，以第一次为准。",
    en="This has been rated before; the first vote counts.",
)


def page(work: Work) -> ResponseReturnValue:
    """Where the code is entered."""
    return render_template("site/follow.html")


def follow(work: Work) -> ResponseReturnValue:
    """How the inquiry stands; with the proof, what was asked and what was answered."""
    found = find(work)
    if isinstance(found, Refused):
        return refused(found, page, work)
    proof = typed.line("proof", label=PROOF, limit=LONGEST_PROOF)
    if not proof:
        return _progress(work, found)
    problem = lookup.why_unproven(
        work, found, code=request.form["code"], proof=proof, subject=sender_address(), guard=GUARD
    )
    if problem is not None:
        return refused(problem, _progress, work, found)
    note_inquiry(work, found.inquiry, "reply_shown")
    return _progress(work, found, is_theirs=True)


def rate(work: Work) -> ResponseReturnValue:
    """One vote on the written reply, from whoever holds the code."""
    found = find(work)
    if isinstance(found, Refused):
        return refused(found, page, work)
    score = typed.number("score")
    if score is None or score not in ratings.SCORES:
        return refused(Refused(NO_SCORE, field="score"), _progress, work, found)
    if not ratings.rate_reply(work, found.inquiry, score=score):
        return refused(Refused(RATED_BEFORE), _progress, work, found)
    return _progress(work, found, is_thanked=True)


def lost(work: Work, *, is_sent: bool = False) -> ResponseReturnValue:
    """Where a lost code is sent again, to the telephone it was given to."""
    return render_template("site/lost_code.html", is_sent=is_sent, form_id=typed.form_id_again())


def send_again(work: Work) -> ResponseReturnValue:
    """The page says the same whether there is anything to send or not."""
    phone = telephone(typed.line("phone", label=PHONE, limit=LONGEST_PHONE))
    if phone is None or not phone.is_mobile:
        raise Refused(NO_MOBILE, field="phone")
    captcha.check()
    lost_codes.send(work, phone=phone, subject=sender_address())
    return lost(work, is_sent=True)


def find(work: Work) -> Progress | Refused:
    """The inquiry of the code in this form."""
    code = typed.line("code", label=CODE, limit=LONGEST_CODE)
    return lookup.find(work, code=code, subject=sender_address(), guard=GUARD)


def refused(
    refusal: Refused, show: Callable[..., ResponseReturnValue], *given: Any
) -> ResponseReturnValue:
    """The page with the refusal on it, for what was counted and must stay so."""
    g.refusal = refusal
    return show(*given), status_of(refusal)  # type: ignore[return-value]


def _progress(
    work: Work, found: Progress, *, is_theirs: bool = False, is_thanked: bool = False
) -> ResponseReturnValue:
    inquiry = found.inquiry
    if inquiry.state is InquiryState.REPLIED:
        ratings.invite_about_reply(work, inquiry)
    names = Names(work)
    return render_template(
        "site/progress.html",
        shown=progress.shown(work, inquiry, found.legs),
        personal=(
            progress.personal(work, inquiry, inquiry.complaint, lookup.replies(work, inquiry))
            if is_theirs
            else None
        ),
        files=fetching.offered(work, inquiry) if is_theirs else (),
        code=lookup_code.normalise(request.form["code"]),
        is_thanked=is_thanked,
        scores=[(score, names.word("score", score)) for score in ratings.SCORES],
    )
