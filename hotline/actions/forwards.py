"""A leg goes on to another unit: asked for with a reason, let go by a reviewer; or goes back."""

from __future__ import annotations

from hotline.actions import legs
from hotline.actions.events import note_inquiry
from hotline.actions.situation import MOVED_OFTEN, times_moved, waiting
from hotline.errors import Refused
from hotline.records import Forward, HandlingLeg, Inquiry
from hotline.rules.organisation import Body
from hotline.rules.wording import Wording
from hotline.work import Work

CLOSED_SINCE = Wording(
    key="forward.closed_since",
    zh="拟转往的单位已撤销或合并，请退回申请人另选单位。",
    en="The unit to forward to has been closed meanwhile; refuse, so that another is chosen.",
)


def targets(work: Work, leg: HandlingLeg, *, verb: str) -> tuple[Body, ...]:
    """The units this leg can go to by this move.

    A department that is not competent has one way, to the government office of its level (R-24).
    An office dispatches to units of its own place and below, or to the offices above; a joint
    reply goes on to any unit of its own place, of those above and of those below (R-25).
    """
    organisation = work.book.organisation
    own = organisation.units[leg.unit_id]
    if verb == "request_forward":
        return (organisation.office_of(own.place_id),)
    path = organisation.places[own.place_id].path
    return tuple(
        unit
        for unit in organisation.units.values()
        if unit.is_active
        and unit.id != own.id
        and (
            own.place_id in organisation.places[unit.place_id].path
            or (unit.place_id in path and (verb == "pass_on" or unit.is_government_office))
        )
    )


def request_forward(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, reason: str) -> Forward:
    """Out of scope or unclear: a department asks to forward to its government office."""
    (office,) = targets(work, leg, verb="request_forward")
    return _ask(work, inquiry, leg, verb="request_forward", to_unit_id=office.id, reason=reason)


def pass_on(
    work: Work,
    inquiry: Inquiry,
    leg: HandlingLeg,
    *,
    to_unit_id: int | None,
    reason: str,
    part_reply: str,
    internal_note: str = "",
) -> Forward:
    """A joint reply: the unit replies for its part and names the next one (R-25)."""
    return _ask(
        work, inquiry, leg, verb="pass_on", to_unit_id=to_unit_id, reason=reason,
        part_reply=part_reply, internal_note=internal_note,
    )  # fmt: skip


def dispatch(
    work: Work, inquiry: Inquiry, leg: HandlingLeg, *, to_unit_id: int | None, reason: str
) -> Forward:
    """The government office finds whose it is; also this passes a review (R-23, R-24)."""
    return _ask(work, inquiry, leg, verb="dispatch", to_unit_id=to_unit_id, reason=reason)


def _ask(
    work: Work,
    inquiry: Inquiry,
    leg: HandlingLeg,
    *,
    verb: str,
    to_unit_id: int | None,
    reason: str,
    part_reply: str = "",
    internal_note: str = "",
) -> Forward:
    possible = {unit.id for unit in targets(work, leg, verb=verb)}
    brought = {
        "forward_reason": bool(reason),
        "part_reply": bool(part_reply),
        "to_unit": to_unit_id in possible,
    }
    legs.guard(
        work, inquiry, leg, verb=verb, given={need for need, is_met in brought.items() if is_met}
    )
    assert to_unit_id is not None
    assert work.actor.id is not None
    forward = Forward(
        handling_leg_id=leg.id,
        to_unit_id=to_unit_id,
        reason=reason,
        part_reply=part_reply or None,
        internal_note=internal_note or None,
        asked_by_id=work.actor.id,
        asked_at=work.now,
    )
    work.db.add(forward)
    note_inquiry(work, inquiry, verb, leg_id=leg.id, unit_id=leg.unit_id, to_unit_id=to_unit_id)
    work.db.flush()
    return forward


def approve_forward(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> HandlingLeg:
    """The reviewer lets it go: this leg ends, and the next one starts today (R-22, R-23).

    What an office dispatches after the second return or forward is designated: that unit must
    handle it (R-24).
    """
    forward = waiting(work, Forward, leg)
    units = work.book.organisation.units
    heir = work.book.organisation.heir(forward.to_unit_id) if forward is not None else None
    to_unit = heir or units[leg.unit_id]
    legs.close(work, inquiry, leg, verb="approve_forward", to_unit_id=to_unit.id)
    assert forward is not None
    if to_unit.id == leg.unit_id:
        raise Refused(CLOSED_SINCE)
    leg.reply = forward.part_reply
    leg.internal_note = forward.internal_note
    legs.decide(work, forward, is_agreed=True)
    work.db.flush()
    is_designated = (
        units[leg.unit_id].is_government_office
        and not to_unit.is_government_office
        and times_moved(work, inquiry) >= MOVED_OFTEN
    )
    return legs.open_leg(
        work, inquiry, unit_id=to_unit.id, clock=legs.clock_for(work, to_unit.id), sender=leg,
        is_designated=is_designated,
    )  # fmt: skip


def refuse_forward(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, reason: str) -> None:
    """The reviewer says no, with a reason; the unit's clock has run on meanwhile."""
    given = {"refusal_reason"} if reason else set()
    legs.guard(work, inquiry, leg, verb="refuse_forward", given=given)
    forward = waiting(work, Forward, leg)
    assert forward is not None
    legs.decide(work, forward, is_agreed=False)
    forward.refusal_reason = reason
    note_inquiry(
        work, inquiry, "refuse_forward", leg_id=leg.id, unit_id=leg.unit_id,
        to_unit_id=forward.to_unit_id,
    )  # fmt: skip


def return_to_sender(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, reason: str) -> HandlingLeg:
    """Not ours: the leg ends and one opens at the sender, with a clock of its own (R-22).

    The second return or forward of one inquiry goes to the government office instead, which
    names the unit (R-24).
    """
    given = {"return_reason"} if reason else set()
    legs.close(work, inquiry, leg, verb="return", given=given)
    leg.internal_note = reason
    work.db.flush()
    organisation = work.book.organisation
    sender = work.db.get_one(HandlingLeg, leg.sender_leg_id)
    unit = organisation.heir(sender.unit_id)
    is_nowhere = unit is None or unit.id == leg.unit_id  # its sender was closed into this unit
    if unit is None or is_nowhere or times_moved(work, inquiry) >= MOVED_OFTEN:
        unit = organisation.office_of(organisation.units[leg.unit_id].place_id)
    return legs.open_leg(
        work, inquiry, unit_id=unit.id, clock=legs.clock_for(work, unit.id), sender=leg
    )
