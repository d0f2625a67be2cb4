"""The table of the console's addresses: where, what it shows, what a form does, who may."""

from __future__ import annotations

from functools import partial

from agents_console import answers, calls, channels, directory, figures, home, items, recordings
from agents_console.addresses import inquiries, organisation, own, systems
from agents_console.addresses import knowledge as knowledge_pages
from faq_kb.search import KnowledgeBase
from hotline.house import House
from hotline.pages import item_state
from hotline.pages.door import Address


def addresses(house: House, knowledge: KnowledgeBase) -> tuple[Address, ...]:
    """Every page of the console."""
    return (
        Address("/", "home", show=home.page),
        *own.addresses(),
        *_calls(house, knowledge),
        *inquiries.addresses(house, knowledge),
        *knowledge_pages.addresses(knowledge),
        Address("/directory", "directory", show=directory.page, needs="see_directory"),
        Address("/figures", "figures", show=figures.page, needs="see_figures"),
        Address("/figures/<figure_id>", "behind", show=figures.behind, needs="see_figures"),
        *organisation.addresses(house),
        *systems.addresses(house),
    )


def _calls(house: House, knowledge: KnowledgeBase) -> tuple[Address, ...]:
    """What is asked while somebody is on the line, and what is kept of calls."""
    searched = partial(answers.search, knowledge=knowledge)
    media = partial(recordings.media, folder=house.settings.recordings_dir)
    item, look_up = item_state.views(
        house, "console/item.html", find=items.find, places=answers.choices
    )
    return (
        Address("/answers", "answers", show=searched, needs="search_answers"),
        Address("/channels", "channels", show=channels.page, needs="search_answers"),
        Address("/item-state", "item_state", show=item, act=look_up, needs="search_answers"),
        Address("/calls", "calls", show=calls.listing, needs="see_calls"),
        Address("/calls/<int:call_id>", "call", show=calls.page, needs="see_calls"),
        Address(
            "/recordings/<int:recording_id>/media",
            "recording_media",
            show=media,
            needs="hear_recordings",
        ),
    )
