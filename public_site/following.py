"""Following an inquiry by its lookup code: state and deadlines, the reply with a proof, a vote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from hotline.actions import lookup, ratings
from hotline.actions.events import note_inquiry
from hotline.actions.lookup import Progress
from hotline.errors import Refused, Throttled, status_of
from hotline.pages import typed
from hotline.records import InquiryState
from hotline.reports import progress
from hotline.reports.names import Names
from hotline.rules import lookup_code
from hotline.rules.wording import Wording
from hotline.work import Work
from public_site.door import sender_address

GUARD = "web_lookup"
LONGEST_CODE, LONGEST_PROOF = 60, 64

CODE = Wording(key="label.lookup_code", zh="查询码", en="Lookup code")
PROOF = Wording(key="label.proof", zh="电话后四位或查询密码", en="Last four digits or password")
NOT_TWELVE = Wording(
    key="lookup.not_twelve",
    zh="查询码是12位数字，请核对后再填。",
    en="A lookup code has 12 digits. Check it and try again.",
)
NO_SUCH_CODE = Wording(
    key="lookup.unknown",
    zh="没有找到这个查询码，可能有一位填错了，请核对后再试。",
    en="This lookup code was not found. One digit may be wrong; check it and try again.",
)
WRONG_PROOF = Wording(
    key="lookup.wrong_proof",
    zh="电话后四位或查询密码不对，请核对后再试。",
    en="The last four digits or the query password are wrong. Check and try again.",
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
    problem = _problem(work, found, proof)
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
        return refused(Refused(NO_SCORE), _progress, work, found)
    if not ratings.rate_reply(work, found.inquiry, score=score):
        return refused(Refused(RATED_BEFORE), _progress, work, found)
    return _progress(work, found, is_thanked=True)


def find(work: Work) -> Progress | Refused:
    """The inquiry of the code in this form; a refusal is a value, so that the try stays counted."""
    code = lookup_code.normalise(typed.line("code", label=CODE, limit=LONGEST_CODE))
    if len(code) != lookup_code.CODE_DIGITS:
        return Refused(NOT_TWELVE)
    try:
        found = lookup.by_code(work, code=code, subject=sender_address(), guard=GUARD)
    except Throttled as refusal:
        return refusal
    return found if found is not None else Refused(NO_SUCH_CODE)


def refused(
    refusal: Refused, show: Callable[..., ResponseReturnValue], *given: Any
) -> ResponseReturnValue:
    """The page with the refusal on it, for what was counted and must stay so."""
    g.refusal = refusal.wording
    return show(*given), status_of(refusal)  # type: ignore[return-value]


def _problem(work: Work, found: Progress, proof: str) -> Refused | None:
    """What is wrong with this proof, if anything is."""
    code = lookup_code.normalise(request.form["code"])
    try:
        is_theirs = lookup.proven(
            work, found.inquiry, code=code, proof=proof, subject=sender_address(), guard=GUARD
        )
    except Throttled as refusal:
        return refusal
    return None if is_theirs else Refused(WRONG_PROOF)


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
        code=lookup_code.normalise(request.form["code"]),
        is_thanked=is_thanked,
        scores=[(score, names.word("score", score)) for score in ratings.SCORES],
    )
