"""A move looks up what it needs to know, and no more: round trips are what a page waits for."""

from __future__ import annotations

from contextlib import suppress

from hotline.actions import legs
from hotline.actions.situation import FACTS, Situation
from hotline.errors import Refused
from hotline.rules.moves import offers
from tests.factories import BOOK, Town
from tests.statements import statements

# Each verb with the statements its needs cost on an open leg of one's own.
COSTS = {
    "sign_for": 0, "classify": 0, "note_contact": 0, "reply": 1, "request_forward": 1,
    "pass_on": 1, "return": 0, "request_extension": 1, "explain": 1, "approve_extension": 1,
    "withdraw": 0, "merge": 0,
}  # fmt: skip


def test_a_move_asks_the_database_for_what_it_needs_only(town: Town) -> None:
    logged = town.make_inquiry()
    work = town.work(town.make_staff("reply_officer", "unit_head", unit="public_security"))
    for verb, cost in COSTS.items():
        with statements(town.db.connection()) as sent, suppress(Refused):
            legs.guard(work, logged.inquiry, logged.leg, verb=verb, given=BOOK.moves.typed)
        assert len(sent) == cost, (verb, sent)


def test_all_moves_of_a_leg_together_ask_each_thing_once(town: Town) -> None:
    logged = town.make_inquiry()
    work = town.work(town.make_staff("reply_officer", "unit_head", unit="public_security"))
    with statements(town.db.connection()) as sent:
        its = Situation(work, logged.inquiry, logged.leg)
        found = offers(BOOK.moves, state="open", roles=its.roles, holds=its)
    assert {"reply", "explain", "request_extension"} <= {one.move.verb for one in found}
    # A forward that waits, an extension that waits, an explanation that stands.
    assert len(sent) == 3, sent


def test_a_need_is_brought_by_a_form_or_is_a_fact_and_never_both() -> None:
    assert BOOK.moves.typed.isdisjoint(FACTS)
    assert set(BOOK.moves.needs) == BOOK.moves.typed | set(FACTS)
