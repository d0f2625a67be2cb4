"""The table of the site's addresses, and the one place that hangs the site into the app."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from faq_kb.search import KnowledgeBase
from hotline.files import store_of
from hotline.house import House
from hotline.pages import item_state
from hotline.pages.door import Address, Door
from hotline.rulebook import LARGEST_UPLOAD_BYTES
from hotline.work import Work
from public_site import (
    asking,
    captcha,
    complaining,
    counter,
    door,
    fetching,
    following,
    items,
    places,
    reading,
    searching,
)

# Nothing typed is lost to its length: 100,000 characters of Chinese are 900,000 bytes in a form.
LARGEST_FORM_BYTES = 2 * 1024 * 1024
LARGEST_ID = 2**63 - 1  # of a bigint; a larger number is nobody's

# Where files come along.
UPLOADS = frozenset({"site.ask", "site.complain"})


def largest_form() -> int:
    """How many bytes a form of the site may have."""
    is_upload = request.endpoint in UPLOADS
    return LARGEST_FORM_BYTES + (LARGEST_UPLOAD_BYTES if is_upload else 0)


DOOR = Door(
    prefix="",
    translations=Path(__file__).parent / "translations",
    fault_page="site/fault.html",
    largest_form=largest_form,
)


def addresses(house: House, knowledge: KnowledgeBase) -> tuple[Address, ...]:
    """Every page of the site: where, what it shows, what a form does."""
    asked = partial(asking.page, knowledge=knowledge)
    store = store_of(house.settings)
    keep = partial(door.keep_files, store=store)
    item, look_up = item_state.views(house, "site/item.html", find=items.find, places=places.every)
    return (
        Address("/", "home", show=partial(searching.home, knowledge=knowledge)),
        Address(
            "/search",
            "search",
            show=partial(searching.searched, knowledge=knowledge),
            act=partial(searching.search, knowledge=knowledge),
        ),
        Address(
            f"/answers/<int(max={LARGEST_ID}):entry_id>",
            "entry",
            show=partial(searching.entry, knowledge=knowledge),
        ),
        Address(
            "/ask", "ask", show=asked, act=partial(asking.send, knowledge=knowledge), before=keep
        ),
        Address("/follow", "follow", show=following.page, act=following.follow),
        Address("/item-state", "item_state", show=item, act=look_up),
        Address("/lost-code", "lost_code", show=following.lost, act=following.send_again),
        Address("/rate", "rate", show=following.page, act=following.rate, only_act=True),
        Address("/attachment", "attachment", act=partial(fetching.fetch, store=store)),
        Address("/complain", "complain", show=complaining.page, act=complaining.send, before=keep),
        Address("/replies", "replies", show=reading.replies),
        Address("/explanations", "explanations", show=reading.explanations),
        Address("/guide", "guide", show=reading.guide),
        Address("/catalogue", "catalogue", show=reading.catalogue),
        Address("/counter/<key>", "counter", show=counter.enter),
        Address("/counter/<key>/leave", "leave_counter", show=counter.leave),
        Address("/next", "next_visitor", show=counter.next_visitor),
        Address("/appearance", "appearance", act=appearance),
    )


def appearance(work: Work) -> ResponseReturnValue:
    """A language or a type size, chosen on a page without a form of its own."""
    door.choose(request.form.get("choice", ""))
    back = request.form.get("back", "")
    # A scheme, a host or a backslash in it would lead away from here.
    is_ours = back.startswith("/") and "\\" not in back and "//" not in back
    return redirect(back if is_ours else url_for("site.home"))


def init_app(app: Flask, house: House, knowledge: KnowledgeBase) -> None:
    """Hang the site into an app that has what all pages share (`hotline.pages`)."""
    site = Blueprint(
        "site",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static/site",
    )
    for address in addresses(house, knowledge):
        site.add_url_rule(
            address.path,
            endpoint=address.name,
            view_func=door.opened(house, address),
            methods=address.methods,
        )
    # It checks the token itself, where a form that came too late can be shown again.
    app.extensions["csrf"].exempt(site)
    app.jinja_env.globals.update(
        is_large=door.is_large,
        trap=door.TRAP,
        captcha=captcha.shown,
        counter_screen=counter.here,
        counter_times=house.book.site.counter,
    )
    app.extensions["captcha"] = captcha.load(
        house.book.site.captcha, secret_key=house.settings.secret_key
    )
    app.register_blueprint(site)
