"""The disclosure platform before the hotline's door, in a transaction that is undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import public_site
from faq_kb.search import KnowledgeBase
from hotline import executor, pages
from hotline.app import configure_logging
from hotline.house import House
from hotline.records import DisclosureItem, FaqImportRow, FaqVersion, Staff
from hotline.rules import signature
from hotline.work import Actor
from ivr.phone import Phone
from public_site import platform_door
from tests.apps import app_over
from tests.factories import SETTINGS
from tests.faq_kb.office import STEPS, Office
from tests.public_site.visitor import Visitor

SECRET = "tests-only-platform-secret-0123456789abcd"
ADDRESS = "/exchange/disclosure"


class Platform:
    """The disclosure platform (政府信息公开平台), and a look behind the hotline's door."""

    def __init__(self, office: Office, data_dir: Path) -> None:
        self.office = office
        self.clerk: Actor = office.make_staff("kb_editor", unit="public_security")
        self.account = office.db.get_one(Staff, self.clerk.id)
        self.settings = SETTINGS.model_copy(
            update={
                "data_dir": data_dir, "disclosure_secret": SECRET,
                "disclosure_staff": self.account.username,
            }
        )  # fmt: skip
        self.house = office.beside(self.settings)
        configure_logging()
        self.client = app_over(self.house, hang=platform_app).test_client()

    def post(
        self, message: Any, *, secret: str = SECRET, ago: timedelta = timedelta()
    ) -> TestResponse:
        """Sign a message and send it; one signed some time ago is somebody's copy."""
        self.office.db.flush()
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        headers = signature.headers(secret, body, now=self.office.now - ago)
        return self.client.post(ADDRESS, data=body, headers=headers)

    def tell(self, event_id: str, at: str, *items: dict[str, str]) -> list[str]:
        """Report items as they were at that hour; what became of each."""
        answer = self.post(event(event_id, at, *items))
        assert answer.status_code == 202, answer.text
        self.do_jobs()
        assert answer.json is not None
        query = select(FaqImportRow).where(FaqImportRow.import_id == answer.json["import_id"])
        rows = self.office.db.scalars(query.order_by(FaqImportRow.line))
        return [row.result.value for row in rows]

    def do_jobs(self) -> None:
        self.office.db.flush()
        executor.run_all(self.house, Phone(self.settings))
        self.office.db.expire_all()

    def newest(self) -> FaqVersion:
        """The newest version of the one item there is."""
        item = self.office.db.scalars(select(DisclosureItem)).one()
        query = select(FaqVersion).where(FaqVersion.entry_id == item.entry_id)
        return self.office.db.scalars(query.order_by(FaqVersion.number.desc()).limit(1)).one()

    def publish(self) -> FaqVersion:
        """The newest version goes through all hands."""
        version = self.office.submit(self.newest())
        for step in STEPS:
            self.office.review(version, step)
        self.office.db.flush()
        return version


def platform_app(app: Flask, house: House, knowledge: KnowledgeBase) -> None:
    """Hang in the door of the platform, beside that of the public."""
    door = platform_door.make_blueprint(house)
    pages.init_app(app, house.settings, doors=[public_site.DOOR], machines=[door])


def event(event_id: str, at: str, *items: dict[str, str]) -> dict[str, Any]:
    """A message about items as they were at that hour of the day."""
    return {"event_id": event_id, "changed_at": f"2026-11-23T{at}+08:00", "items": items}


@pytest.fixture
def platform(db: Session, data_dir: Path) -> Platform:
    return Platform(Office(db), data_dir)


@pytest.fixture
def visitor(db: Session, data_dir: Path) -> Visitor:
    return Visitor(Office(db), data_dir)


class Listening:
    """What the platform's own address has received, and how it answers."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.answers = 200
        self.url = ""


@contextmanager
def listening() -> Iterator[Listening]:
    """A platform that takes what is signed with our secret, and refuses all else."""
    heard = Listening()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            signed = self.headers[signature.SIGNATURE]
            sent_at = self.headers[signature.TIMESTAMP]
            status = heard.answers
            if not signature.is_genuine(SECRET, sent_at, body, signed):
                status = 403
            elif status == 200:
                heard.received.append(json.loads(body))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    Thread(target=server.serve_forever, daemon=True).start()
    heard.url = f"http://127.0.0.1:{server.server_port}/items"
    yield heard
    server.shutdown()
    server.server_close()
