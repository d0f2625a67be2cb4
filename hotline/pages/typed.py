"""What was typed into a form: read with its limits, and given back when the form is refused."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from flask import g, has_request_context, request
from werkzeug.exceptions import RequestEntityTooLarge

from hotline.errors import Refused
from hotline.rules.wording import Wording
from hotline.rules.zone import instant
from hotline.text import clean, clean_lines

YEARS = range(2000, 2101)  # of a day that anybody can mean; others would not even have a midnight
# Never shown back: secrets, and what the page itself adds.
KEPT_BACK = frozenset({"password", "new_password", "repeat", "csrf_token", "form_id"})
# A form sent again within this time shows its code again: the first page may have been lost.
CODE_SHOWN_FOR = timedelta(minutes=10)
NO_FORM = Wording(
    key="form.no_id", zh="表单已失效，请重新提交。", en="The form has expired; send it again."
)


def form_id() -> str:
    """Which form this is, so that the same one sent twice is known again."""
    found = clean(request.form.get("form_id", ""), limit=64)
    if not found:
        raise Refused(NO_FORM)
    return found


def form_id_again() -> str:
    """For the page with the form: the id it came with, else a new one."""
    return request.form.get("form_id") or secrets.token_urlsafe(16)


def line(name: str, *, label: Wording, limit: int) -> str:
    """One line of text; refused, not cut, when it is too long."""
    given = request.form.get(name, "")
    text = clean(given, limit=limit + 1)
    _within(text, name, label=label, limit=limit)
    return text


def lines(name: str, *, label: Wording, limit: int) -> str:
    """Text with line breaks; refused, not cut, when it is too long."""
    given = request.form.get(name, "")
    text = clean_lines(given, limit=limit + 1)
    _within(text, name, label=label, limit=limit)
    return text


def whole_number(given: str) -> int | None:
    """A row's number as somebody wrote it; None when it is none."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def number(name: str) -> int | None:
    """A row's number from a form; None when there is none."""
    return whole_number(request.form.get(name, ""))


def day(name: str, *, label: Wording) -> date:
    """A day from a form, written 2026-02-13; refused when it is none."""
    try:
        found = date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Refused(
            Wording(
                key="form.no_day",
                zh=f"请填写“{label.zh}”的日期，如 2026-02-13。",
                en=f"Enter a date for “{label.en}”, such as 2026-02-13.",
            ),
            field=name,
        )
    return found


def moment(name: str) -> datetime | None:
    """An instant from a form, written 2026-02-13T09:30 by the hotline's clock; None when none."""
    try:
        found = datetime.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
    if found.tzinfo is not None or found.year not in YEARS:
        return None
    return instant(on=found.date(), at_time=found.time())


def again(name: str, default: str = "", *, leg_id: int | None = None) -> str:
    """What the reader typed, when the form (of this leg) is shown again; else `default`."""
    if not has_request_context() or not (g.get("given_back") or g.get("refusal")):
        return default
    if leg_id is not None and (request.view_args or {}).get("leg_id") != leg_id:
        return default
    return request.form.get(name, "")


def texts() -> list[tuple[str, str]]:
    """Everything typed into the form of this request, to be copied where the form is gone."""
    if request.method != "POST":
        return []
    try:
        given = request.form.items()
    except RequestEntityTooLarge:
        return []
    return [(name, text) for name, text in given if name not in KEPT_BACK and len(text) > 1]


def refusal() -> Wording | None:
    """Why the form was refused, for the page that shows it again."""
    refused: Refused | None = g.get("refusal")
    return refused.wording if refused is not None else None


def faults() -> tuple[Refused, ...]:
    """All that was wrong with the form, each with the field it stands in, where it is one."""
    refused: Refused | None = g.get("refusal")
    return (refused, *refused.others) if refused is not None else ()


def fault(name: str) -> Wording | None:
    """What was wrong with this field of the form, if anything was."""
    return next((each.wording for each in faults() if each.field == name), None)


def _within(text: str, name: str, *, label: Wording, limit: int) -> None:
    if len(text) > limit:
        raise Refused(
            Wording(
                key="form.too_long",
                zh=f"“{label.zh}”最多{limit}个字，请缩短。",
                en=f"“{label.en}” takes at most {limit} characters.",
            ),
            field=name,
        )
