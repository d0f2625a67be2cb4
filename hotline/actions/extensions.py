"""How long a unit has: the class of its leg, and an extension that its head agrees to."""

from __future__ import annotations

from dataclasses import replace

from hotline import outbox
from hotline.actions import deadlines, legs, texts
from hotline.actions.events import note_inquiry
from hotline.actions.situation import waiting
from hotline.errors import Refused
from hotline.records import Extension, HandlingLeg, Inquiry
from hotline.rules import clocks
from hotline.work import Work


def classify(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, clock: str, because: str) -> None:
    """Routine or complex: a recorded decision with an author; counted anew from receipt (R-31)."""
    given = {"classification"} if clock in clocks.CLASSES and because else set()
    legs.guard(work, inquiry, leg, verb="classify", given=given)
    note_inquiry(work, inquiry, "classify", leg_id=leg.id, old_clock=leg.clock, clock=clock)
    leg.clock, leg.classified_because = clock, because
    deadlines.recount(work, inquiry, leg, reason="classified")
    work.db.flush()


def request_extension(
    work: Work, inquiry: Inquiry, leg: HandlingLeg, *, to_days: int | None, reason: str
) -> Extension:
    """Ask for more days, so many in all from receipt; before the deadline, with a reason (R-31)."""
    given = {"extension_reason"} if reason else set()
    legs.guard(work, inquiry, leg, verb="request_extension", given=given)
    rule = work.book.clocks[leg.clock]
    now = replace(rule, days=leg.extended_to_days or rule.days)
    no = clocks.why_not_extend(rule=now, to_days=to_days or 0)
    if no is not None:
        raise Refused(no)
    assert to_days is not None
    assert work.actor.id is not None
    extension = Extension(
        handling_leg_id=leg.id, to_days=to_days, reason=reason, asked_by_id=work.actor.id,
        asked_at=work.now,
    )  # fmt: skip
    work.db.add(extension)
    note_inquiry(work, inquiry, "request_extension", leg_id=leg.id, days=to_days)
    work.db.flush()
    return extension


def approve_extension(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> None:
    """The head agrees: the deadline is counted anew from receipt, and the inquirer is told."""
    legs.guard(work, inquiry, leg, verb="approve_extension")
    extension = waiting(work, Extension, leg)
    assert extension is not None
    legs.decide(work, extension, is_agreed=True)
    leg.extended_to_days = extension.to_days
    note_inquiry(work, inquiry, "approve_extension", leg_id=leg.id, days=extension.to_days)
    deadlines.recount(work, inquiry, leg, reason="extended")
    if texts.reaches(work, inquiry.phone_sealed):
        key = f"text_extension:{extension.id}"
        outbox.put(work, "text_extension", key=key, extension_id=extension.id)


def refuse_extension(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, reason: str) -> None:
    """The head does not agree, with a reason; the deadline stands."""
    given = {"refusal_reason"} if reason else set()
    legs.guard(work, inquiry, leg, verb="refuse_extension", given=given)
    extension = waiting(work, Extension, leg)
    assert extension is not None
    legs.decide(work, extension, is_agreed=False)
    extension.refusal_reason = reason
    note_inquiry(work, inquiry, "refuse_extension", leg_id=leg.id, days=extension.to_days)
