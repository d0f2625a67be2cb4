"""How an inquiry stands, as its inquirer sees it: by the code alone, and with the proof (R-21)."""

from __future__ import annotations

from hotline.records import Complaint, HandlingLeg, Inquiry, Rating
from hotline.reports import deadlines, parts, published
from hotline.reports.names import Names
from hotline.reports.shown import Personal, ProgressLeg, ProgressShown
from hotline.rules.zone import today
from hotline.work import Work


def shown(work: Work, inquiry: Inquiry, legs: list[HandlingLeg]) -> ProgressShown:
    """What whoever holds the code may see: no word of the inquirer's, no reply to them."""
    names = Names(work)
    counted = deadlines.of_legs(work, names, legs)
    explained = published.explained(work, [leg.id for leg in legs])
    ended = max((leg.closed_at for leg in legs if leg.closed_at is not None), default=work.now)
    is_open = any(leg.closed_at is None for leg in legs)
    return ProgressShown(
        kind=inquiry.kind,
        state=inquiry.state,
        state_name=names.word("inquiry_state", inquiry.state.value),
        place=names.place(inquiry.jurisdiction_id),
        received_at=inquiry.received_at,
        days_in_all=(today(work.now if is_open else ended) - today(inquiry.received_at)).days,
        legs=tuple(
            ProgressLeg(
                unit=names.unit(leg.unit_id),
                state=leg.state,
                state_name=names.word("leg_state", leg.state.value),
                received_at=leg.received_at,
                signed_for_at=leg.signed_for_at,
                closed_at=leg.closed_at,
                deadline=counted[leg.id],
                public_explanation=explained.get(leg.id),
            )
            for leg in legs
        ),
        has_reply=any(leg.reply for leg in legs),
        opened_by_telephone=inquiry.last_four_hash is not None,
        opened_by_password=inquiry.query_password_hash is not None,
        public_reply=published.reply_to(work, inquiry),
        rating=parts.rating(work, names, Rating.inquiry_id == inquiry.id),
    )


def personal(
    work: Work, inquiry: Inquiry, complaint: Complaint | None, replies: list[tuple[int, str]]
) -> Personal:
    """What only the inquirer may see: the question, the replies, the three parts."""
    names = Names(work)
    answered = complaint is not None and complaint.findings is not None
    return Personal(
        text=inquiry.text,
        replies=() if answered else tuple((names.unit(unit_id), text) for unit_id, text in replies),
        findings=complaint.findings if complaint else None,
        opinion=complaint.opinion if complaint else None,
        outcome=complaint.outcome if complaint else None,
    )
