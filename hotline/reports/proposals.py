"""Which entry arose from an inquiry's reply, and from which inquiry an entry arose (R-27)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from hotline.records import FaqEntry, FaqVersion, Inquiry
from hotline.reports import parts, scope
from hotline.reports.names import Names
from hotline.reports.shown import InquiryLink
from hotline.rules.wording import Wording
from hotline.work import Work


@dataclass(frozen=True)
class Proposal:
    """The entry that arose from a reply, by its newest version."""

    entry_id: int
    question: str
    state_name: Wording
    may_open: bool


def of_inquiry(work: Work, *, inquiry_id: int) -> Proposal | None:
    """The entry that arose from this inquiry, if its reply was proposed."""
    row = work.db.execute(
        select(
            FaqEntry.id,
            FaqVersion.question,
            FaqVersion.state,
            scope.entries_in_scope(work).label("may_open"),
        )
        .join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
        .join(Inquiry, Inquiry.proposed_entry_id == FaqEntry.id)
        .where(Inquiry.id == inquiry_id)
        .order_by(FaqVersion.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    state_name = Names(work).word("version_state", row.state.value)
    return Proposal(row.id, row.question, state_name, row.may_open)


def of_entry(work: Work, *, entry_id: int) -> InquiryLink | None:
    """The inquiry an entry arose from, where the actor may see that inquiry."""
    found = parts.links(work, Names(work), Inquiry.proposed_entry_id == entry_id)
    return found[0] if found else None
