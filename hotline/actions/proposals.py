"""A reply is proposed to the knowledge base: noted once with the inquiry, and linked both ways."""

from __future__ import annotations

from hotline.actions.events import note_inquiry
from hotline.errors import Refused
from hotline.records import FaqEntry, HandlingLeg, Inquiry, InquiryKind, LegState
from hotline.rules.wording import Wording
from hotline.work import Work

NOT_REPLIED = Wording(
    key="proposal.not_replied",
    zh="只有已答复的查询事项可以推荐到知识库。",
    en="Only a reply to an inquiry can be proposed to the knowledge base.",
)
PROPOSED_ALREADY = Wording(
    key="proposal.already",
    zh="这件事项已经推荐过了。",
    en="This inquiry has been proposed already.",
)


def may_be_proposed(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> None:
    """Raise Refused unless this leg's reply can be proposed, once for the inquiry.

    The inquiry is held by whoever asks, so that of two who press the button one is told.
    """
    if (
        inquiry.kind is not InquiryKind.INQUIRY
        or leg.inquiry_id != inquiry.id
        or leg.state is not LegState.REPLIED
        or not leg.reply
    ):
        raise Refused(NOT_REPLIED)
    if inquiry.proposed_entry_id is not None:
        raise Refused(PROPOSED_ALREADY)


def proposed(work: Work, inquiry: Inquiry, leg: HandlingLeg, *, entry: FaqEntry) -> None:
    """Keep that this entry arose from the reply."""
    may_be_proposed(work, inquiry, leg)
    inquiry.proposed_entry_id = entry.id
    note_inquiry(work, inquiry, "proposed", leg_id=leg.id, unit_id=leg.unit_id, entry_id=entry.id)
