"""Figures: each against a ledger counted by hand, with the list behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from hotline.actions import calls, demands
from hotline.errors import NotFound
from hotline.records import Demand, Rating, RatingSubject
from hotline.reports import figures
from hotline.reports.fraction import Share
from hotline.reports.shown import Figure, Period
from hotline.rules.outcome import Outcome
from hotline.work import CALLER, Actor
from tests.factories import Town

DAY = Period(from_on=date(2026, 11, 23), to_on=date(2026, 11, 23))
Numbers = tuple[int, int]


def figure(town: Town, figure_id: str, *, actor: Actor | None = None, **where: Any) -> Figure:
    work = town.work(actor or town.make_staff("supervisor", place="nanke"))
    found = figures.figures(work, **{"period": DAY, **where})
    return next(one for one in found if one.id == figure_id)


def numbers(found: Figure) -> Numbers:
    return found.numerator, found.denominator


def parts(found: Figure) -> dict[str, Numbers]:
    return {part.key: (part.numerator or 0, part.denominator or 0) for part in found.parts}


# One call for each outcome: what the test does, by the outcome it must have.
CALLS: dict[Outcome, Callable[[Town], Any]] = {
    Outcome.SELF_SERVED_ONLY: lambda t: t.make_call(question="社保卡", solved=True),
    Outcome.LEFT_IN_MENU: lambda t: t.make_call(),
    Outcome.ANSWERED: lambda t: t.make_call(wants_person=True, rings=[(None, "accepted", 30)]),
    Outcome.ABANDONED_IN_QUEUE: lambda t: t.make_call(
        wants_person=True, rings=[(None, "canceled", 0)], hangs_up_ringing=True
    ),
    Outcome.SHORT_ABANDONED: lambda t: t.make_call(wants_person=True, seconds=2),
    Outcome.LOST: lambda t: t.make_call(wants_person=True, rings=[(None, "no-answer", 0)]),
    Outcome.CLOSED_HOURS: lambda t: t.make_call(wants_person=False),
}


def test_every_call_has_one_outcome_and_they_add_up_to_offered(town: Town) -> None:
    for outcome, happen in CALLS.items():
        assert happen(town).outcome is outcome
    town.make_call(is_test=True)
    town.make_call(settled=False)
    counted = figures.counts(town.work(town.make_staff("supervisor", place="nanke")), period=DAY)
    assert counted.offered == len(CALLS)
    assert counted.under_way == 1
    assert counted.human_requests == 5
    assert {key for key, number in counted.by_outcome.items() if number == 1} == set(CALLS)
    by = counted.by_outcome
    assert counted.offered == (
        by[Outcome.SELF_SERVED_ONLY] + by[Outcome.LEFT_IN_MENU] + counted.human_requests
    )
    assert sum(by.values()) == counted.offered


def test_connect_rate_and_abandonment(town: Town) -> None:
    for happen in CALLS.values():
        happen(town)
    connect = figure(town, "M-1")
    assert numbers(connect) == (1, 4)
    assert parts(connect)["lost"] == (1, 4)
    assert connect.meets_target is False
    abandoned = figure(town, "M-4")
    assert numbers(abandoned) == (1, 3)
    assert parts(abandoned) == {"short_abandoned": (1, 4)}


def test_no_data_is_neither_none_nor_all(town: Town) -> None:
    for found in figures.figures(
        town.work(town.make_staff("supervisor", place="nanke")), period=DAY
    ):
        assert (found.numerator, found.denominator, found.ratio) == (0, 0, None)
        assert found.meets_target is None
        assert all(part.ratio is None and part.seconds is None for part in found.parts)


def test_self_service_counts_what_was_confirmed_without_a_person(town: Town) -> None:
    town.make_call(question="社保卡", solved=True)
    town.make_call(question="社保卡", solved=None)
    town.make_call(question="户口", solved=False, wants_person=False)
    town.make_call(question="社保卡", solved=True, wants_person=False)
    town.make_call(question="天气", verdict="out_of_scope")
    town.make_call()
    found = figure(town, "M-8")
    assert numbers(found) == (1, 5)
    assert parts(found) == {"not_solved": (1, 5), "person": (2, 5), "out_of_scope": (1, 5)}


def test_the_last_question_decides_whether_a_call_was_solved(town: Town) -> None:
    def and_then(call: Any, *, verdict: str, solved: bool | None) -> None:
        calls.asked(town.work(CALLER), call, heard="还有一个问题", confidence=0.9,
                    verdict=verdict, score=0.8)  # fmt: skip
        if solved is not None:
            calls.solved(town.work(CALLER), call, yes=solved)
        town.db.flush()

    for first, verdict, last in (
        (True, "answer", False),  # not solved
        (False, "answer", True),  # solved
        (True, "answer", None),  # neither: what was asked last was left open
        (True, "out_of_scope", None),  # solved: the weather is not ours to tell
    ):
        and_then(town.make_call(question="社保卡", solved=first), verdict=verdict, solved=last)
    found = figure(town, "M-8")
    assert numbers(found) == (2, 4)
    assert parts(found) == {"not_solved": (1, 4), "person": (0, 4), "out_of_scope": (0, 4)}


def test_a_liaison_whose_telephone_never_rang_kept_nobody_waiting(town: Town) -> None:
    for status, left in (("busy", False), ("no-answer", False), ("failed", False),
                         ("canceled", True)):  # fmt: skip
        for ever_rang in (True, False):
            rings = [("public_security", status, 0)]
            call = town.make_call(wants_person=True, rings=rings, hangs_up_ringing=left)
            (leg,) = calls.legs_of(town.work(), call)
            if not ever_rang:
                leg.rung_at = None
    # Rung: all four that rang, the busy one that was tried, and one nobody answered.
    assert numbers(figure(town, "M-11")) == (0, 6)
    assert numbers(figure(town, "M-9")) == (0, 8)


def test_a_transfer_succeeds_when_the_department_talked_long_enough(town: Town) -> None:
    rings = [("public_security", "no-answer", 0), ("public_security", "accepted", 10)]
    town.make_call(wants_person=True, rings=rings)
    town.make_call(wants_person=True, rings=[("public_security", "accepted", 9)])
    town.make_call(wants_person=True, rings=[("human_resources", "busy", 0)])
    town.make_call(wants_person=True, rings=[(None, "accepted", 60)])
    found = figure(town, "M-9")
    assert numbers(found) == (1, 4)
    assert parts(found) == {
        "no_answer": (1, 4), "busy": (1, 4), "declined": (0, 4), "failed": (0, 4),
        "caller_left": (0, 4), "too_short": (1, 4),
    }  # fmt: skip
    unit = town.unit("public_security").id
    assert numbers(figure(town, "M-9", unit_id=unit)) == (1, 3)
    answered = figure(town, "M-11")
    assert numbers(answered) == (2, 4)
    assert {part.key: part.seconds for part in answered.parts} == {"p50": 4.0, "p90": 4.0}


def test_a_leg_is_on_time_up_to_its_last_second(town: Town) -> None:
    def received(at: str, **fields: Any) -> Any:
        return town.at(at).make_inquiry(**fields)

    for closed_at in ("2026-11-23 18:00:00", "2026-11-23 18:00:01"):
        logged = received("2026-11-16 10:00")
        town.at(closed_at).reply(logged)
    received("2026-11-16 10:00")  # open past its deadline: late
    received("2026-11-16 10:00", unit=None)  # the government office's clock
    early = received("2026-11-17 10:00")  # due a day later
    town.at("2026-11-18 10:00").reply(early)
    town.at("2026-11-25 10:00")
    found = figure(town, "M-15")
    assert numbers(found) == (1, 4)
    assert parts(found)["routine"] == (1, 3)
    assert parts(found)["forwarding"] == (0, 1)
    week = Period(date(2026, 11, 23), date(2026, 11, 29))
    assert numbers(figure(town, "M-15", period=week)) == (2, 5)


def test_a_deadline_that_has_not_come_is_nobody_s_lateness(town: Town) -> None:
    town.at("2026-11-16 10:00").make_inquiry()
    town.at("2026-11-23 18:00:00")
    assert numbers(figure(town, "M-15")) == (0, 0)
    town.at("2026-11-23 18:00:01")
    assert numbers(figure(town, "M-15")) == (0, 1)


def test_satisfaction_stands_beside_the_response_and_by_what_was_rated(town: Town) -> None:
    for score in (1, 3, 4):
        town.make_call(wants_person=True, rings=[(None, "accepted", 30)], rated=score)
    town.make_call(wants_person=True, rings=[(None, "accepted", 30)], rated=0)
    town.make_call(question="社保卡", solved=True)
    logged = town.make_inquiry()
    town.reply(logged)
    town.db.add(
        Rating(
            subject=RatingSubject.REPLY, inquiry_id=logged.inquiry.id,
            invited_at=town.now, rated_at=town.now, score=5,
        )
    )  # fmt: skip
    satisfied = figure(town, "M-19")
    assert numbers(satisfied) == (2, 3)
    assert parts(satisfied) == {"self_service": (0, 0), "reply": (0, 1)}
    response = figure(town, "M-20")
    assert numbers(response) == (3, 4)
    assert parts(response) == {"self_service": (0, 1), "reply": (1, 1)}


def test_days_begin_at_midnight_at_the_hotline(town: Town) -> None:
    for at in ("2026-11-22 23:59:59", "2026-11-23 00:00", "2026-11-23 23:59", "2026-11-24 00:00"):
        town.at(at).make_call(wants_person=True, rings=[(None, "accepted", 30)], seconds=50)
    assert numbers(figure(town, "M-1")) == (2, 2)


def test_test_calls_are_in_no_figure(town: Town) -> None:
    town.make_call(
        question="社保卡", solved=True, wants_person=True, is_test=True, rated=1,
        rings=[("public_security", "accepted", 30)],
    )  # fmt: skip
    found = figures.figures(town.work(town.make_staff("supervisor", place="nanke")), period=DAY)
    assert {one.denominator for one in found} == {0}


def test_figures_are_those_of_the_places_in_scope(town: Town) -> None:
    for place in ("nanke", "qinghe", "bailu", "bailu"):
        town.make_call(place=place, wants_person=True, rings=[(None, "accepted", 30)])
    above = town.make_staff("supervisor", place="nanke")
    county = town.make_staff("supervisor", place="qinghe")
    assert numbers(figure(town, "M-1", actor=above)) == (4, 4)
    assert numbers(figure(town, "M-1", actor=above, place_id=town.place("bailu"))) == (2, 2)
    assert numbers(figure(town, "M-1", actor=county)) == (1, 1)
    elsewhere = figures.figures(town.work(county), period=DAY, place_id=town.place("bailu"))
    assert elsewhere == ()


def test_a_unit_s_head_sees_the_unit_s_figures_and_none_of_whole_calls(town: Town) -> None:
    town.make_call(wants_person=True, rings=[("public_security", "accepted", 30)], rated=1)
    town.make_call(wants_person=True, rings=[("human_resources", "accepted", 30)], rated=5)
    head = town.make_staff("unit_head", unit="public_security")
    found = {one.id: one for one in figures.figures(town.work(head), period=DAY)}
    assert list(found) == ["M-9", "M-11", "M-15", "M-19", "M-20"]
    assert numbers(found["M-9"]) == (1, 1)
    assert numbers(found["M-19"]) == (1, 1)
    (row,) = figures.behind(town.work(head), figure_id="M-9", period=DAY).rows
    # The call itself is not the unit's to open.
    assert (row.call_id, row.call_leg_id is not None) == (None, True)
    with pytest.raises(NotFound):
        figures.behind(town.work(head), figure_id="M-1", period=DAY)


def test_nobody_without_the_right_sees_any(town: Town) -> None:
    town.make_call()
    operator = town.work(town.make_staff("operator", place="nanke"))
    assert figures.figures(operator, period=DAY) == ()
    assert figures.counts(operator, period=DAY).offered == 0


def demand(town: Town, code: str = "citizen_hotline", *, agreed: bool = False) -> None:
    """A caller makes a demand that another channel owns, and may agree to passing it on."""
    call, work = town.make_call(question="路灯坏了", verdict="out_of_scope"), town.work(CALLER)
    demands.heard(work, call, code=code)
    if agreed:
        row = town.db.scalars(select(Demand).order_by(Demand.id.desc())).first()
        assert row is not None
        row.consented_at = town.now
    town.db.flush()


def test_demands_of_other_channels_are_counted_apart_by_channel(town: Town) -> None:
    demand(town, agreed=True)
    demand(town)
    demand(town, "petition")
    town.make_call(question="路灯坏了", verdict="out_of_scope", is_test=True)
    found = figure(town, "R-6")
    assert numbers(found) == (1, 3)
    assert parts(found)["citizen_hotline"] == (1, 2)
    assert parts(found)["petition"] == (0, 1)


def fill(town: Town) -> None:
    """Something of everything."""
    demand(town, agreed=True)
    for happen in CALLS.values():
        happen(town)
    town.make_call(
        wants_person=True, rated=2,
        rings=[("public_security", "no-answer", 0), ("public_security", "accepted", 30)],
    )  # fmt: skip
    town.at("2026-11-16 10:00").make_inquiry()
    done = town.make_inquiry(unit="human_resources")
    town.reply(done)
    town.at("2026-11-24 10:00")


def test_every_number_opens_to_exactly_the_rows_it_counts(town: Town) -> None:
    fill(town)
    work = town.work(town.make_staff("supervisor", "government_office", place="nanke"))
    found = figures.figures(work, period=DAY)
    assert [one.id for one in found] == list(work.book.indicators)
    for one in found:
        assert one.denominator > 0, one.id
        rows = {
            side: figures.behind(work, figure_id=one.id, period=DAY, side=side).rows
            for side in ("numerator", "denominator", "rest")
        }
        assert len(rows["numerator"]) == one.numerator
        assert len(rows["denominator"]) == one.denominator
        assert set(rows["numerator"]) | set(rows["rest"]) == set(rows["denominator"])
        for part in one.parts:
            if part.seconds is None and part.numerator is not None:
                behind = figures.behind(
                    work, figure_id=one.id, part=part.key, side="numerator", period=DAY
                )
                assert len(behind.rows) == part.numerator


def test_the_list_behind_a_figure_goes_on_page_by_page(town: Town) -> None:
    made = [town.later(minutes=1).make_call(question="社保卡").id for _ in range(5)]
    work = town.work(town.make_staff("supervisor", place="nanke"))
    seen: list[int | None] = []
    after = None
    for _ in range(3):
        page = figures.behind(work, figure_id="M-8", period=DAY, after=after, limit=2)
        seen += [row.call_id for row in page.rows]
        after = page.after
    assert (seen, after) == (made[::-1], None)


@pytest.mark.parametrize(("figure_id", "part"), [("M-99", None), ("M-1", "nothing")])
def test_what_is_not_defined_is_not_found(town: Town, figure_id: str, part: str | None) -> None:
    work = town.work(town.make_staff("supervisor", place="nanke"))
    with pytest.raises(NotFound):
        figures.behind(work, figure_id=figure_id, part=part, period=DAY)


def test_every_definition_has_its_words_and_every_word_its_definition(town: Town) -> None:
    work = town.work(town.make_staff("supervisor", place="nanke"))
    defined = figures._definitions(work, period=DAY, place_id=None, unit_id=None)
    assert list(defined) == list(work.book.indicators)
    for figure_id, definition in defined.items():
        worded = set(work.book.indicators[figure_id].parts)
        assert worded == set(definition.parts) - set(definition.names)
        assert isinstance(definition.whole, Share)
    for one in figures.figures(work, period=DAY):
        assert "{" not in one.definition.zh + one.definition.en
        assert all(part.name.zh and part.name.en for part in one.parts)


def test_a_page_of_figures_takes_few_queries(town: Town) -> None:
    from sqlalchemy import event

    fill(town)
    work = town.work(town.make_staff("supervisor", place="nanke"))
    asked: list[str] = []
    event.listen(town.db.connection(), "before_cursor_execute", lambda *a: asked.append(a[2]))
    figures.figures(work, period=DAY)
    assert len(asked) <= 7
