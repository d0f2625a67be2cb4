"""The addresses of inquiries: lists, the page of one, what is done to it, and what became late."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from agents_console import (
    attachments,
    extending,
    handling,
    inquiries,
    late,
    new_inquiry,
    passing_on,
    reply_templates,
    work_lists,
)
from agents_console.knowledge import proposing
from faq_kb.search import KnowledgeBase
from hotline.files import store_of
from hotline.house import House
from hotline.pages.door import Address, View

INQUIRY = "/inquiries/<int:inquiry_id>"
# Moves whose forms take files along.
WITH_FILES = ("attach_file", "reply", "pass_on", "answer_complaint")


def addresses(house: House, knowledge: KnowledgeBase) -> tuple[Address, ...]:
    """Every page on which inquiries are found, logged, handled and supervised."""
    shown = partial(inquiries.page, knowledge=knowledge)
    store = store_of(house.settings)
    keep = partial(attachments.keep, store=store)
    return (
        Address("/inquiries", "inquiries", show=inquiries.listing, needs="see_inquiries"),
        Address(
            "/inquiries/new",
            "new_inquiry",
            show=new_inquiry.page,
            act=new_inquiry.log,
            before=keep,
            needs="log_inquiry",
        ),
        Address(INQUIRY, "inquiry", show=shown, needs="see_inquiries"),
        Address(
            "/inquiries/find",
            "find_inquiry",
            show=inquiries.listing,
            act=inquiries.find,
            only_act=True,
            needs="see_inquiries",
        ),
        Address("/todo", "todo", show=inquiries.todo, needs="work_legs"),
        *_lists(),
        *_moves(
            shown,
            reveal=partial(inquiries.reveal, knowledge=knowledge),
            writing=partial(inquiries.writing, knowledge=knowledge),
            keep=keep,
        ),
        Address(
            "/attachments/<int:attachment_id>",
            "attachment",
            show=partial(attachments.fetch, store=store),
            needs="see_inquiries",
        ),
        *_late(),
        *_templates(),
    )


def _lists() -> tuple[Address, ...]:
    """What one follows, and the filters one has saved."""
    show, needs = inquiries.listing, "see_inquiries"
    return (
        Address("/followed", "followed", show=work_lists.followed, needs=needs),
        Address(f"{INQUIRY}/follow", "follow", act=work_lists.follow, needs=needs),
        Address(
            "/inquiries/filters", "save_filter", show=show, act=work_lists.save_filter,
            only_act=True, needs=needs,
        ),
        Address(
            "/inquiries/filters/<int:filter_id>", "forget_filter", act=work_lists.forget_filter,
            needs=needs,
        ),
    )  # fmt: skip


def _moves(
    shown: View, *, reveal: View, writing: Callable[[View], View], keep: View
) -> tuple[Address, ...]:
    """What is done to an inquiry and its legs; each is named by its verb in the table of moves.

    The permission only opens the door: whether the move is open the table decides.
    """
    leg = f"{INQUIRY}/legs/<int:leg_id>"
    working: tuple[tuple[str, str, View, str], ...] = (
        (f"{INQUIRY}/number", "reveal_number", reveal, "reveal_number"),
        (f"{INQUIRY}/confidential", "ask_confidentiality", handling.keep_secret, "log_inquiry"),
        (f"{INQUIRY}/text", "write_down", handling.write_down, "see_inquiries"),
        (f"{leg}/sign", "sign_for", handling.sign_for, "work_legs"),
        (f"{leg}/reply", "reply", writing(handling.reply), "work_legs"),
        (f"{leg}/files", "attach_file", attachments.add, "work_legs"),
        (f"{leg}/files/<int:attachment_id>", "withdraw_file", attachments.withdraw, "work_legs"),
        (f"{INQUIRY}/files/<int:attachment_id>", "clear_file", attachments.clear, "log_inquiry"),
        (f"{leg}/propose", "propose", proposing.propose, "propose_answers"),
        (f"{leg}/complaint", "answer_complaint", handling.answer_complaint, "work_legs"),
        (f"{leg}/empty", "withdraw_empty", handling.withdraw_empty, "see_inquiries"),
        (f"{leg}/contact", "note_contact", handling.note_contact, "work_legs"),
        (f"{leg}/merge", "merge", handling.merge, "work_legs"),
        (f"{leg}/withdraw", "withdraw", handling.withdraw, "work_legs"),
        (f"{leg}/class", "classify", extending.classify, "work_legs"),
        (f"{leg}/forward", "request_forward", passing_on.request_forward, "work_legs"),
        (f"{leg}/pass-on", "pass_on", writing(passing_on.pass_on), "work_legs"),
        (f"{leg}/dispatch", "dispatch", passing_on.dispatch, "work_legs"),
        (f"{leg}/return", "return", passing_on.give_back, "work_legs"),
        (f"{leg}/forward/approve", "approve_forward", passing_on.approve, "review_forwards"),
        (f"{leg}/forward/refuse", "refuse_forward", passing_on.refuse, "review_forwards"),
        (f"{leg}/explain", "explain", late.explain, "work_legs"),
        (f"{leg}/progress", "report_progress", late.report_progress, "work_legs"),
        (f"{leg}/supervise", "supervise", late.supervise, "supervise"),
        (f"{leg}/accountability", "record_accountability", late.record_accountability, "supervise"),
        (f"{leg}/reopen", "reopen", late.reopen, "supervise"),
        (f"{leg}/extension", "request_extension", extending.ask, "work_legs"),
        (f"{leg}/extension/approve", "approve_extension", extending.approve, "agree_extensions"),
        (f"{leg}/extension/refuse", "refuse_extension", extending.refuse, "agree_extensions"),
    )
    return tuple(
        Address(
            path, name, show=shown, act=act, needs=needs, only_act=True,
            before=keep if name in WITH_FILES else None,
        )
        for path, name, act, needs in working
    )  # fmt: skip


def _late() -> tuple[Address, ...]:
    """What is late, who accounts for it, and the explanations that are reviewed."""
    explanation = "/explanations/<int:explanation_id>"
    return (
        Address("/late", "late", show=late.page, needs="supervise"),
        Address("/late/accountable", "accountable", show=late.accountable, needs="supervise"),
        Address(explanation, "explanation", show=late.explanation),
        Address(
            f"{explanation}/review",
            "review_explanation",
            show=late.explanation,
            act=late.review,
            only_act=True,
        ),
    )


def _templates() -> tuple[Address, ...]:
    """Reply templates: who may use them sees them, who keeps them changes them."""
    path, needs = "/reply-templates", "work_legs"
    page, one = reply_templates.page, reply_templates.one
    return (
        Address(
            path, "reply_templates", show=page, act=reply_templates.write, needs=needs
        ),
        Address(
            f"{path}/<int:template_id>", "reply_template", show=one, act=reply_templates.change,
            needs=needs,
        ),
    )  # fmt: skip
