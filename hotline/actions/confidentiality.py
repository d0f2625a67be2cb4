"""An inquirer asks, once the question is asked, that the handling unit not see who it was."""

from __future__ import annotations

from hotline.actions.events import note_inquiry
from hotline.errors import NotAllowed
from hotline.records import Inquiry
from hotline.rules.wording import Wording
from hotline.work import Work

NOT_YOURS = Wording(
    key="confidentiality.not_yours",
    zh="您不能为这件事项登记保密要求。",
    en="You may not note for this inquiry that its inquirer stays unknown.",
)


def ask_for(work: Work, inquiry: Inquiry) -> None:
    """Somebody notes that the inquirer asks for it.

    For those who talk with inquirers: whoever may log inquiries of the place (R-20).
    """
    if not work.book.may(work.actor.roles_at(place_id=inquiry.jurisdiction_id), "log_inquiry"):
        raise NotAllowed(NOT_YOURS)
    make(work, inquiry)


def make(work: Work, inquiry: Inquiry) -> None:
    """From now on who asked stays unknown to whoever handles the inquiry; it is never taken back.

    Asked for twice it is noted once.
    """
    if not inquiry.is_confidential:
        inquiry.is_confidential = True
        note_inquiry(work, inquiry, "made_confidential")
