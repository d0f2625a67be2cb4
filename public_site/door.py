"""Who comes in from the street: anybody, with a form that is ours and not too often."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import AddressValueError, IPv6Address, IPv6Network
from typing import Any

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from hotline.actions import throttle
from hotline.errors import Refused
from hotline.files import Store
from hotline.house import House
from hotline.pages import door, files
from hotline.pages.door import Address, View
from hotline.pages.language import LANGUAGES
from hotline.rules.wording import Wording
from hotline.work import Actor, Work
from public_site import counter

INQUIRER = Actor(kind="inquirer")
HOLDER = "inquirer"  # of files given over the site
# Seen by programmes alone, which fill in whatever there is.
TRAP = "homepage"
# Forms that change nothing are answered whoever made them, and however long ago.
HARMLESS = frozenset({"search"})
SIZES = ("normal", "large")

EXPIRED = Wording(
    key="site.expired",
    zh="这一页打开得太久了，请核对后再提交一次；您填写的内容都在。（浏览器须允许本站使用 Cookie）",
    en="This page was open for too long. Check it and send it once more; all you typed is here. "
    "(The browser must allow cookies of this site.)",
)
TRAPPED = Wording(
    key="site.trapped",
    zh="这份表单像是由程序自动填写的，没有受理。您填写的内容都在，请再提交一次。",
    en="This form looks as if a programme had filled it in, and was not taken. All you typed is "
    "here; please send it once more.",
)


def opened(house: House, address: Address) -> View:
    """The view Flask calls; a change of language or type size costs nothing that was typed."""
    act = address.act
    is_guarded = act is not None and address.name not in HARMLESS
    guarded = replace(address, act=_guarded(act)) if act is not None and is_guarded else address
    view = door.opened(house, guarded, _entrance)

    def chosen_or_sent(**parts: Any) -> ResponseReturnValue:
        if request.method == "POST" and counter.here() is not None and not _is_ours():
            # A former visitor's form, sent again by "back": nobody is to see what it holds.
            return redirect(url_for("site.next_visitor"))
        if request.method == "POST" and (choice := request.form.get("switch")):
            choose(choice)
            door.begin(house, address, _entrance)
            return door.shown_again(house, address, _entrance, parts)
        return view(**parts)

    return chosen_or_sent


def choose(choice: str) -> None:
    """A language or a type size, from now on."""
    if choice in LANGUAGES:
        session["language"] = choice
    if choice in SIZES:
        session["size"] = choice


def is_large() -> bool:
    """Whether this reader has chosen the large type (适老化)."""
    return session.get("size") == "large"


def sender_address() -> str:
    """Whose attempts are counted: one network address, or the network one household holds.

    RFC 6177: a subscriber of IPv6 has at least 2^64 addresses, all of them as good as one.
    """
    given = request.remote_addr or ""
    try:
        network = IPv6Network((IPv6Address(given.partition("%")[0]).packed, 64), strict=False)
    except AddressValueError:
        return f"address:{given}"
    return f"address:{network}"


def keep_files(work: Work, *, store: Store) -> ResponseReturnValue:
    """Keep the files of a form before it is looked at; a flood of them is refused."""

    def admit() -> None:
        if request.form.get(TRAP):
            raise Refused(TRAPPED)
        throttle.check(work, "attach", address=sender_address())
        throttle.count(work, "attach", sender_address())

    return files.take_in(work, store, holder=HOLDER, admit=admit)


def _entrance(work: Work, _: Address) -> Work:
    return replace(work, actor=INQUIRER)


def _is_ours() -> bool:
    """Whether the form in this request is of a page we gave in this session."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _guarded(act: View) -> View:
    """The same, for forms that are ours; a refusal shows the form again with all it held."""

    def guarded(work: Work, **parts: Any) -> ResponseReturnValue:
        if not _is_ours():
            raise Refused(EXPIRED)
        if request.form.get(TRAP):
            raise Refused(TRAPPED)
        return act(work, **parts)

    return guarded
