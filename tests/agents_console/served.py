"""The console and the site on a port of this machine, over the example office, for a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

import agents_console
import public_site
from faq_kb.search import KnowledgeBase
from hotline import pages, rulebook
from hotline.db import make_engine
from hotline.house import House
from hotline.records import Staff
from hotline.settings import CONFIG_DIR, load
from hotline.work import HOTLINE
from tests.agents_console.conftest import HASHED, PASSWORD
from tests.databases import Databases, environment
from tests.serving import served

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@contextmanager
def served_console(databases: Databases, data_dir: Path) -> Iterator[tuple[str, House]]:
    """The address of both, and their house; everybody has the tests' password."""
    database_url = databases.copy("example")
    settings = load(environment(database_url, DATA_DIR=str(data_dir)))
    house = House(
        settings=settings, engine=make_engine(database_url), book=rulebook.load(CONFIG_DIR),
        clock=lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    )  # fmt: skip
    app = Flask("browser", static_folder=None)
    app.config["SECRET_KEY"] = settings.secret_key
    pages.init_app(app, settings, doors=[agents_console.DOOR, public_site.DOOR])
    knowledge = KnowledgeBase()
    agents_console.init_app(app, house, knowledge)
    public_site.init_app(app, house, knowledge)
    with house.open(HOTLINE) as work:
        for row in work.db.scalars(select(Staff)):
            row.password_hash = HASHED
    with served(app) as url:
        yield url, house
    house.engine.dispose()
    databases.drop(database_url)


def enter(page: Page, url: str, username: str, path: str = "/console/") -> None:
    """Sign in, whoever sat there before, and open this page.

    The form itself is filled in by who has to see it; a browser takes half a second for it.
    """
    page.goto("about:blank")  # what is still under way from the last page brings no cookie back
    page.context.clear_cookies()
    door = f"{url}/console/sign-in"
    token = TOKEN.search(page.request.get(door).text())
    assert token is not None
    form = {"csrf_token": token[1], "username": username, "password": PASSWORD}
    assert page.request.post(door, form=form).url.endswith("/console/")
    page.goto(url + path)
