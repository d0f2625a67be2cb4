"""The table of the console's addresses, and the one place that hangs the console into the app."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Blueprint, Flask, request, session

from agents_console import (
    absences,
    account,
    answers,
    asked,
    attachments,
    calls,
    channels,
    directory,
    extending,
    figures,
    handling,
    home,
    inquiries,
    items,
    keys,
    late,
    new_inquiry,
    notices,
    office,
    passing_on,
    person,
    recordings,
    reply_templates,
    sign_in,
    system,
    work_lists,
)
from agents_console.door import entrance
from agents_console.knowledge import addresses as knowledge_pages
from agents_console.knowledge import proposing
from faq_kb.exchange.reading import LARGEST_FILE
from faq_kb.search import KnowledgeBase
from hotline.files import store_of
from hotline.house import House
from hotline.pages import item_state
from hotline.pages.door import Address, Door, View, opened
from hotline.rulebook import LARGEST_UPLOAD_BYTES

PREFIX = "/console"
# The longest text a page takes is 20,000 characters; each may be nine bytes in a form.
LARGEST_FORM_BYTES = 256 * 1024
# Moves whose forms take files along.
WITH_FILES = ("attach_file", "reply", "pass_on", "answer_complaint")
# Where files are sent in; only those who have signed in may send as much.
UPLOADS = {
    "console.imports": LARGEST_FILE,
    **{f"console.{name}": LARGEST_UPLOAD_BYTES for name in ("new_inquiry", *WITH_FILES)},
}
INQUIRY = "/inquiries/<int:inquiry_id>"
LARGEST_ID = 2**63 - 1  # of a bigint; a larger number is nobody's


def addresses(house: House, knowledge: KnowledgeBase) -> tuple[Address, ...]:
    """Every page of the console: where, what it shows, what a form does, who may."""
    searched = partial(answers.search, knowledge=knowledge)
    item, look_up = item_state.views(
        house, "console/item.html", find=items.find, places=answers.choices
    )
    media = partial(recordings.media, folder=house.settings.recordings_dir)
    shown = partial(inquiries.page, knowledge=knowledge)
    reveal = partial(inquiries.reveal, knowledge=knowledge)
    writing = partial(inquiries.writing, knowledge=knowledge)
    store = store_of(house.settings)
    keep = partial(attachments.keep, store=store)
    return (
        Address("/sign-in", "sign_in", show=sign_in.page, act=sign_in.enter, public=True),
        Address("/sign-out", "sign_out", act=sign_in.leave, public=True),
        Address("/language", "language", act=account.choose_language, public=True),
        Address("/", "home", show=home.page),
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
        *_moves(shown, reveal=reveal, writing=writing, keep=keep),
        Address(
            "/attachments/<int:attachment_id>",
            "attachment",
            show=partial(attachments.fetch, store=store),
            needs="see_inquiries",
        ),
        Address("/late", "late", show=late.page, needs="supervise"),
        Address("/late/accountable", "accountable", show=late.accountable, needs="supervise"),
        Address("/explanations/<int:explanation_id>", "explanation", show=late.explanation),
        Address(
            "/explanations/<int:explanation_id>/review",
            "review_explanation",
            show=late.explanation,
            act=late.review,
            only_act=True,
        ),
        *knowledge_pages.addresses(knowledge),
        Address("/directory", "directory", show=directory.page, needs="see_directory"),
        Address("/figures", "figures", show=figures.page, needs="see_figures"),
        Address("/figures/<figure_id>", "behind", show=figures.behind, needs="see_figures"),
        *office.addresses(house),
        *_keys(house),
        Address("/system", "system", show=system.page, needs="see_system"),
        Address(
            "/system/jobs/<int:row_id>/retry",
            "retry",
            show=system.page,
            only_act=True,
            act=system.retry,
            needs="retry_jobs",
        ),
        *_templates(),
        Address("/account", "account", show=account.page, act=account.change_password),
        Address(
            "/account/deputy", "name_my_deputy", show=account.page, act=absences.name, only_act=True
        ),
        Address(
            "/absences/<int:absence_id>/end",
            "end_absence",
            show=account.page,
            act=absences.end,
            only_act=True,
        ),
        Address("/stead", "act_for", show=account.page, act=absences.act_for, only_act=True),
        *_notices(),
    )


def _notices() -> tuple[Address, ...]:
    """What one is told, and how one wants to be told."""
    settings = notices.settings
    return (
        Address("/notices", "notices", show=notices.page),
        Address("/notices/<int:notice_id>", "notice", show=notices.follow),
        Address("/notices/read", "read_notices", act=notices.read),
        Address("/notices/bell", "bell", show=notices.bell),
        Address("/account/notices", "notice_settings", show=settings, act=notices.choose),
        Address(
            "/account/addresses", "notice_addresses", show=settings, act=notices.set_addresses,
            only_act=True,
        ),
        Address(
            "/account/addresses/confirm", "confirm_address", show=settings,
            act=notices.confirm_address, only_act=True,
        ),
        Address(
            "/account/addresses/again", "send_code_again", show=settings,
            act=notices.send_code_again, only_act=True,
        ),
    )  # fmt: skip


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


def _keys(house: House) -> tuple[Address, ...]:
    """Keys of other systems, and what is done to a key and to its webhooks."""
    key, needs = "/keys/<int:key_id>", "keep_keys"
    webhook = f"{key}/webhooks/<int:webhook_id>"
    changing: tuple[tuple[str, str, View], ...] = (
        (f"{key}/narrow", "narrow_key", keys.narrow),
        (f"{key}/revoke", "revoke_key", keys.revoke),
        (f"{key}/webhooks", "register_webhook", keys.registering(house)),
        (f"{webhook}/secret", "exchange_secret", keys.exchange),
        (f"{webhook}/again", "tell_again", keys.again),
        (f"{webhook}/end", "end_webhook", keys.end),
    )
    return (
        Address("/keys", "keys", show=keys.page, act=keys.make, needs=needs),
        Address(key, "key", show=keys.one, needs=needs),
        *(
            Address(path, name, show=keys.one, act=act, only_act=True, needs=needs)
            for path, name, act in changing
        ),
    )


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
    files = UPLOADS.get(request.endpoint or "", 0) if "_user_id" in session else 0
    return LARGEST_FORM_BYTES + files


DOOR = Door(
    prefix=PREFIX,
    translations=Path(__file__).parent / "translations",
    fault_page="console/fault.html",
    largest_form=largest_form,
)


def init_app(app: Flask, house: House, knowledge: KnowledgeBase) -> None:
    """Hang the console into an app that has what all pages share (`hotline.pages`)."""
    person.init_app(app, house)
    app.jinja_env.globals.update(
        first_page=asked.first_page,
        unread_notices=notices.unread,
        mail_goes=house.settings.mail_goes,
    )
    app.register_blueprint(make_blueprint(house, knowledge))


def add_practice_page(app: Flask, page: Blueprint) -> None:
    """Hang in the page of the practice phone, under the same protection (development only)."""
    app.register_blueprint(page)
