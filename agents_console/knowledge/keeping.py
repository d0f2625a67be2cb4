"""The addresses of what keeps the knowledge base right: missed questions, and what is due."""

from __future__ import annotations

from functools import partial

from agents_console.knowledge import attaching, due, misses
from faq_kb.search import KnowledgeBase
from hotline.pages.door import Address


def addresses(knowledge: KnowledgeBase) -> tuple[Address, ...]:
    """Every page of it: where, what it shows, what a form does, who may."""
    miss = "/knowledge/misses/<int:cluster_id>"
    shown = partial(misses.page, knowledge=knowledge)
    tried = partial(attaching.page, knowledge=knowledge)
    dealt = partial(Address, show=shown, only_act=True, needs="draft_answers")
    mended = partial(Address, show=due.listing, only_act=True, needs="draft_answers")
    return (
        Address("/knowledge/due", "due", show=due.listing, needs="draft_answers"),
        mended("/knowledge/due/<int:entry_id>/renew", "renew", act=due.renew),
        mended("/knowledge/pairs/<int:pair_id>/dismiss", "dismiss_pair", act=due.dismiss),
        mended("/knowledge/links/<int:link_id>/check", "check_link", act=due.check_link),
        Address("/knowledge/misses", "misses", show=misses.listing, needs="draft_answers"),
        Address(miss, "miss", show=shown, needs="draft_answers"),
        Address(
            f"{miss}/attach", "attach", show=tried, act=attaching.attach, needs="draft_answers"
        ),
        # Nothing is kept; sent by a form since what was chosen may be longer than an address.
        Address(
            f"{miss}/attach/try",
            "try_phrasings",
            show=tried,
            act=tried,
            only_act=True,
            needs="draft_answers",
        ),
        dealt(f"{miss}/give", "give_miss", act=misses.give),
        dealt(f"{miss}/aside", "set_aside", act=misses.set_aside),
        dealt(f"{miss}/answered", "miss_answered", act=misses.answered),
        dealt(f"{miss}/back", "take_back", act=misses.take_back),
    )
