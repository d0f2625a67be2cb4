"""Joins the parts: reads the settings, builds the house, hangs the doors in."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, jsonify
from sqlalchemy import text
from werkzeug.middleware.proxy_fix import ProxyFix

import agents_console
import public_site
from faq_kb.search import KnowledgeBase
from hotline import pages, rulebook
from hotline.clock import PracticeClock, system_clock
from hotline.db import WEB_SECONDS, make_engine
from hotline.errors import ConfigurationError, Impersonal, told_safely, traced_safely
from hotline.executor import bell_for
from hotline.house import Clock, House
from hotline.settings import CONFIG_DIR, Settings, load
from hotline.work import HOTLINE
from ivr.webhook import make_blueprint
from public_site import api, platform_door

# Below this the machine cannot keep recordings for long; the hotline says so while it still can.
LEAST_FREE_BYTES = 1024**3
LARGEST_FORM = 12 * 1024 * 1024


def build_house(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    statement_seconds: int = WEB_SECONDS,
) -> House:
    """The house for this process; raises ConfigurationError with every fault of the set-up."""
    settings = settings or load(os.environ)
    book = rulebook.load(CONFIG_DIR)
    if settings.in_production and (faults := rulebook.practice_faults(book)):
        raise ConfigurationError(faults)
    if clock is None:
        clock = system_clock if settings.in_production else PracticeClock(settings.data_dir)
    house = House(
        settings=settings,
        engine=make_engine(settings.database_url, statement_seconds=statement_seconds),
        clock=clock,
        book=book,
    )
    house.bell = bell_for(house)
    return house


def create_app(house: House) -> Flask:
    """The web application: three doors, and two addresses for those who watch over it."""
    configure_logging()
    app = Flask("hotline", static_folder=None)
    app.config.update(
        SECRET_KEY=house.settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if house.settings.trusted_proxies:
        count = house.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    knowledge = KnowledgeBase()
    app.extensions |= {"house": house, "knowledge": knowledge}
    pages.init_app(
        app, house.settings, doors=[agents_console.DOOR, public_site.DOOR],
        machines=[
            make_blueprint(house, knowledge),
            platform_door.make_blueprint(house),
            api.make_blueprint(house, knowledge),
            api.open311.make_blueprint(house),
        ],
    )  # fmt: skip
    agents_console.init_app(app, house, knowledge)
    public_site.init_app(app, house, knowledge)
    if not house.settings.in_production:
        from ivr.practice.page import make_blueprint as make_phone_page
        from ivr.rehearsal import Rehearsal

        agents_console.add_practice_page(app, make_phone_page(house.settings, Rehearsal(house)))
    _watch(app, house, knowledge)
    return app


def _warm_up(app: Flask, house: House) -> None:
    """Build the index now, so that no caller waits for it; without a database start regardless."""
    try:
        with house.open(HOTLINE) as work:
            app.extensions["knowledge"].prepare(work)
    except Exception:
        structlog.get_logger().warning("started without a warm knowledge base", exc_info=True)
    # What was connected before a fork must not be shared after it.
    house.engine.dispose()


def _watch(app: Flask, house: House, knowledge: KnowledgeBase) -> None:
    @app.get("/healthz")
    def alive() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz")
    def ready() -> tuple[Response, int]:
        report = {name: _report(check) for name, check in checks(house, knowledge).items()}
        is_ready = all(part["ok"] for part in report.values())
        return jsonify(ready=is_ready, **report), 200 if is_ready else 503


def checks(house: House, knowledge: KnowledgeBase) -> dict[str, Callable[[], str]]:
    """What must be well for calls to be answered; each check tells how it is, or raises."""

    def database() -> str:
        with house.engine.connect() as connection:
            connection.execute(text("select 1"))
        return "answers"

    def jobs() -> str:
        with house.sessions() as db:
            waiting, late = db.execute(
                text(
                    "select count(*), count(*) filter (where due_at < :now - interval '5 minutes')"
                    " from outbox where state in ('waiting', 'claimed')"
                ),
                {"now": house.clock()},
            ).one()
        if late:
            raise Impersonal(f"{late} jobs are more than five minutes late")
        return f"{waiting} waiting"

    def knowledge_base() -> str:
        with house.open(HOTLINE) as work:
            entries = knowledge.size(work)
        if not entries:
            raise Impersonal("no published entry")
        return f"{entries} entries"

    def disk() -> str:
        house.settings.data_dir.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(house.settings.data_dir).free
        if free < LEAST_FREE_BYTES:
            raise Impersonal(f"only {free // 1024**2} MiB free")
        return f"{free // 1024**3} GiB free"

    return {"database": database, "jobs": jobs, "knowledge_base": knowledge_base, "disk": disk}


def _report(check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"ok": True, "says": check()}
    except Exception as error:
        # Anybody may ask; what an exception of a library says is for the log, and even there
        # without its words.
        structlog.get_logger().warning("not ready", exc_info=True)
        return {"ok": False, "says": told_safely(error)}


def _trace_without_words(_: Any, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    given = line.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        line["exception"] = traced_safely(error)
    return line


class _WithoutWords(logging.Formatter):
    """What libraries log keeps the same promise as what we log."""

    def formatException(self, ei: Any) -> str:
        return traced_safely(ei[1]) if ei[1] is not None else ""


def configure_logging() -> None:
    """One JSON object a line, on standard error; no personal data is ever put into one."""
    of_libraries = logging.StreamHandler(sys.stderr)
    of_libraries.setFormatter(_WithoutWords("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[of_libraries])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _trace_without_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def __getattr__(name: str) -> Flask:
    """`hotline.app:wsgi` for gunicorn, built when asked for and not when merely imported."""
    if name == "wsgi":
        house = build_house()
        app = create_app(house)
        _warm_up(app, house)
        return app
    raise AttributeError(name)
