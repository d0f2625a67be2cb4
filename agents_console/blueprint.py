"""The table of the console's addresses, and the one place that hangs the console into the app."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flask import Blueprint, Flask, request, session

from agents_console import (
    account,
    answers,
    asked,
    calls,
    directory,
    figures,
    handling,
    home,
    inquiries,
    new_inquiry,
    person,
    recordings,
    sign_in,
    system,
)
from agents_console.door import entrance
from agents_console.knowledge import addresses as knowledge_pages
from agents_console.knowledge import proposing
from faq_kb.exchange.reading import LARGEST_FILE
from faq_kb.search import KnowledgeBase
from hotline.house import House
from hotline.pages.door import Address, Door, opened

PREFIX = "/console"
# The longest text a page takes is 20,000 characters; each may be nine bytes in a form.
LARGEST_FORM_BYTES = 256 * 1024
# Where a file of entries is sent in; only those who have signed in may send as much.
UPLOADS = frozenset({"console.imports"})
LARGEST_UPLOAD_BYTES = LARGEST_FILE + LARGEST_FORM_BYTES
LARGEST_ID = 2**63 - 1  # of a bigint; a larger number is nobody's


def addresses(house: House, knowledge: KnowledgeBase) -> tuple[Address, ...]:
    """Every page of the console: where, what it shows, what a form does, who may."""
    searched = partial(answers.search, knowledge=knowledge)
    media = partial(recordings.media, folder=house.settings.recordings_dir)
    inquiry = "/inquiries/<int:inquiry_id>"
    leg = f"{inquiry}/legs/<int:leg_id>"
    moved = partial(Address, show=inquiries.page, only_act=True)
    return (
        Address("/sign-in", "sign_in", show=sign_in.page, act=sign_in.enter, public=True),
        Address("/sign-out", "sign_out", act=sign_in.leave, public=True),
        Address("/language", "language", act=account.choose_language, public=True),
        Address("/", "home", show=home.page),
        Address("/answers", "answers", show=searched, needs="search_answers"),
        Address("/calls", "calls", show=calls.listing, needs="see_calls"),
        Address("/calls/<int:call_id>", "call", show=calls.page, needs="see_calls"),
        Address(
            "/recordings/<int:recording_id>/media",
            "recording_media",
            show=media,
            needs="hear_recordings",
        ),
        Address("/inquiries", "inquiries", show=inquiries.listing, needs="see_inquiries"),
        Address(
            "/inquiries/new",
            "new_inquiry",
            show=new_inquiry.page,
            act=new_inquiry.log,
            needs="log_inquiry",
        ),
        Address(inquiry, "inquiry", show=inquiries.page, needs="see_inquiries"),
        moved(f"{inquiry}/number", "reveal_number", act=inquiries.reveal, needs="reveal_number"),
        moved(f"{inquiry}/text", "write_down", act=handling.write_down, needs="see_inquiries"),
        moved(f"{leg}/sign", "sign_for", act=handling.sign_for, needs="work_legs"),
        moved(f"{leg}/reply", "reply", act=handling.reply, needs="work_legs"),
        moved(f"{leg}/propose", "propose", act=proposing.propose, needs="propose_answers"),
        moved(
            f"{leg}/complaint",
            "answer_complaint",
            act=handling.answer_complaint,
            needs="work_legs",
        ),
        moved(f"{leg}/empty", "withdraw_empty", act=handling.withdraw_empty, needs="see_inquiries"),
        *knowledge_pages.addresses(knowledge),
        Address("/directory", "directory", show=directory.page, needs="see_directory"),
        Address("/figures", "figures", show=figures.page, needs="see_figures"),
        Address("/figures/<figure_id>", "behind", show=figures.behind, needs="see_figures"),
        Address("/system", "system", show=system.page, needs="see_system"),
        Address(
            "/system/jobs/<int:row_id>/retry",
            "retry",
            show=system.page,
            only_act=True,
            act=system.retry,
            needs="retry_jobs",
        ),
        Address("/account", "account", show=account.page, act=account.change_password),
    )


def make_blueprint(house: House, knowledge: KnowledgeBase) -> Blueprint:
    """The console, to be mounted at /console."""
    blueprint = Blueprint(
        "console",
        __name__,
        url_prefix=PREFIX,
        template_folder="templates",
        static_folder="static",
    )
    for address in addresses(house, knowledge):
        blueprint.add_url_rule(
            address.path.replace("<int:", f"<int(max={LARGEST_ID}):"),
            endpoint=address.name,
            view_func=opened(house, address, entrance),
            methods=address.methods,
        )
    return blueprint


def largest_form() -> int:
    """How many bytes a form of the console may have."""
    is_upload = request.endpoint in UPLOADS and "_user_id" in session
    return LARGEST_UPLOAD_BYTES if is_upload else LARGEST_FORM_BYTES


DOOR = Door(
    prefix=PREFIX,
    translations=Path(__file__).parent / "translations",
    fault_page="console/fault.html",
    largest_form=largest_form,
)


def init_app(app: Flask, house: House, knowledge: KnowledgeBase) -> None:
    """Hang the console into an app that has what all pages share (`hotline.pages`)."""
    person.init_app(app, house)
    app.jinja_env.globals.update(first_page=asked.first_page)
    app.register_blueprint(make_blueprint(house, knowledge))


def add_practice_page(app: Flask, page: Blueprint) -> None:
    """Hang in the page of the practice phone, under the same protection (development only)."""
    app.register_blueprint(page)
