"""What the pages of every door need: languages, protection, forms, faults; each written once."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, Flask

from hotline import frontend
from hotline.pages import faults, files, language, protection, typed
from hotline.pages.door import Door
from hotline.settings import Settings


def init_app(
    app: Flask, settings: Settings, *, doors: Collection[Door], machines: Collection[Blueprint] = ()
) -> None:
    """Give the app what these doors' pages share.

    `machines` are doors for other systems: they are hung in too, without form tokens and without
    pages for faults, because they check signatures of their own.
    """
    frontend.add_to(app)
    language.init_app(app)
    protection.init_app(app, settings, doors=doors, machines=machines)
    faults.init_app(app)
    app.jinja_env.globals.update(
        again=typed.again, refusal=typed.refusal, form_faults=typed.faults, fault=typed.fault,
        files_given=files.given_again, file_rules=files.rules,
    )  # fmt: skip
    app.register_blueprint(
        Blueprint(
            "pages",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static/pages",
        )
    )
    for machine in machines:
        app.register_blueprint(machine)
