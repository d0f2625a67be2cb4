"""A handling leg opens with its deadline, and moves only as the table of moves allows."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from hotline.actions.events import note_inquiry
from hotline.errors import Refused
from hotline.records import (
    Complaint,
    Deadline,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    InquiryState,
    LegState,
)
from hotline.rules import clocks, moves
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.work import Work

THREE_PARTS = Wording(
    key="leg.three_parts",
    zh="投诉由监督部门分调查情况、处理意见、办理结果三部分答复。",
    en="A complaint is answered in three parts, by supervision.",
)


def open_leg(work: Work, inquiry: Inquiry, *, unit_id: int, clock: str) -> HandlingLeg:
    """Open a leg at the unit, received now, with the deadline its clock gives."""
    received_on = today(work.now)
    due = work.book.deadline(unit_id=unit_id, clock=clock, received_on=received_on)
    leg = HandlingLeg(
        inquiry_id=inquiry.id,
        unit_id=unit_id,
        clock=clock,
        state=LegState.OPEN,
        received_at=work.now,
        received_on=received_on,
        due_on=due.due_on,
        due_at=due.due_at,
        is_provisional=due.provisional,
    )
    work.db.add(leg)
    work.db.flush()
    _keep(work, leg, due, reason="opened")
    note_inquiry(
        work, inquiry, "leg_opened", leg_id=leg.id, unit_id=unit_id, clock=clock,
        due_on=due.due_on.isoformat(), provisional=due.provisional,
    )  # fmt: skip
    return leg


def open_legs(work: Work, inquiry: Inquiry) -> list[HandlingLeg]:
    """The legs of the inquiry that are still open, held until the Work ends."""
    query = select(HandlingLeg).where(
        HandlingLeg.inquiry_id == inquiry.id, HandlingLeg.state == LegState.OPEN
    )
    return list(work.db.scalars(query.with_for_update()))


def roles_for(work: Work, leg: HandlingLeg) -> frozenset[str]:
    """The roles the actor holds towards this leg; the hotline itself is a role of its own."""
    if work.actor.kind == "hotline":
        return frozenset({"hotline"})
    place_id = work.book.organisation.units[leg.unit_id].place_id
    return work.actor.roles_at(place_id=place_id, unit_id=leg.unit_id)


def sign_for(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> None:
    """The unit confirms that it has seen the leg; starts and stops no clock (R-23)."""
    given = {"not_yet_signed"} if leg.signed_for_at is None else set()
    guard(work, leg, verb="sign_for", given=given)
    leg.signed_for_at = work.now
    note_inquiry(work, inquiry, "signed_for", leg_id=leg.id)


def reply(
    work: Work, inquiry: Inquiry, leg: HandlingLeg, *, reply: str, internal_note: str
) -> None:
    """The unit answers the inquirer; the leg is closed and its clock stops (R-26)."""
    if inquiry.kind is InquiryKind.COMPLAINT:
        raise Refused(THREE_PARTS)
    leg.reply, leg.internal_note = reply or None, internal_note or None
    close(work, inquiry, leg, verb="reply", given={"reply"} if reply else set())


def answer_complaint(
    work: Work,
    inquiry: Inquiry,
    leg: HandlingLeg,
    complaint: Complaint,
    *,
    findings: str,
    opinion: str,
    outcome: str,
) -> None:
    """Supervision answers in three parts, all required (R-41)."""
    parts = {"findings": findings, "opinion": opinion, "outcome": outcome}
    close(work, inquiry, leg, verb="answer_complaint", given={key for key, v in parts.items() if v})
    complaint.findings, complaint.opinion, complaint.outcome = findings, opinion, outcome
    leg.reply = "\n".join((findings, opinion, outcome))


def close(
    work: Work, inquiry: Inquiry, leg: HandlingLeg, *, verb: str, given: Collection[str]
) -> None:
    """Make a move that ends the leg: refused with its reason, or applied and remembered."""
    guard(work, leg, verb=verb, given=given)
    to_state = work.book.moves.moves[verb].to_state
    assert to_state is not None
    leg.state = LegState(to_state)
    leg.closed_at = work.now
    note_inquiry(work, inquiry, verb, leg_id=leg.id, unit_id=leg.unit_id)
    work.db.flush()
    _follow(work, inquiry)


def guard(work: Work, leg: HandlingLeg, *, verb: str, given: Collection[str]) -> None:
    """Raise Refused with the reason when the table of moves does not allow this move now."""
    no = moves.why_not(
        work.book.moves, verb=verb, state=leg.state.value, roles=roles_for(work, leg), given=given
    )
    if no is not None:
        raise Refused(no)


def recompute(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> bool:
    """Count an open leg's deadline again after a calendar change; whether it moved (R-34)."""
    due = work.book.deadline(unit_id=leg.unit_id, clock=leg.clock, received_on=leg.received_on)
    if (due.due_on, due.due_at, due.provisional) == (leg.due_on, leg.due_at, leg.is_provisional):
        return False
    note_inquiry(
        work, inquiry, "deadline_moved", leg_id=leg.id, old=leg.due_on.isoformat(),
        new=due.due_on.isoformat(), provisional=due.provisional, edition=due.calendar_edition,
    )  # fmt: skip
    leg.due_on, leg.due_at, leg.is_provisional = due.due_on, due.due_at, due.provisional
    _keep(work, leg, due, reason="calendar_changed")
    return True


def _keep(work: Work, leg: HandlingLeg, due: clocks.Deadline, *, reason: str) -> None:
    work.db.add(
        Deadline(
            handling_leg_id=leg.id,
            computed_at=work.now,
            clock=due.rule_key,
            days=due.days,
            due_on=due.due_on,
            due_at=due.due_at,
            is_provisional=due.provisional,
            calendar_edition=due.calendar_edition,
            skipped=[{"date": day.on.isoformat(), "why": day.why} for day in due.skipped],
            reason=reason,
        )
    )


def _follow(work: Work, inquiry: Inquiry) -> None:
    """The inquiry's state follows from its legs (R-22)."""
    states = set(
        work.db.scalars(select(HandlingLeg.state).where(HandlingLeg.inquiry_id == inquiry.id))
    )
    if LegState.OPEN in states:
        inquiry.state = InquiryState.OPEN
    elif LegState.REPLIED in states:
        inquiry.state = InquiryState.REPLIED
        inquiry.replied_at = work.now
    else:
        inquiry.state = InquiryState.WITHDRAWN
