"""Attempts are counted by subject, by address and in all, each over its own window."""

from __future__ import annotations

import pytest

from hotline.actions import throttle
from hotline.errors import Throttled
from tests.factories import BOOK, Town

LOOKUP, SIGN_IN = BOOK.line.guards["lookup"], BOOK.line.guards["sign_in"]


def fail(town: Town, guard: str, subject: str, times: int) -> None:
    for _ in range(times):
        throttle.count(town.work(), guard, subject)
    town.db.flush()


def is_free(town: Town, guard: str, *subjects: str, address: str | None = None) -> bool:
    try:
        throttle.check(town.work(), guard, *subjects, address=address)
    except Throttled:
        return False
    return True


def test_one_subject_is_stopped_and_another_goes_on(town: Town) -> None:
    fail(town, "lookup", "a", LOOKUP.per_subject - 1)
    assert is_free(town, "lookup", "a")
    fail(town, "lookup", "a", 1)
    assert not is_free(town, "lookup", "a")
    assert not is_free(town, "lookup", "b", "a")
    assert is_free(town, "lookup", "b")
    assert is_free(town, "sign_in", "a"), "every guard counts for itself"


def test_attempts_are_forgotten_when_their_window_is_over(town: Town) -> None:
    fail(town, "lookup", "a", LOOKUP.per_subject)
    town.later(minutes=LOOKUP.per_subject_minutes, seconds=-1)
    assert not is_free(town, "lookup", "a")
    town.later(seconds=2)
    assert is_free(town, "lookup", "a")


def test_everybody_together_is_stopped_when_all_guess_a_little(town: Town) -> None:
    for number in range(LOOKUP.in_all):
        fail(town, "lookup", f"subject {number}", 1)
    assert not is_free(town, "lookup", "somebody else")


@pytest.mark.parametrize(("guard", "limit"), [("sign_in", 100), ("lookup", LOOKUP.per_subject)])
def test_an_address_has_its_own_limit_where_there_is_one(
    town: Town, guard: str, limit: int
) -> None:
    assert SIGN_IN.per_address == 100
    fail(town, guard, "address:office", limit - 1)
    assert is_free(town, guard, "username:a", address="address:office")
    fail(town, guard, "address:office", 1)
    assert not is_free(town, guard, "username:a", address="address:office")


def test_a_success_wipes_only_its_own_failures(town: Town) -> None:
    for subject in ("a", "b"):
        fail(town, "lookup", subject, LOOKUP.per_subject)
    throttle.forget(town.work(), "lookup", "a")
    assert is_free(town, "lookup", "a")
    assert not is_free(town, "lookup", "b")
