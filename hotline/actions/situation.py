"""How things stand with a leg, in the words of the table of moves: which of its needs are met."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import exists, func, select

from hotline.records import (
    Complaint,
    Explanation,
    Extension,
    Forward,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    LegState,
)
from hotline.rules import clocks
from hotline.work import Work

Asked = TypeVar("Asked", Forward, Extension)

# after the second return or forward the government office names the unit.
MOVED_OFTEN = 2


def roles_for(work: Work, leg: HandlingLeg) -> frozenset[str]:
    """The roles the actor holds towards this leg; the hotline itself is a role of its own.

    A government office's role reaches all units below its place, to see; it works only on legs
    that lie at an office.
    """
    if work.actor.kind == "hotline":
        return frozenset({"hotline"})
    unit = work.book.organisation.units[leg.unit_id]
    roles = work.actor.roles_at(place_id=unit.place_id, unit_id=leg.unit_id)
    return roles if unit.is_government_office else roles - {"government_office"}


def waiting(work: Work, kind: type[Asked], leg: HandlingLeg) -> Asked | None:
    """What was asked for on this leg and is not decided yet."""
    query = select(kind).where(kind.handling_leg_id == leg.id, kind.decided_at.is_(None))
    return work.db.scalar(query)


def times_moved(work: Work, inquiry: Inquiry) -> int:
    """How often units have returned the inquiry or forwarded it (R-24).

    An office's dispatching is its work and no such move, nor is the passing-on of a joint reply.
    """
    units = work.book.organisation.units
    query = select(HandlingLeg.state, HandlingLeg.unit_id, HandlingLeg.reply).where(
        HandlingLeg.inquiry_id == inquiry.id,
        HandlingLeg.state.in_([LegState.RETURNED, LegState.FORWARDED]),
    )
    return sum(
        state is LegState.RETURNED or (reply is None and not units[unit_id].is_government_office)
        for state, unit_id, reply in work.db.execute(query)
    )


def _explained(work: Work, leg: HandlingLeg) -> bool:
    """Whether an explanation stands for this leg, in review or published."""
    standing = exists().where(
        Explanation.handling_leg_id == leg.id, Explanation.sent_back_at.is_(None)
    )
    return bool(work.db.scalar(select(standing)))


def _holds(work: Work, leg: HandlingLeg, function: str) -> bool:
    """Whether the actor's unit holds this function of supervision where the leg lies or above."""
    organisation = work.book.organisation
    path = organisation.places[organisation.units[leg.unit_id].place_id].path
    holders = {organisation.oversight.get((place_id, function)) for place_id in path}
    return work.actor.unit_id is not None and work.actor.unit_id in holders


def _is_own(work: Work, leg: HandlingLeg) -> bool:
    """Whether the leg lies at the actor's own unit, or at one he holds a role at."""
    at_unit = any(
        leg.unit_id in grant.unit_ids for grant in work.actor.grants if not grant.place_ids
    )
    return at_unit or work.actor.unit_id == leg.unit_id


def _upheld_at(work: Work, inquiry: Inquiry) -> datetime | None:
    """When the last complaint about this inquiry that was upheld was answered."""
    query = (
        select(func.max(HandlingLeg.closed_at))
        .join(Complaint, Complaint.inquiry_id == HandlingLeg.inquiry_id)
        .where(Complaint.about_inquiry_id == inquiry.id, Complaint.is_upheld.is_(True))
    )
    return work.db.scalar(query)


def _reopened_since(work: Work, inquiry: Inquiry, at: datetime | None) -> bool:
    if at is None:
        return False
    since = exists().where(HandlingLeg.inquiry_id == inquiry.id, HandlingLeg.received_at > at)
    return bool(work.db.scalar(select(since)))


def met(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> frozenset[str]:
    """The needs of the table of moves that are met now, whoever brings what along."""
    is_office = work.book.organisation.units[leg.unit_id].is_government_office
    is_complaint = inquiry.kind is InquiryKind.COMPLAINT
    rule = work.book.clocks[leg.clock]
    is_open, is_late = leg.state is LegState.OPEN, leg.is_overdue(work.now)
    is_own = _is_own(work, leg)
    upheld_at = _upheld_at(work, inquiry) if leg.state is LegState.REPLIED else None
    forward, extension = waiting(work, Forward, leg), waiting(work, Extension, leg)
    facts = {
        "not_yet_signed": leg.signed_for_at is None,
        "complaint": is_complaint,
        "no_complaint": not is_complaint,
        "at_office": is_office,
        "at_department": not is_office,
        "classifiable": leg.clock in clocks.CLASSES,
        "not_designated": not leg.is_designated,
        "not_to_designate": not is_office or times_moved(work, inquiry) < MOVED_OFTEN,
        "no_forward_request": forward is None,
        "forward_request": forward is not None,
        "other_than_requester": forward is not None and forward.asked_by_id != work.actor.id,
        "sender": leg.sender_leg_id is not None,
        "extendable": (leg.extended_to_days or rule.days) < (rule.cap_days or 0),
        "before_due": not is_late,
        "no_extension_request": extension is None,
        "extension_request": extension is not None,
        "role_of_clock": is_own and rule.agreed_by in roles_for(work, leg),
        "own_leg": is_own,
        "known_telephone": inquiry.phone_hash is not None and not inquiry.is_confidential,
        "overdue": is_late,
        "owes_explanation": is_open or is_late,
        "no_explanation": not _explained(work, leg),
        "holds_accountability": _holds(work, leg, "accountability"),
        "holds_supervised": _holds(work, leg, "supervised"),
        "not_supervised": leg.supervised_at is None,
        "supervised": leg.supervised_at is not None,
        "upheld_complaint": upheld_at is not None,
        "not_reopened": not _reopened_since(work, inquiry, upheld_at),
    }
    return frozenset(need for need, is_met in facts.items() if is_met)
