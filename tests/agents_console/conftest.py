"""A desk to sit at: the console over a town, in a transaction that is undone."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import agents_console
from faq_kb.search import KnowledgeBase
from hotline import pages
from hotline.actions import passwords
from hotline.house import House
from hotline.records import ReadEvent, Staff
from hotline.settings import Settings
from hotline.work import Actor
from tests.apps import app_over
from tests.factories import SETTINGS, Town

PASSWORD = "a sentence to remember 1"
HASHED = passwords.hashed(PASSWORD)
# Where a session begins or ends, and its forms have another token.
SESSIONS = frozenset({"/console/sign-in", "/console/sign-out", "/console/account"})


class Desk:
    """The console's own app, and a browser without scripts that fills in its forms."""

    def __init__(self, town: Town, data_dir: Path, **settings: Any) -> None:
        self.town = town
        self.settings: Settings = SETTINGS.model_copy(update={"data_dir": data_dir, **settings})
        self.house = town.beside(self.settings)
        self.app = app_over(self.house, hang=desk_app)
        self.client: FlaskClient = self.app.test_client()
        self._token: str | None = None

    def staff(self, *roles: str, **where: Any) -> tuple[Actor, Staff]:
        """Somebody with these roles and a password."""
        actor = self.town.make_staff(*roles, **where)
        row = self.town.db.get_one(Staff, actor.id)
        row.password_hash = HASHED
        self.town.db.flush()
        return actor, row

    def sit_down(self, *roles: str, **where: Any) -> Actor:
        """Sign in as somebody with these roles."""
        actor, row = self.staff(*roles, **(where or {"place": "nanke"}))
        answer = self.enter(row.username)
        assert answer.status_code == 302, words(answer)
        return actor

    def enter(self, username: str, password: str = PASSWORD, **more: str) -> TestResponse:
        """Fill in the sign-in form."""
        return self.send("/console/sign-in", username=username, password=password, **more)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        self.town.db.flush()
        page = self.client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        self._token = self._token or token_of(page)
        return page

    def send(self, path: str, *, seen: str | None = None, **fields: Any) -> TestResponse:
        """Send a form from the page `seen`, or with the token of this session's last."""
        if seen or self._token is None or path in SESSIONS:
            self._token = token_of(
                self.client.get(seen or "/console/account", follow_redirects=True)
            )
            assert self._token is not None
        self.town.db.flush()
        answer = self.client.post(path, data={"csrf_token": self._token, **fields})
        if path in SESSIONS:
            self._token = None
        return answer

    def reads(self) -> list[tuple[str, dict[str, Any]]]:
        """What the read audit holds."""
        rows = self.town.db.query(ReadEvent).order_by(ReadEvent.seq)
        return [(row.kind, row.data) for row in rows]


def desk_app(app: Flask, house: House, knowledge: KnowledgeBase) -> None:
    """Hang in the console, as it is in the hotline's own app."""
    pages.init_app(app, house.settings, doors=[agents_console.DOOR])
    agents_console.init_app(app, house, knowledge)


def token_of(page: TestResponse) -> str | None:
    """What a page gives its forms to send along."""
    found = (
        re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        if page.mimetype == "text/html"
        else None
    )
    return found[1] if found else None


def words(answer: TestResponse) -> str:
    """What a reader sees of a page, on one line."""
    text = re.sub(r"<(script|style|svg)[^>]*>.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


@pytest.fixture
def town(db: Session) -> Town:
    return Town(db)


@pytest.fixture
def desk(town: Town, data_dir: Path) -> Desk:
    return Desk(town, data_dir)
