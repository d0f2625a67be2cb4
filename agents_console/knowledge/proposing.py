"""The button under a reply that proposes it to the knowledge base (R-27)."""

from __future__ import annotations

import secrets

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console.handling import NO_SUCH_LEG
from faq_kb.drafting import may
from faq_kb.proposing import propose as draft_from
from hotline.actions import proposals as acts
from hotline.errors import NotFound
from hotline.records import FaqEntry, HandlingLeg, Inquiry, InquiryKind, LegState
from hotline.reports import inquiry_page
from hotline.reports.shown import InquiryPage
from hotline.rules.zone import today
from hotline.work import Work


def legs_to_propose(work: Work, shown: InquiryPage) -> frozenset[int]:
    """The legs whose reply this person may propose."""
    if shown.row.kind is not InquiryKind.INQUIRY:
        return frozenset()
    return frozenset(
        leg.id
        for leg in shown.legs
        if leg.state is LegState.REPLIED
        and leg.reply
        and may(work, "propose_answers", unit_id=leg.unit_id)
    )


def propose(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Draft an entry from the question and the reply, and link the two."""
    shown = inquiry_page.page(work, inquiry_id=inquiry_id)
    if leg_id not in {leg.id for leg in shown.legs}:
        raise NotFound(NO_SUCH_LEG)
    inquiry = work.db.get_one(Inquiry, inquiry_id, with_for_update=True)
    leg = work.db.get_one(HandlingLeg, leg_id)
    acts.may_be_proposed(work, inquiry, leg)
    version = draft_from(
        work,
        unit_id=leg.unit_id,
        code=f"e-{secrets.token_hex(4)}",
        asked=inquiry.text or "",
        reply=leg.reply or "",
        replied_on=today(leg.closed_at or work.now),
        category=inquiry.category or "",
    )
    entry = work.db.get_one(FaqEntry, version.entry_id)
    acts.proposed(work, inquiry, leg, entry=entry)
    flash(_("已推荐到知识库，成为条目草稿，由信息员核对后送审。"))
    return redirect(url_for("console.inquiry", inquiry_id=inquiry_id))
