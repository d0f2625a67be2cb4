"""What an address asks for: days, a place, a choice; nonsense is treated as not asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from flask import request, url_for

from hotline.pages.typed import YEARS, whole_number
from hotline.reports import scope
from hotline.reports.shown import Page, Period
from hotline.rules.organisation import Body, Place
from hotline.rules.zone import today
from hotline.text import clean
from hotline.work import Work

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_PERIOD = timedelta(days=366)
LONGEST_TEXT = 200


def text(name: str) -> str | None:
    """A text from the address, None when empty."""
    return clean(request.args.get(name, ""), limit=LONGEST_TEXT) or None


def number(name: str) -> int | None:
    """A row's number from the address."""
    return whole_number(request.args.get(name, ""))


def flag(name: str) -> bool:
    """Whether a box was ticked."""
    return request.args.get(name) == "1"


def one_of(kind: type[Choice], name: str) -> Choice | None:
    """One of a few values, None when another or none was asked for."""
    given = request.args.get(name, "")
    return kind(given) if given in {each.value for each in kind} else None


def day(name: str) -> date | None:
    """A day from the address, written 2026-02-13."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if found.year in YEARS else None


def period(work: Work, *, days: int = 1) -> Period:
    """The days asked for; without any, the last `days` up to today. Never longer than a year."""
    to_on = day("to") or day("from") or today(work.now)
    from_on = day("from") or to_on - timedelta(days=days - 1)
    from_on, to_on = min(from_on, to_on), max(from_on, to_on)
    return Period(from_on=max(from_on, to_on - LONGEST_PERIOD), to_on=to_on)


def places(work: Work, permission: str) -> list[Place]:
    """The places where this person holds the permission, the highest first."""
    reached = scope.reach(work, permission).place_ids
    known = work.book.organisation.places
    found = [place for place in known.values() if place.id in reached]
    return sorted(found, key=lambda place: (len(place.path), place.id))


def units(work: Work, permission: str) -> list[tuple[Place, Sequence[Body]]]:
    """The units of `places`, by place."""
    units_at = work.book.organisation.units_at
    reached = places(work, permission)
    return [(place, units_at[place.id]) for place in reached if place.id in units_at]


def place(work: Work, permission: str) -> int | None:
    """The place asked for, if it is one of `places`."""
    wanted = number("place")
    return wanted if wanted in {found.id for found in places(work, permission)} else None


def same_with(**changes: str | None) -> str | None:
    """This address with some of its questions changed; None when the first change is None."""
    if None in changes.values():
        return None
    return _here(**(_questions() | changes))


def paging(found: Page[Any]) -> dict[str, Any]:
    """What every list that goes on tells its page: where it goes on, and whether it begins here."""
    return {"next_page": same_with(after=found.after), "is_first": text("after") is None}


def first_page() -> str:
    """This address with its questions, from the first page."""
    questions = _questions()
    questions.pop("after", None)
    return _here(**questions)


def _questions() -> dict[str, Any]:
    """What this address asks, without the names that mean something else to `url_for`."""
    taken = {"endpoint", *(request.view_args or {})}
    return {
        name: text
        for name, text in request.args.to_dict().items()
        if name not in taken and not name.startswith("_")
    }


def _here(**questions: Any) -> str:
    assert request.endpoint is not None
    return url_for(request.endpoint, **(request.view_args or {}), **questions)
