"""The screen at a counter (自助查询屏): one visitor after another, and none sees the former's.

A clerk opens the screen's address once; it is signed, so that nobody else makes one.
From then on the browser shows the site without a way out, and forgets all when a visitor has gone.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict

from flask import current_app, redirect, session, url_for
from flask.typing import ResponseReturnValue

from hotline.errors import NotFound
from hotline.pages.counter import Screen, screen_kept, screen_of
from hotline.rules.wording import Wording
from hotline.work import Work

WRONG_ADDRESS = Wording(
    key="counter.wrong_address",
    zh="这个自助查询屏的地址无效，请向管理员要新的地址。",
    en="This address of a counter screen is not valid; ask the administrator for a new one.",
)


def here() -> Screen | None:
    """The counter screen this request comes from, if it comes from one."""
    kept = session.get("counter")
    return screen_kept(kept) if kept is not None else None


def enter(work: Work, *, key: str) -> ResponseReturnValue:
    """From now on this browser is the screen."""
    screen = _of(work, key)
    return _begin(work, screen)


def leave(work: Work, *, key: str) -> ResponseReturnValue:
    """This browser is a screen no more; only whoever has the address gets here."""
    _of(work, key)
    session.clear()
    return redirect(url_for("site.home"))


def next_visitor(work: Work) -> ResponseReturnValue:
    """Whoever was here has gone: nothing of theirs is left, and the first page is shown."""
    screen = here()
    return _begin(work, screen) if screen is not None else redirect(url_for("site.home"))


def _begin(work: Work, screen: Screen) -> ResponseReturnValue:
    unit = work.book.organisation.units.get(screen.unit_id)
    session.clear()
    session["counter"] = asdict(screen)
    # Forms and pages of a former visit are known by it and not shown again.
    session["visit"] = secrets.token_urlsafe(8)
    if unit is not None:
        session["place"] = unit.place_id
    return redirect(url_for("site.home"))


def _of(work: Work, key: str) -> Screen:
    screen = screen_of(current_app.config["SECRET_KEY"], key)
    if screen is None or screen.unit_id not in work.book.organisation.units:
        raise NotFound(WRONG_ADDRESS)
    return screen
