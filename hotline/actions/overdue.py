"""A leg is late, or will be: announced once, explained, the explanation reviewed and published."""

from __future__ import annotations

from sqlalchemy import select

from hotline.actions import legs
from hotline.actions.events import note_inquiry
from hotline.errors import NotAllowed, Refused
from hotline.records import (
    Accountability,
    Explanation,
    ExplanationReview,
    HandlingLeg,
    Inquiry,
    LegState,
)
from hotline.rules import review as review_rule
from hotline.rules.wording import Wording
from hotline.work import Work

NOT_YOUR_STEP = Wording(
    key="explanation.not_your_step",
    zh="这一步不由您审查。",
    en="This step is not yours to review.",
)
SAME_PERSON = Wording(
    key="explanation.same_person",
    zh="起草和各步审查须由不同的人进行。",
    en="Whoever drafts and whoever reviews each step are different persons.",
)
DECIDED = Wording(
    key="explanation.decided",
    zh="这份说明的审查已有结果，请核对最新情况。",
    en="The review of this explanation is over; look at how it stands now.",
)
NO_OPINION = Wording(key="explanation.no_opinion", zh="请填写审查意见。", en="Enter your opinion.")


def announce(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> bool:
    """Say once for each deadline that it has passed; whether it was said now (R-36).

    A job may announce it; whether a leg is late is asked, never stored.
    """
    if leg.state is not LegState.OPEN or not leg.is_overdue(work.now):
        return False
    if leg.overdue_announced_for == leg.due_at:
        return False
    leg.overdue_announced_for = leg.due_at
    note_inquiry(
        work, inquiry, "overdue_announced", leg_id=leg.id, unit_id=leg.unit_id,
        due_on=leg.due_on.isoformat(),
    )  # fmt: skip
    work.db.flush()
    return True


def explain(
    work: Work, inquiry: Inquiry, leg: HandlingLeg, *, text: str, public_text: str
) -> Explanation:
    """The unit says why, to oversight and to the public; from the moment it sees it (R-36)."""
    given = {"explanation"} if text and public_text else set()
    legs.guard(work, inquiry, leg, verb="explain", given=given)
    assert work.actor.id is not None
    explanation = Explanation(
        handling_leg_id=leg.id, text=text, public_text=public_text, filed_by_id=work.actor.id,
        filed_at=work.now,
    )  # fmt: skip
    work.db.add(explanation)
    note_inquiry(
        work, inquiry, "explain", leg_id=leg.id, unit_id=leg.unit_id,
        late=leg.is_overdue(work.now),
    )  # fmt: skip
    work.db.flush()
    return explanation


def passed_steps(work: Work, explanation: Explanation) -> list[ExplanationReview]:
    """The steps of its review so far, in their order."""
    query = select(ExplanationReview).where(ExplanationReview.explanation_id == explanation.id)
    return list(work.db.scalars(query.order_by(ExplanationReview.id)))


def next_step(work: Work, explanation: Explanation) -> str | None:
    """The step its review waits for; None when it is published or sent back."""
    if explanation.published_at is not None or explanation.sent_back_at is not None:
        return None
    return review_rule.next_step(
        work.book.review_steps, [one.step for one in passed_steps(work, explanation)]
    )


def check_review(work: Work, leg: HandlingLeg, explanation: Explanation) -> str:
    """The step this person may decide now; Refused with the reason when there is none."""
    step = next_step(work, explanation)
    if step is None:
        raise Refused(DECIDED)
    unit = work.book.organisation.units[leg.unit_id]
    roles = work.actor.roles_at(place_id=unit.place_id, unit_id=unit.id)
    if work.actor.kind != "staff" or not work.book.may(roles, f"pass_{step}"):
        raise NotAllowed(NOT_YOUR_STEP)
    hands = {explanation.filed_by_id, *(one.staff_id for one in passed_steps(work, explanation))}
    if work.actor.hands & hands:
        raise NotAllowed(SAME_PERSON)
    return step


def review(
    work: Work,
    inquiry: Inquiry,
    leg: HandlingLeg,
    explanation: Explanation,
    *,
    passed: bool,
    opinion: str,
) -> None:
    """Decide one step; after the last one the explanation is public (R-36, R-52)."""
    step = check_review(work, leg, explanation)
    if not opinion:
        raise Refused(NO_OPINION)
    work.db.add(
        ExplanationReview(
            explanation_id=explanation.id, step=step, staff_id=work.actor.id, at=work.now,
            passed=passed, opinion=opinion,
        )
    )  # fmt: skip
    verb = "explanation_passed" if passed else "explanation_sent_back"
    note_inquiry(work, inquiry, verb, leg_id=leg.id, step=step)
    if not passed:
        explanation.sent_back_at = work.now
    elif step == work.book.review_steps[-1]:
        explanation.published_at = work.now
        note_inquiry(work, inquiry, "explanation_published", leg_id=leg.id, unit_id=leg.unit_id)
    work.db.flush()


def record_accountability(
    work: Work,
    inquiry: Inquiry,
    leg: HandlingLeg,
    *,
    facts: str,
    measure: str,
    result: str = "",
    referral: str = "",
) -> Accountability:
    """Facts, measure, result and referral for a late leg; a correction is a row of its own."""
    given = {"facts_and_measure"} if facts and measure else set()
    legs.guard(work, inquiry, leg, verb="record_accountability", given=given)
    assert work.actor.id is not None
    entry = Accountability(
        handling_leg_id=leg.id, facts=facts, measure=measure, result=result or None,
        referral=referral or None, recorded_by_id=work.actor.id, recorded_at=work.now,
    )  # fmt: skip
    work.db.add(entry)
    note_inquiry(work, inquiry, "record_accountability", leg_id=leg.id, unit_id=leg.unit_id)
    work.db.flush()
    return entry
