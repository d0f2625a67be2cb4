"""What a unit does with its leg: sign for, reply, answer a complaint, withdraw an empty voicemail.

Which moves a person is offered is what the table of moves says, and why another is not open just
now; the page adds nothing to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import exists, select

from agents_console import reply_templates
from hotline.actions import attachments, confidentiality, legs, merging, situation
from hotline.actions import inquiries as acts
from hotline.actions import reply_templates as templates
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.pages import files, typed
from hotline.records import (
    Audience,
    Complaint,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    Recording,
    RecordingKind,
)
from hotline.reports import inquiry_page
from hotline.reports.shown import HandlingLegShown, InquiryPage
from hotline.rules.moves import Move, offers
from hotline.rules.wording import Wording
from hotline.work import Work

LIMITS: Mapping[str, int] = MappingProxyType(
    {"text": 5000, "reply": 5000, "internal_note": 2000, "part": 3000, "number": 32, "reason": 500}
)
NO_SUCH_LEG = Wording(key="leg.unknown", zh="没有这个办理环节。", en="There is no such leg.")
NOT_A_VOICEMAIL = Wording(
    key="leg.not_a_voicemail", zh="这不是待听的留言。", en="This is no voicemail to listen to."
)
MAY_NOT_WRITE = Wording(
    key="inquiry.may_not_write",
    zh="只有听取留言的人员可以记录其内容。",
    en="Only whoever listens to the voicemail can write it down.",
)
TEXT = Wording(key="label.text", zh="留言内容", en="What the voicemail says")
REPLY = Wording(key="label.reply", zh="答复内容", en="Reply")
NOTE = Wording(key="label.internal_note", zh="办理情况", en="Internal note")
NUMBER = Wording(key="label.contact_number", zh="联系号码", en="Number")
REACHED = Wording(key="label.reached", zh="联系结果", en="Whether reached")
WHY = Wording(key="label.withdraw_reason", zh="撤销理由", en="Reason for withdrawing")
FINDINGS = Wording(key="label.findings", zh="调查情况", en="Findings")
OPINION = Wording(key="label.opinion", zh="处理意见", en="Opinion")
OUTCOME = Wording(key="label.outcome", zh="办理结果", en="Outcome")


@dataclass(frozen=True)
class Form:
    """A move that has its place on this leg, and what stands in its way just now, if anything."""

    leg: HandlingLegShown
    move: Move
    why_not: Wording | None


def records(work: Work, shown: InquiryPage) -> list[HandlingLeg]:
    """The legs that are shown, as they are kept; to be held on to as long as they are asked."""
    query = select(HandlingLeg).where(HandlingLeg.id.in_([leg.id for leg in shown.legs]))
    return list(work.db.scalars(query.order_by(HandlingLeg.id)))


def forms(work: Work, shown: InquiryPage) -> tuple[Form, ...]:
    """The moves that are this person's, in the table's order, open now or not."""
    inquiry = work.db.get_one(Inquiry, shown.row.id)
    kept = records(work, shown)
    around = situation.Around(work, inquiry, kept)
    found = []
    for leg, record in zip(shown.legs, kept, strict=True):
        if leg.unit_id not in work.book.organisation.units:
            continue
        its = situation.Situation(work, inquiry, record, around=around)
        offered = offers(work.book.moves, state=leg.state.value, roles=its.roles, holds=its)
        found += [
            Form(leg=leg, move=offer.move, why_not=offer.why_not)
            for offer in offered
            if offer.move.verb != "withdraw_empty" or _is_voicemail(shown)
        ]
    return tuple(found)


def can_write_down(shown: InquiryPage, offered: tuple[Form, ...]) -> bool:
    """Whether this person may write down the message: whoever may find a voicemail empty, or is to
    answer a complaint."""
    listens = {"withdraw_empty", "answer_complaint"}
    return shown.row.needs_listening and any(form.move.verb in listens for form in offered)


def _is_voicemail(shown: InquiryPage) -> bool:
    """Whether it is a voicemail to listen to, for this person: a voice may tell who asked."""
    is_inquiry = shown.row.kind is InquiryKind.INQUIRY
    return shown.row.needs_listening and is_inquiry and shown.inquirer is not None


def write_down(work: Work, inquiry_id: int) -> ResponseReturnValue:
    """Write down what a voicemail says."""
    shown = inquiry_page.page(work, inquiry_id=inquiry_id)
    if not can_write_down(shown, forms(work, shown)):
        raise NotAllowed(MAY_NOT_WRITE)
    text = typed.lines("text", label=TEXT, limit=LIMITS["text"])
    acts.write_down(work, held_inquiry(work, inquiry_id), text=text)
    return done(inquiry_id, _("已记录留言内容。"))


def keep_secret(work: Work, inquiry_id: int) -> ResponseReturnValue:
    """Note that the inquirer wishes to stay unknown to whoever handles it."""
    inquiry_page.page(work, inquiry_id=inquiry_id)
    confidentiality.ask_for(work, held_inquiry(work, inquiry_id))
    return done(inquiry_id, _("已登记保密要求，承办单位看不到查询人是谁。"))


def sign_for(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Confirm that the unit has seen the leg."""
    inquiry, leg = held(work, inquiry_id, leg_id)
    legs.sign_for(work, inquiry, leg)
    return done(inquiry_id, _("已签收。签收不影响办理时限。"))


def reply(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Answer the inquirer, which closes the leg."""
    inquiry, leg = held(work, inquiry_id, leg_id, kind=InquiryKind.INQUIRY)
    attach_to_reply(work, inquiry, leg)
    templates.used(work, reply_templates.used())
    legs.reply(
        work,
        inquiry,
        leg,
        reply=typed.lines("reply", label=REPLY, limit=LIMITS["reply"]),
        internal_note=typed.lines("internal_note", label=NOTE, limit=LIMITS["internal_note"]),
    )
    return done(inquiry_id, _("已答复，查询人凭查询码可以看到。"))


def note_contact(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Keep that the inquirer was rung: when, at which number, reached or not."""
    inquiry, leg = held(work, inquiry_id, leg_id)
    legs.note_contact(
        work,
        inquiry,
        leg,
        contacted_at=typed.moment("contacted_at"),
        number=typed.line("contact_number", label=NUMBER, limit=LIMITS["number"]),
        was_reached={"1": True, "0": False}.get(typed.line("reached", label=REACHED, limit=1)),
        note=typed.lines("contact_note", label=NOTE, limit=LIMITS["internal_note"]),
    )
    return done(inquiry_id, _("已登记联系情况。"))


def withdraw(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """End the handling without a reply, for a reason."""
    inquiry, leg = held(work, inquiry_id, leg_id)
    reason = typed.lines("withdraw_reason", label=WHY, limit=LIMITS["reason"])
    legs.withdraw(work, inquiry, leg, reason=reason)
    return done(inquiry_id, _("已撤销，记录保留。"))


def merge(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Have a duplicate go on with the same caller's other inquiry."""
    shown = inquiry_page.page(work, inquiry_id=inquiry_id)
    chosen = typed.number("into")
    # Both are held in the order of their numbers, as whoever holds several does.
    ids = {inquiry_id} | ({chosen} & {link.id for link in shown.duplicates})
    query = select(Inquiry).where(Inquiry.id.in_(ids)).order_by(Inquiry.id).with_for_update()
    both = {row.id: row for row in work.db.scalars(query)}
    inquiry, leg = held(work, inquiry_id, leg_id)
    merging.merge(work, inquiry, leg, into=both.get(chosen or 0))
    return done(inquiry_id, _("已并入；查询人用两个查询码都能查到办理进度。"))


def answer_complaint(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Answer a complaint in its three parts."""
    inquiry, leg = held(work, inquiry_id, leg_id, kind=InquiryKind.COMPLAINT)
    attach_to_reply(work, inquiry, leg)
    legs.answer_complaint(
        work,
        inquiry,
        leg,
        work.db.get_one(Complaint, inquiry_id),
        findings=typed.lines("findings", label=FINDINGS, limit=LIMITS["part"]),
        opinion=typed.lines("opinion", label=OPINION, limit=LIMITS["part"]),
        outcome=typed.lines("outcome", label=OUTCOME, limit=LIMITS["part"]),
        is_upheld=request.form.get("upheld") == "1",
    )
    return done(inquiry_id, _("已答复投诉。"))


def withdraw_empty(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Withdraw a voicemail without a word in it, after somebody has listened to it."""
    inquiry, leg = held(work, inquiry_id, leg_id)
    if not _is_voicemail(inquiry_page.page(work, inquiry_id=inquiry_id)):
        raise Refused(NOT_A_VOICEMAIL)
    legs.guard(work, inquiry, leg, verb="withdraw_empty", given=_listened(work, inquiry_id))
    acts.withdraw_empty(work, inquiry)
    return done(inquiry_id, _("空白留言已撤销，记录保留。"))


def _listened(work: Work, inquiry_id: int) -> set[str]:
    heard = exists().where(
        Recording.inquiry_id == inquiry_id,
        Recording.kind == RecordingKind.VOICEMAIL,
        Recording.listened_at.is_not(None),
    )
    return {"empty_voicemail"} if work.db.scalar(select(heard)) else set()


def attach_to_reply(work: Work, inquiry: Inquiry, leg: HandlingLeg) -> None:
    """The files that came with the form of a reply go with the reply."""
    attachments.attach(work, inquiry, files.given(), audience=Audience.REPLY, leg=leg)


def held(
    work: Work, inquiry_id: int, leg_id: int, *, kind: InquiryKind | None = None
) -> tuple[Inquiry, HandlingLeg]:
    """The inquiry and its leg, held, if this person may see them at all."""
    shown = inquiry_page.page(work, inquiry_id=inquiry_id)
    if leg_id not in {leg.id for leg in shown.legs} or kind not in (None, shown.row.kind):
        raise NotFound(NO_SUCH_LEG)
    inquiry = held_inquiry(work, inquiry_id)
    return inquiry, work.db.get_one(HandlingLeg, leg_id, with_for_update=True)


def held_inquiry(work: Work, inquiry_id: int) -> Inquiry:
    """The inquiry, held until the Work ends."""
    return work.db.get_one(Inquiry, inquiry_id, with_for_update=True)


def done(inquiry_id: int, message: str) -> ResponseReturnValue:
    """Back to the page of the inquiry, with word of what was done."""
    flash(message)
    return redirect(url_for("console.inquiry", inquiry_id=inquiry_id))
