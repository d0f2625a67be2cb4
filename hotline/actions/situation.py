"""How things stand with a leg, in the words of the table of moves: which of its needs are met."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from hotline.records import (
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


def met(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> frozenset[str]:
    """The needs of the table of moves that are met now, whoever brings what along."""
    is_office = work.book.organisation.units[leg.unit_id].is_government_office
    is_complaint = inquiry.kind is InquiryKind.COMPLAINT
    rule = work.book.clocks[leg.clock]
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
        "before_due": not leg.is_overdue(work.now),
        "no_extension_request": extension is None,
        "extension_request": extension is not None,
        "role_of_clock": rule.agreed_by in roles_for(work, leg),
    }
    return frozenset(need for need, is_met in facts.items() if is_met)
