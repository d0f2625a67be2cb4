"""Supervision steps in: a leg is put under supervised handling, or an inquiry opened again."""

from __future__ import annotations

from hotline.actions import legs
from hotline.actions.events import note_inquiry
from hotline.records import HandlingLeg, Inquiry, LegProgress
from hotline.work import Work


def supervise(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, order: str) -> None:
    """Put a leg under supervised handling (督办), with what is asked of the unit (R-75)."""
    given = {"supervision_order"} if order else set()
    legs.guard(work, inquiry, leg, verb="supervise", given=given)
    leg.supervised_at, leg.supervised_by_id = work.now, work.actor.id
    leg.supervision_order = order
    note_inquiry(work, inquiry, "supervise", leg_id=leg.id, unit_id=leg.unit_id)
    work.db.flush()


def report_progress(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, text: str) -> None:
    """The unit says how far it is."""
    given = {"progress"} if text else set()
    legs.guard(work, inquiry, leg, verb="report_progress", given=given)
    work.db.add(LegProgress(handling_leg_id=leg.id, text=text, staff_id=work.actor.id, at=work.now))
    note_inquiry(work, inquiry, "report_progress", leg_id=leg.id, unit_id=leg.unit_id)
    work.db.flush()


def reopen(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> HandlingLeg:
    """The complaint about this reply was upheld: its unit handles it again, on a new clock."""
    legs.guard(work, inquiry, leg, verb="reopen")
    note_inquiry(work, inquiry, "reopen", leg_id=leg.id, unit_id=leg.unit_id)
    return legs.open_leg(
        work, inquiry, unit_id=leg.unit_id, clock=legs.clock_for(work, leg.unit_id)
    )
