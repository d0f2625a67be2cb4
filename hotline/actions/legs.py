"""A handling leg opens with its deadline, and moves only as the table of moves allows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from hotline.actions import deadlines
from hotline.actions.events import note_inquiry
from hotline.actions.situation import Situation
from hotline.errors import Refused
from hotline.records import (
    Complaint,
    ContactRecord,
    Deadline,
    Extension,
    Forward,
    HandlingLeg,
    Inquiry,
    InquiryEvent,
    InquiryState,
    LegState,
    Staff,
)
from hotline.rules import clocks, moves
from hotline.rules.wording import Wording
from hotline.rules.zone import local, today
from hotline.text import telephone
from hotline.work import Work


def clock_for(work: Work, unit_id: int) -> str:
    """The clock an inquiry's leg opens with: an office sorts, every other unit answers."""
    is_office = work.book.organisation.units[unit_id].is_government_office
    return clocks.FORWARDING if is_office else clocks.ROUTINE


def open_leg(
    work: Work,
    inquiry: Inquiry,
    *,
    unit_id: int,
    clock: str,
    sender: HandlingLeg | None = None,
    is_designated: bool = False,
) -> HandlingLeg:
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
        **deadlines.dates(work, due),
        sender_leg_id=sender.id if sender is not None else None,
        is_designated=is_designated,
    )
    work.db.add(leg)
    inquiry.state = InquiryState.OPEN
    work.db.flush()
    _take_along(work, inquiry)
    work.db.add(Deadline(**deadlines.row(work, leg, due, reason="opened")))
    note_inquiry(
        work, inquiry, "leg_opened", leg_id=leg.id, unit_id=unit_id, clock=clock,
        due_on=due.due_on.isoformat(), provisional=due.provisional,
        designated=is_designated or None,
    )  # fmt: skip
    return leg


def open_legs(work: Work, inquiry: Inquiry) -> list[HandlingLeg]:
    """The legs of the inquiry that are still open, held until the Work ends."""
    query = select(HandlingLeg).where(
        HandlingLeg.inquiry_id == inquiry.id, HandlingLeg.state == LegState.OPEN
    )
    return list(work.db.scalars(query.with_for_update()))


def sign_for(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> None:
    """The unit confirms that it has seen the leg; starts and stops no clock (R-23)."""
    guard(work, inquiry, leg, verb="sign_for")
    leg.signed_for_at = work.now
    note_inquiry(work, inquiry, "signed_for", leg_id=leg.id)


def reply(
    work: Work, inquiry: Inquiry, leg: HandlingLeg, *, reply: str, internal_note: str
) -> None:
    """The unit answers the inquirer; the leg is closed and its clock stops (R-26)."""
    leg.reply, leg.internal_note = reply or None, internal_note or None
    close(work, inquiry, leg, verb="reply", given={"reply"} if reply else set())


def withdraw(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, reason: str) -> None:
    """The handling ends without a reply, for a reason that stays; nothing is deleted (R-22)."""
    leg.internal_note = reason or None
    close(work, inquiry, leg, verb="withdraw", given={"withdraw_reason"} if reason else set())


def note_contact(
    work: Work,
    inquiry: Inquiry,
    leg: HandlingLeg,
    *,
    contacted_at: datetime | None,
    number: str,
    was_reached: bool | None,
    note: str = "",
) -> None:
    """Keep that the unit rang the inquirer: when, at which number, reached or not (R-26)."""
    known = telephone(number)
    is_past = contacted_at is not None and contacted_at <= work.now
    whole = known is not None and is_past and was_reached is not None
    guard(work, inquiry, leg, verb="note_contact", given={"contact"} if whole else set())
    assert known is not None
    work.db.add(
        ContactRecord(
            handling_leg_id=leg.id,
            staff_id=work.actor.id,
            noted_at=work.now,
            contacted_at=contacted_at,
            number_sealed=work.seal.close(known.number),
            number_masked=known.masked,
            was_reached=was_reached,
            note=note or None,
        )
    )
    note_inquiry(work, inquiry, "note_contact", leg_id=leg.id, reached=was_reached)


def answer_complaint(
    work: Work,
    inquiry: Inquiry,
    leg: HandlingLeg,
    complaint: Complaint,
    *,
    findings: str,
    opinion: str,
    outcome: str,
    is_upheld: bool = False,
) -> None:
    """Supervision answers in three parts, all required (R-41)."""
    parts = {"findings": findings, "opinion": opinion, "outcome": outcome}
    close(work, inquiry, leg, verb="answer_complaint", given={key for key, v in parts.items() if v})
    complaint.findings, complaint.opinion, complaint.outcome = findings, opinion, outcome
    complaint.is_upheld = is_upheld
    leg.reply = "\n".join((findings, opinion, outcome))


def close(
    work: Work,
    inquiry: Inquiry,
    leg: HandlingLeg,
    *,
    verb: str,
    given: Collection[str] = (),
    **noted: Any,
) -> None:
    """Make a move that ends the leg: refused with its reason, or applied and remembered."""
    guard(work, inquiry, leg, verb=verb, given=given)
    to_state = work.book.moves.moves[verb].to_state
    assert to_state is not None
    leg.state = LegState(to_state)
    leg.closed_at = work.now
    note_inquiry(work, inquiry, verb, leg_id=leg.id, unit_id=leg.unit_id, **noted)
    work.db.flush()
    _follow(work, inquiry)


def guard(
    work: Work, inquiry: Inquiry, leg: HandlingLeg, *, verb: str, given: Collection[str] = ()
) -> None:
    """Raise Refused with the reason when the table of moves does not allow this move now.

    `given` are the needs that the actor brings along; how things stand is looked up here.
    """
    table, state = work.book.moves, leg.state.value
    its = Situation(work, inquiry, leg, brought=given)
    no = moves.why_not(table, verb=verb, state=state, roles=its.roles, given=its)
    if no is not None:
        overtaken = state not in table.moves[verb].from_states
        # A need that the form brings along is named as its field is.
        need = no.key.rpartition(".")[2]
        raise Refused(_by_whom(work, leg, no) if overtaken else no, field=need)


def decide(work: Work, asked: Forward | Extension, *, is_agreed: bool) -> None:
    """What was asked for on a leg is agreed to or not, now and by this actor."""
    asked.is_agreed, asked.decided_at = is_agreed, work.now
    asked.decided_by_id = work.actor.id


def _by_whom(work: Work, leg: HandlingLeg, no: Wording) -> Wording:
    """The refusal of whoever came second, with who was faster and when."""
    last = work.db.execute(
        select(InquiryEvent.at, Staff.name)
        .join(Staff, (Staff.id == InquiryEvent.actor_id) & (InquiryEvent.actor_kind == "staff"))
        .where(InquiryEvent.inquiry_id == leg.inquiry_id, InquiryEvent.handling_leg_id == leg.id)
        .order_by(InquiryEvent.seq.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return no
    at = f"{local(last.at):%Y-%m-%d %H:%M}"
    return Wording(
        key=no.key,
        zh=f"{no.zh}（{last.name}已于{at}办理）",
        en=f"{no.en} (handled by {last.name}, {at})",
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
    _take_along(work, inquiry)


def _take_along(work: Work, inquiry: Inquiry) -> None:
    """What was merged into the inquiry stands as it stands (R-29)."""
    work.db.execute(
        update(Inquiry)
        .where(Inquiry.merged_into_id == inquiry.id)
        .values(state=inquiry.state, replied_at=inquiry.replied_at)
    )
