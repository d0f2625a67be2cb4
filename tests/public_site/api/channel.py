"""Another channel's programme, with a key to the interface."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from faq_kb.search import KnowledgeBase
from hotline import pages
from hotline.actions import api_keys
from hotline.house import House
from hotline.records import ApiKey, ApiScope, Channel
from public_site import api
from public_site.api import open311
from tests.apps import app_over
from tests.faq_kb.office import Office
from tests.public_site.visitor import Visitor

EVERYTHING = tuple(ApiScope)


def interface_app(app: Flask, house: House, knowledge: KnowledgeBase) -> None:
    """Hang in the interface, as it is in the hotline's own app."""
    machines = [api.make_blueprint(house, knowledge), open311.make_blueprint(house)]
    pages.init_app(app, house.settings, doors=[], machines=machines)


class Library(Visitor):
    """A library's reading point beside the site: both doors of one house."""

    def __init__(self, office: Office, data_dir: Path) -> None:
        super().__init__(office, data_dir)
        self.key, self.secret = self.make_key()
        self.door = app_over(self.house, hang=interface_app)
        self.programme = self.door.test_client()

    def make_key(
        self, *scopes: ApiScope, place: str = "nanke", per_minute: int | None = None
    ) -> tuple[ApiKey, str]:
        """A key; without scopes, for everything."""
        made = api_keys.make(
            self.office.work(), name="示例图书馆", channel=Channel.READING_POINT,
            place_id=self.office.place(place), scopes=scopes or EVERYTHING, per_minute=per_minute,
        )  # fmt: skip
        self.office.db.flush()
        return made

    def ask_for(
        self, path: str, *, method: str = "GET", secret: str | None = None,
        once: str | None = None, language: str = "zh-CN", **more: Any,
    ) -> TestResponse:  # fmt: skip
        """One request; `once` is its idempotency key."""
        self.office.db.flush()
        headers = {
            "Authorization": f"Bearer {self.secret if secret is None else secret}",
            "Accept-Language": language,
        }
        if once is not None:
            headers["Idempotency-Key"] = once
        return self.programme.open(f"/api/v1{path}", method=method, headers=headers, **more)

    def post(self, path: str, body: Any, **more: Any) -> TestResponse:
        """Send JSON."""
        return self.ask_for(path, method="POST", json=body, **more)

    def file(self, text: str = "夜市几点收摊", *, once: str = "one", **fields: Any) -> TestResponse:
        """File an inquiry of somebody with a telephone."""
        given = {"text": text, "phone": "13800010001", **fields}
        return self.post("/inquiries", given, once=once)
