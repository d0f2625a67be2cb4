"""Chinese first, English by a switch that is remembered: catalogues, choice, and words for values.

The Chinese of the templates is the key of the catalogue. The .po file is read at start, so that
nothing has to be compiled and a translation that is changed is there after a restart.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, session
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as _

from hotline.rules.wording import Wording
from hotline.rules.zone import local

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
OWN = Path(__file__).parent / "translations"
WEEKDAYS_ZH = "一二三四五六日"


class Catalogues(Domain):
    """Flask-Babel's texts, from .po files as translators write them: ours, and this door's."""

    def get_translations(self) -> NullTranslations:
        """The texts of the language this page is in, found once for all the page says."""
        if "texts" not in g:
            door = g.get("door")
            folders = (OWN, door.translations) if door is not None else (OWN,)
            g.texts = catalogue(language(), folders)
        found: NullTranslations = g.texts
        return found


@cache
def catalogue(code: str, folders: tuple[Path, ...]) -> NullTranslations:
    """The texts of a language; Chinese needs none, its texts are the keys."""
    whole = Catalog(code)
    for folder in folders:
        file = folder / code / "LC_MESSAGES" / "messages.po"
        if file.exists():
            with file.open("rb") as texts:
                for message in read_po(texts):
                    if message.id:
                        whole[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def init_app(app: Flask) -> None:
    """Give the app its languages, and its templates the filters of this file."""
    babel = Babel(
        app,
        default_locale=LANGUAGES["zh"],
        default_timezone="Asia/Shanghai",
        locale_selector=lambda: LANGUAGES[_chosen()],
    )
    babel.domain_instance = Catalogues()
    app.jinja_env.filters.update(
        say=say, when=when, clock=clock_time, day=day, duration=duration, percent=percent,
        size=size,
    )  # fmt: skip
    app.jinja_env.globals.update(language=language)


def _chosen() -> str:
    """What this reader has chosen; sign-in brings it from the account, else it is Chinese."""
    chosen = session.get("language", "zh")
    return chosen if chosen in LANGUAGES else "zh"


def language() -> str:
    """The language of this page: zh or en."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def say(wording: Wording | None) -> str:
    """The wording in the reader's language; a dash for none."""
    if wording is None:
        return "—"
    return wording.en if language() == "en" else wording.zh


def when(at: datetime | None) -> str:
    """An instant by the hotline's clock: 2026-02-13 09:05."""
    return "—" if at is None else f"{local(at):%Y-%m-%d %H:%M}"


def clock_time(at: datetime | None) -> str:
    """Only the time of day, to the second: 09:05:17."""
    return "—" if at is None else f"{local(at):%H:%M:%S}"


def day(on: date | None) -> str:
    """A day with its weekday: 2026年2月27日（周五）."""
    if on is None:
        return "—"
    if language() == "en":
        return f"{on:%a} {on.day} {on:%b %Y}"
    return f"{on.year}年{on.month}月{on.day}日（周{WEEKDAYS_ZH[on.weekday()]}）"


def duration(seconds: float | None) -> str:
    """A stretch of time: 1分05秒."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return _("%(minutes)d分%(seconds)02d秒", minutes=minutes, seconds=rest)
    return _("%(seconds)d秒", seconds=rest)


def size(byte_count: int) -> str:
    """How large a file is: 340 KB, 2.1 MB."""
    if byte_count < 1024**2:
        return f"{max(1, round(byte_count / 1024))} KB"
    return f"{byte_count / 1024**2:.1f}".removesuffix(".0") + " MB"


def percent(ratio: float | None) -> str:
    """A share with one decimal; without data it says so, and never 0 % or 100 %."""
    if ratio is None:
        return _("无数据")
    # A share that is not all of it must not read as all of it (nor nothing as nothing).
    shown = min(ratio, 0.999) if ratio < 1 else ratio
    shown = max(shown, 0.001) if ratio > 0 else shown
    return f"{shown * 100:.1f}%"
