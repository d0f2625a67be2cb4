"""What can be verified before the start: every fault in words, and what only deserves a warning."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import select

from hotline import development, frontend, migrations, national_days, rulebook, settings
from hotline.db import make_engine
from hotline.errors import ConfigurationError, told_safely
from hotline.records import FaqEntry
from hotline.rules.day_tables import days_from_seed
from hotline.seed.example import read_example
from hotline.settings import CONFIG_DIR, Settings

# Whoever checks waits for the answer.
ANSWER_SECONDS = 3


def faults(environ: Mapping[str, str]) -> list[str]:
    """Every fault of settings, rules, seeds, packages, and of what the settings lead to.

    In development what is not set is no fault, `make run` brings it along itself; a database is
    then looked at only where one is named.
    """
    found = [
        *_named(lambda: rulebook.load(CONFIG_DIR)),
        *_named(lambda: read_example(CONFIG_DIR)),
        *_calendars(),
        *(f"front-end package {name} is missing: npm ci" for name in frontend.missing()),
    ]
    given: list[Settings] = []
    wrong = _named(lambda: given.append(settings.load(environ)))
    if environ.get("HOTLINE_ENV") != "production":
        wrong = [fault for fault in wrong if not fault.endswith(settings.NOT_SET)]
    found += [*wrong, *_folder(environ), *_redis(environ.get("REDIS_URL"))]
    for known in given:
        found += _database(known)
        if known.in_production and not _named(lambda: rulebook.load(CONFIG_DIR)):
            found += rulebook.practice_faults(rulebook.load(CONFIG_DIR))
    return found


def warnings(environ: Mapping[str, str]) -> list[str]:
    """What works and is hardly meant so."""
    behind_proxy = environ.get("PUBLIC_URL", "").startswith("https:")
    if behind_proxy and environ.get("TRUSTED_PROXIES", "0") == "0":
        return [
            "PUBLIC_URL is https and TRUSTED_PROXIES is 0: if a proxy ends TLS, everybody seems to "
            "come from its address, and the guards against guessing count them as one"
        ]
    return []


def _named(part: Callable[[], object]) -> list[str]:
    try:
        part()
    except ConfigurationError as error:
        return error.faults
    return []


def _calendars() -> Iterator[str]:
    try:
        national_days.national_calendar()
    except ValueError as error:
        yield f"national days: {error}"
    for file in sorted((CONFIG_DIR / "calendars").glob("*.toml")):
        try:
            days_from_seed(tomllib.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            yield f"calendars/{file.name}: {error}"


def _folder(environ: Mapping[str, str]) -> Iterator[str]:
    place = development.data_dir(environ)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        yield f"DATA_DIR: {place} cannot be written to ({error.strerror})"


def _redis(url: str | None) -> Iterator[str]:
    if not url:
        return
    from redis import Redis

    try:
        Redis.from_url(
            url, socket_connect_timeout=ANSWER_SECONDS, socket_timeout=ANSWER_SECONDS
        ).ping()
    except Exception as error:
        yield f"REDIS_URL: Redis does not answer ({told_safely(error)})"


def _database(known: Settings) -> Iterator[str]:
    engine = make_engine(known.database_url, pool_size=1)
    try:
        if not migrations.is_newest(engine):
            yield "DATABASE_URL: the tables are not of this version: python -m hotline migrate"
        elif known.in_production:
            with engine.connect() as connection:
                if connection.scalar(select(FaqEntry.id).where(FaqEntry.is_example).limit(1)):
                    yield "DATABASE_URL: the database holds the example jurisdiction's answers"
    except Exception as error:
        yield f"DATABASE_URL: the database does not answer ({told_safely(error)})"
    finally:
        engine.dispose()
