"""What was typed into a form: read with its limits, and given back when the form is refused."""

from __future__ import annotations

from flask import g, has_request_context, request

from hotline.errors import Refused
from hotline.rules.wording import Wording
from hotline.text import clean, clean_lines


def line(name: str, *, label: Wording, limit: int) -> str:
    """One line of text; refused, not cut, when it is too long."""
    given = request.form.get(name, "")
    text = clean(given, limit=limit + 1)
    _within(text, label=label, limit=limit)
    return text


def lines(name: str, *, label: Wording, limit: int) -> str:
    """Text with line breaks; refused, not cut, when it is too long."""
    given = request.form.get(name, "")
    text = clean_lines(given, limit=limit + 1)
    _within(text, label=label, limit=limit)
    return text


def number(name: str) -> int | None:
    """A row's number from a form or an address; None when there is none."""
    given = request.values.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def again(name: str, default: str = "") -> str:
    """What the reader typed, when the form was refused; else `default`."""
    if has_request_context() and g.get("refusal") is not None:
        return request.form.get(name, "")
    return default


def refusal() -> Wording | None:
    """Why the form was refused, for the page that shows it again."""
    return g.get("refusal")


def _within(text: str, *, label: Wording, limit: int) -> None:
    if len(text) > limit:
        raise Refused(
            Wording(
                key="form.too_long",
                zh=f"“{label.zh}”最多{limit}个字，请缩短。",
                en=f"“{label.en}” takes at most {limit} characters.",
            )
        )
