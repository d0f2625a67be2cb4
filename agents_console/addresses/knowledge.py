"""The addresses of the knowledge base's pages."""

from __future__ import annotations

from functools import partial

from agents_console.knowledge import (
    clarifying,
    deciding,
    describing,
    disclosure,
    entries,
    files,
    keeping,
    referring,
    reviewing,
    trying,
    writing,
)
from faq_kb.search import KnowledgeBase
from hotline.pages.door import Address


def addresses(knowledge: KnowledgeBase) -> tuple[Address, ...]:
    """Every page of the knowledge base: where, what it shows, what a form does, who may."""
    entry = "/knowledge/<int:entry_id>"
    version = f"{entry}/versions/<int:version_id>"
    clarification = "/knowledge/clarifications/<int:clarification_id>"
    clarified = partial(clarifying.page, knowledge=knowledge)
    imports = "/knowledge/imports"
    moved = partial(Address, show=entries.page, only_act=True)
    return (
        *keeping.addresses(knowledge),
        Address("/knowledge", "entries", show=entries.listing, needs="see_entries"),
        Address(
            "/knowledge/new",
            "new_entry",
            show=writing.page,
            act=writing.save,
            needs="draft_answers",
        ),
        Address(
            "/knowledge/clarifications",
            "clarifications",
            show=clarifying.listing,
            needs="see_clarifications",
        ),
        Address(
            "/knowledge/clarifications/new",
            "new_clarification",
            show=clarifying.new,
            act=clarifying.mark,
            needs="mark_clarifications",
        ),
        Address(clarification, "clarification", show=clarified, needs="see_clarifications"),
        Address(
            f"{clarification}/drop",
            "drop_clarification",
            show=clarified,
            only_act=True,
            act=clarifying.drop,
            needs="draft_answers",
        ),
        Address(
            "/knowledge/submit",
            "submit_many",
            show=reviewing.drafts,
            act=reviewing.submit,
            needs="draft_answers",
        ),
        Address(
            "/knowledge/review",
            "review_many",
            show=reviewing.page,
            act=reviewing.review,
            needs="see_entries",
        ),
        Address(
            "/knowledge/trial",
            "trial",
            show=partial(trying.page, knowledge=knowledge),
            needs="see_entries",
        ),
        Address(entry, "entry", show=entries.page, needs="see_entries"),
        Address(
            f"{entry}/edit",
            "edit_entry",
            show=writing.page,
            act=writing.save,
            needs="draft_answers",
        ),
        moved(f"{version}/submit", "submit", act=deciding.submit, needs="draft_answers"),
        moved(f"{version}/review", "review", act=deciding.review, needs="see_entries"),
        moved(f"{version}/refer", "refer", act=referring.refer, needs="see_entries"),
        moved(
            f"{entry}/referrals/<int:referral_id>/determine",
            "determine",
            act=referring.determine,
            needs="decide_referrals",
        ),
        moved(
            f"{version}/withdraw", "withdraw_entry", act=deciding.withdraw, needs="withdraw_answers"
        ),
        Address(imports, "imports", show=files.page, act=files.send, needs="draft_answers"),
        Address(f"{imports}/template", "template", show=files.template, needs="draft_answers"),
        Address(f"{imports}/<int:import_id>", "import", show=files.progress, needs="draft_answers"),
        Address(
            f"{imports}/<int:import_id>/report",
            "import_report",
            show=files.report,
            needs="draft_answers",
        ),
        Address(
            "/knowledge/disclosure", "disclosure", show=disclosure.catalogue, needs="see_entries"
        ),
        Address(
            f"{entry}/item",
            "describe",
            show=describing.page,
            act=describing.keep,
            needs="draft_answers",
        ),
        Address("/knowledge/withheld", "withheld", show=disclosure.withheld, needs="see_entries"),
        Address(
            "/knowledge/withheld/export",
            "export_withheld",
            show=disclosure.export_withheld,
            needs="see_entries",
        ),
        Address(
            f"{imports}/<int:import_id>/hand-in",
            "hand_in",
            show=files.progress,
            act=files.hand_in,
            needs="draft_answers",
            only_act=True,
        ),
        Address("/knowledge/export", "export", show=files.export, needs="draft_answers"),
    )
