"""A visitor of the public's site, with a browser without scripts that fills in its forms."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import public_site
from faq_kb.search import KnowledgeBase
from hotline import pages
from hotline.house import House
from hotline.records import Attempt, Inquiry, OutboxRow
from tests.apps import app_over
from tests.factories import SETTINGS
from tests.faq_kb.office import Office

CODE = re.compile(r"\b\d{4} \d{4} \d{4}\b")
PASSWORD = "桃李不言下自成蹊"


class Visitor:
    """The site over an office that has published one answer, in a transaction that is undone."""

    def __init__(self, office: Office, data_dir: Path) -> None:
        self.office = office
        self.house = office.beside(SETTINGS.model_copy(update={"data_dir": data_dir}))
        self.app = app_over(self.house, hang=site_app)
        self.client: FlaskClient = self.app.test_client()
        self._token: str | None = None

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        self.office.db.flush()
        return self.client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def send(self, path: str, *, address: str = "192.0.2.1", **fields: Any) -> TestResponse:
        """Send a form, with the token of a page opened before."""
        if self._token is None:
            token = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/follow").text)
            assert token is not None
            self._token = token[1]
        self.office.db.flush()
        sent = {"csrf_token": self._token, **fields}
        return self.client.post(path, data=sent, environ_base={"REMOTE_ADDR": address})

    def begin_anew(self) -> None:
        """The session is another: the next form comes from a page opened in it."""
        self._token = None

    def ask(self, text: str = "夜市几点收摊", **more: Any) -> TestResponse:
        """Send a question, past the step that searches for it."""
        given = {"step": "send", "form_id": "one-form", "query_password": PASSWORD, "text": text}
        return self.send("/ask", **(given | more))

    def complain(self, text: str = "窗口没有人", **more: Any) -> TestResponse:
        """Send a complaint."""
        given = {"step": "send", "form_id": "a-form", "query_password": PASSWORD, "text": text}
        return self.send("/complain", **(given | more))

    def follow(self, code: str, proof: str = "", **more: Any) -> TestResponse:
        """Look up a code."""
        return self.send("/follow", code=code, proof=proof, **more)

    def inquiries(self) -> list[Inquiry]:
        """What the ledger holds."""
        self.office.db.expire_all()
        return self.office.db.query(Inquiry).order_by(Inquiry.id).all()

    def codes_texted(self) -> int:
        """How many codes are on their way by SMS."""
        return self.office.db.query(OutboxRow).filter_by(kind="text_lookup_code").count()

    def attempts(self) -> int:
        """How many guesses were counted."""
        return self.office.db.query(Attempt).count()


def site_app(app: Flask, house: House, knowledge: KnowledgeBase) -> None:
    """Hang in the site, as it is in the hotline's own app."""
    pages.init_app(app, house.settings, doors=[public_site.DOOR])
    public_site.init_app(app, house, knowledge)


def words(answer: TestResponse) -> str:
    """What a reader sees of a page, on one line."""
    text = re.sub(r"<(script|style|svg)[^>]*>.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def code_on(answer: TestResponse) -> str:
    """The lookup code on a page."""
    found = CODE.findall(words(answer))
    assert len(found) == 1, words(answer)
    return found[0]
