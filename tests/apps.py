"""The web applications of the tests: built once a process, for that takes longer than most tests.

What differs from test to test, the house and its knowledge base, stands behind a proxy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.local import LocalProxy

from faq_kb.search import KnowledgeBase
from hotline.house import House
from hotline.settings import Settings
from tests.faq_kb.example_base import settings as settings_of_matching

# Hangs doors into an app.
Hang = Callable[[Flask, House, KnowledgeBase], None]


@dataclass
class _Behind:
    house: House
    knowledge: KnowledgeBase


_built: dict[tuple[Hang, Settings], tuple[Flask, _Behind]] = {}


def app_over(house: House, *, hang: Hang) -> Flask:
    """The app with these doors, behind which this house stands from now on, with a new base."""
    knowledge = KnowledgeBase(settings_of_matching())
    key = hang, house.settings
    if key not in _built:
        app, behind = Flask(hang.__name__, static_folder=None), _Behind(house, knowledge)
        app.config["SECRET_KEY"] = house.settings.secret_key
        _built[key] = app, behind
        hang(app, _proxy(lambda: behind.house), _proxy(lambda: behind.knowledge))
    app, behind = _built[key]
    behind.house, behind.knowledge = house, knowledge
    return app


def _proxy(of: Callable[[], Any]) -> Any:
    return LocalProxy(of)
