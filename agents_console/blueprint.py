"""The one place that hangs the console into the app."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, request, session

from agents_console import asked, notices, person
from agents_console.addresses import addresses
from agents_console.addresses.inquiries import WITH_FILES
from agents_console.door import entrance
from faq_kb.exchange.reading import LARGEST_FILE
from faq_kb.search import KnowledgeBase
from hotline.house import House
from hotline.pages.door import Door, opened
from hotline.rulebook import LARGEST_UPLOAD_BYTES

PREFIX = "/console"
# The longest text a page takes is 20,000 characters; each may be nine bytes in a form.
LARGEST_FORM_BYTES = 256 * 1024
# Where files are sent in; only those who have signed in may send as much.
UPLOADS = {
    "console.imports": LARGEST_FILE,
    **{f"console.{name}": LARGEST_UPLOAD_BYTES for name in ("new_inquiry", *WITH_FILES)},
}
LARGEST_ID = 2**63 - 1  # of a bigint; a larger number is nobody's


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
