"""A citizen looks up an inquiry by its code: guarded, and nothing personal by code alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from hotline.actions import passwords, throttle
from hotline.actions.events import note_inquiry
from hotline.errors import Refused, Throttled
from hotline.records import Complaint, HandlingLeg, Inquiry, LegState
from hotline.rules import lookup_code, retention
from hotline.rules.wording import Wording
from hotline.work import Work


@dataclass(frozen=True)
class Progress:
    """What whoever holds the code may know, and (`reply`) what only the inquirer may.

    The legs of a duplicate are those of the inquiry it was merged into (R-29).
    """

    inquiry: Inquiry
    legs: list[HandlingLeg]
    current: HandlingLeg
    has_reply: bool


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
ENDED = Wording(
    key="lookup.ended",
    zh="这件事办结已久，查询码已到期，不能再查。需要了解情况的，请拨打96128，由工作人员核实后告诉您。",
    en="This was closed long ago and its lookup code has expired. To learn about it call 96128; a "
    "person will tell you once they know it is you.",
)
WRONG_PROOF = Wording(
    key="lookup.wrong_proof",
    zh="电话后四位或查询密码不对，请核对后再试。",
    en="The last four digits or the query password are wrong. Check and try again.",
)


_WITH_LEGS = select(Inquiry).options(selectinload(Inquiry.legs), selectinload(Inquiry.complaint))


class Ended(Refused):
    """The inquiry was closed so long ago that its code opens nothing any more."""


def find(work: Work, *, code: str, subject: str, guard: str) -> Progress | Refused:
    """The inquiry of a code as it was written; a refusal is a value, so that the try stays
    counted when the Work ends."""
    code = lookup_code.normalise(code)
    if len(code) != lookup_code.CODE_DIGITS:
        return Refused(NOT_TWELVE, field="code")
    try:
        found = by_code(work, code=code, subject=subject, guard=guard)
    except (Throttled, Ended) as refusal:
        return refusal
    return found if found is not None else Refused(NO_SUCH_CODE, field="code")


def why_unproven(
    work: Work, found: Progress, *, code: str, proof: str, subject: str, guard: str
) -> Refused | None:
    """What is wrong with a proof, if anything is; a value as in `find`, and for the same reason."""
    code = lookup_code.normalise(code)
    try:
        is_theirs = proven(
            work, found.inquiry, code=code, proof=proof, subject=subject, guard=guard
        )
    except Throttled as refusal:
        return refusal
    return None if is_theirs else Refused(WRONG_PROOF, field="proof")


def by_code(work: Work, *, code: str, subject: str, guard: str = "lookup") -> Progress | None:
    """The inquiry with this code, or None, which counts as a try against `subject`.

    Each door has its own guard, so that guessing at one does not close the other.

    Raises Throttled when this subject, or everybody together, has tried too often; a mistyped
    code that fails its check digit is no guess at another's and is not counted. Raises Ended when
    the code's time is over (R-21).
    """
    throttle.check(work, guard, subject)
    if not lookup_code.is_valid(code):
        return None
    is_its = Inquiry.lookup_code_hash == work.seal.hash("lookup_code", code)
    inquiry = work.db.scalar(_WITH_LEGS.where(is_its).with_for_update())
    if inquiry is None:
        throttle.count(work, guard, subject)
        return None
    found = _progress(work, inquiry)
    note_inquiry(work, inquiry, "code_looked_up")
    return found


def filed_with(work: Work, *, api_key_id: int, reference: str) -> Progress | None:
    """The inquiry with this reference, if it was filed with this key: no code, and so no guess.

    Raises Ended when the time of its code is over.
    """
    is_theirs = (Inquiry.reference == reference, Inquiry.api_key_id == api_key_id)
    inquiry = work.db.scalar(_WITH_LEGS.where(*is_theirs))
    return None if inquiry is None else _progress(work, inquiry)


def _progress(work: Work, inquiry: Inquiry) -> Progress:
    legs = inquiry.legs
    if inquiry.merged_into_id is not None:
        others = select(HandlingLeg).where(HandlingLeg.inquiry_id == inquiry.merged_into_id)
        others = others.options(joinedload(HandlingLeg.inquiry))
        legs = list(work.db.scalars(others.order_by(HandlingLeg.id)))
    if has_ended(work, [inquiry.id, inquiry.merged_into_id or inquiry.id], legs):
        raise Ended(ENDED, field="code")
    open_legs = [leg for leg in legs if leg.state is LegState.OPEN]
    return Progress(
        inquiry=inquiry,
        legs=legs,
        current=(open_legs or legs)[-1],
        has_reply=any(leg.reply for leg in legs),
    )


def has_ended(work: Work, inquiry_ids: Sequence[int], legs: Sequence[HandlingLeg]) -> bool:
    """Whether access by code alone is over: a while after all of it, complaints too, was closed."""
    months = work.book.retention.access_by_code_months
    closed = [leg.closed_at for leg in legs]
    ends_at = retention.ends_at(closed, months=months)
    if ends_at is None or work.now < ends_at:
        return False
    complaints = select(Complaint.inquiry_id).where(Complaint.about_inquiry_id.in_(inquiry_ids))
    theirs = select(HandlingLeg.closed_at).where(HandlingLeg.inquiry_id.in_(complaints))
    ends_at = retention.ends_at([*closed, *work.db.scalars(theirs)], months=months)
    return ends_at is not None and work.now >= ends_at


def proven(
    work: Work, inquiry: Inquiry, *, code: str, proof: str, subject: str, guard: str = "lookup"
) -> bool:
    """Whether the proof is the inquirer's own: the last four digits of the telephone, or the query
    password set when asking without one (R-21). A wrong guess is counted."""
    throttle.check(work, guard, subject, inquiry.reference)
    given = work.seal.hash("last_four", code + passwords.normal(proof))
    if inquiry.last_four_hash is not None and compare_digest(given, inquiry.last_four_hash):
        return True
    if passwords.fits(inquiry.query_password_hash, proof):
        return True
    throttle.count(work, guard, subject, inquiry.reference)
    return False


def replies(work: Work, inquiry: Inquiry) -> list[tuple[int, str]]:
    """The replies to the inquirer, each with its unit, in the order they were given (R-25)."""
    rows = work.db.execute(
        select(HandlingLeg.unit_id, HandlingLeg.reply)
        .where(
            HandlingLeg.inquiry_id == (inquiry.merged_into_id or inquiry.id),
            HandlingLeg.reply.is_not(None),
        )
        .order_by(HandlingLeg.closed_at)
    )
    return [(unit_id, reply) for unit_id, reply in rows if reply]
