"""Whether a person sends a form: nobody is asked, unless config/site.toml names who asks."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from importlib import import_module
from typing import Protocol, cast

from flask import current_app, render_template, request
from markupsafe import Markup

from hotline.errors import ConfigurationError, Refused
from hotline.pages import typed
from hotline.rules.wording import Wording

FIELD = "captcha"


class Captcha(Protocol):
    """What the setting names: made once, with the secret of the sessions."""

    def __init__(self, secret_key: str) -> None: ...

    def shown(self, form_id: str) -> Markup:
        """What stands in the form of this id, in the reader's language; works without scripts."""

    def why_not(self, form_id: str) -> Wording | None:
        """Why the form in this request is not taken for a person's; None when it is."""


def load(name: str, *, secret_key: str) -> Captcha | None:
    """The class that `module:Class` names; None without a name, ConfigurationError if there is
    none."""
    if not name:
        return None
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as fault:
        raise ConfigurationError([f"site.toml: captcha: there is no {name}"]) from fault
    return cast("Captcha", found(secret_key))


def shown(form_id: str) -> Markup:
    """What the template puts into a form; nothing by default."""
    asking: Captcha | None = current_app.extensions["captcha"]
    return asking.shown(form_id) if asking is not None else Markup("")


def check() -> None:
    """Raise Refused, at the field, unless a person has sent this form."""
    asking: Captcha | None = current_app.extensions["captcha"]
    no = asking.why_not(typed.form_id()) if asking is not None else None
    if no is not None:
        raise Refused(no, field=FIELD)


class CopiedNumber:
    """Four digits to be copied from the page: by hand, by paste, or as a screen reader says them.

    No riddle, no picture (WCAG 2.2, 3.3.8), nobody else's server. The number follows from the
    form's own id, so that nothing is kept; a form sent again is the same inquiry.
    """

    WRONG = Wording(
        key="captcha.wrong",
        zh="请照抄这一栏上面的四位数字。",
        en="Copy the four digits that stand above this field.",
    )

    def __init__(self, secret_key: str) -> None:
        self._key = hmac.digest(secret_key.encode(), b"captcha", hashlib.sha256)

    def number(self, form_id: str) -> str:
        """The four digits of this form."""
        digest = hmac.digest(self._key, form_id.encode(), hashlib.sha256)
        return str(1000 + int.from_bytes(digest[:4]) % 9000)

    def shown(self, form_id: str) -> Markup:
        page = render_template("site/_copied_number.html", number=self.number(form_id))
        return Markup(page)  # noqa: S704 - our own template

    def why_not(self, form_id: str) -> Wording | None:
        given = unicodedata.normalize("NFKC", request.form.get(FIELD, ""))
        digits = "".join(given.split())
        is_right = hmac.compare_digest(digits.encode(), self.number(form_id).encode())
        return None if is_right else self.WRONG
