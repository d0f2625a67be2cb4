"""Calls as the console shows them: lists, and the page of one call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from hotline.errors import NotFound
from hotline.records import (
    Call,
    CallEvent,
    CallLeg,
    FaqVersion,
    Inquiry,
    LegResult,
    Question,
    Rating,
    Recording,
)
from hotline.reports import keyset, parts, scope
from hotline.reports.names import Names
from hotline.reports.sentences import Teller
from hotline.reports.shown import CallLegShown, CallPage, CallRow, Line, Page, QuestionShown
from hotline.rules.outcome import Outcome
from hotline.rules.wording import Wording
from hotline.rules.zone import end_of_day, instant
from hotline.work import Work

Asked = aliased(Question)
NO_SUCH_CALL = Wording(
    key="call.unknown",
    zh="没有这个来电，或者您无权查看。",
    en="There is no such call, or none that you may see.",
)


def listed(
    work: Work,
    *,
    from_on: date,
    to_on: date,
    place_id: int | None = None,
    outcome: Outcome | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[CallRow]:
    """Calls in scope that arrived on these days (both included), newest first."""
    query = _rows(work).where(
        Call.arrived_at >= instant(on=from_on, at_time=time.min),
        Call.arrived_at < end_of_day(to_on),
    )
    if place_id is not None:
        query = query.where(Call.jurisdiction_id.in_(scope.below(work, place_id)))
    if outcome is not None:
        query = query.where(Call.outcome == outcome)
    query = keyset.newest_first(query, Call.arrived_at, Call.id, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.execute(query).all(),
        limit=limit,
        key=lambda row: (row.Call.arrived_at, row.Call.id),
    )
    names = Names(work)
    return Page(rows=tuple(_row(names, row) for row in found), after=following)


def page(work: Work, *, call_id: int) -> CallPage:
    """Everything about one call; NotFound when there is none, or none this actor may see."""
    row = work.db.execute(_rows(work).where(Call.id == call_id)).one_or_none()
    if row is None:
        raise NotFound(NO_SUCH_CALL)
    call: Call = row.Call
    names = Names(work)
    legs = _all(work, select(CallLeg).where(CallLeg.call_id == call_id).order_by(CallLeg.id))
    history = select(CallEvent).where(CallEvent.call_id == call_id).order_by(CallEvent.seq)
    teller = Teller(work, _all(work, history), legs)
    questions = _questions(work, names, call_id)
    waited = None
    if call.human_requested_at is not None:
        until = call.human_answered_at or call.ended_at or work.now
        waited = max(0, int((until - call.human_requested_at).total_seconds()))
    return CallPage(
        row=_row(names, row),
        sid=call.sid,
        dialled=call.dialled,
        notice_version=call.notice_version,
        notice_at=call.notice_at,
        human_requested_at=call.human_requested_at,
        human_requested_in_hours=call.human_requested_in_hours,
        human_answered_at=call.human_answered_at,
        waited_seconds=waited,
        settled_at=call.settled_at,
        timeline=_timeline(names, teller.tell(), questions),
        questions=questions,
        legs=tuple(_leg(names, leg, teller.liaison(leg)) for leg in legs),
        recordings=parts.recordings(work, names, Recording.call_id == call_id),
        rating=parts.rating(work, names, Rating.call_id == call_id),
        inquiries=parts.links(work, names, Inquiry.call_id == call_id),
    )


def _rows(work: Work) -> Select[Any]:
    """Calls in scope, with what a list shows of them; the rest is fetched for shown rows only."""
    of_call = Asked.call_id == Call.id
    heard = select(Asked.heard).where(of_call).order_by(Asked.id).limit(1).scalar_subquery()
    asked = select(func.count()).where(of_call).scalar_subquery()
    rung = (
        select(CallLeg.unit_id)
        .where(CallLeg.call_id == Call.id, CallLeg.unit_id.is_not(None))
        .order_by((CallLeg.result == LegResult.ANSWERED).desc().nulls_last(), CallLeg.id)
        .limit(1)
        .scalar_subquery()
    )
    inquiries = (
        select(func.count())
        .where(Inquiry.call_id == Call.id, scope.inquiries_in_scope(work))
        .correlate(Call)
        .scalar_subquery()
    )
    return (
        select(
            Call,
            heard.label("heard"),
            asked.label("asked"),
            rung.label("unit_id"),
            Rating.score,
            inquiries.label("inquiries"),
        )
        .outerjoin(Rating, Rating.call_id == Call.id)
        .where(scope.calls_in_scope(work))
    )


def _row(names: Names, row: Any) -> CallRow:
    call: Call = row.Call
    return CallRow(
        id=call.id,
        arrived_at=call.arrived_at,
        ended_at=call.ended_at,
        duration_seconds=call.duration_seconds,
        caller=call.caller_masked,
        place=names.place(call.jurisdiction_id),
        language=call.language,
        is_test=call.is_test,
        status=call.status,
        outcome=call.outcome,
        outcome_name=names.word("outcome", call.outcome.value if call.outcome else None),
        heard=row.heard,
        question_count=row.asked,
        unit=names.maybe_unit(row.unit_id),
        rating=row.score,
        inquiry_count=row.inquiries,
    )


def _timeline(
    names: Names, lines: Sequence[Line], questions: Sequence[QuestionShown]
) -> tuple[Line, ...]:
    """The events, with each question before what it brought about in the same instant."""
    asked = [
        Line(
            at=question.asked_at,
            kind="question",
            sentence=names.fill(
                "call.question", heard=question.heard, verdict=question.verdict_name
            ),
            who=names.word("who", "caller"),
        )
        for question in questions
    ]
    return tuple(sorted([*asked, *lines], key=lambda line: line.at))


def _questions(work: Work, names: Names, call_id: int) -> tuple[QuestionShown, ...]:
    query = (
        select(Question, FaqVersion)
        .outerjoin(FaqVersion, FaqVersion.id == Question.version_id)
        .where(Question.call_id == call_id)
        .order_by(Question.id)
    )
    return tuple(
        _question(names, question, version) for question, version in work.db.execute(query)
    )


def _question(names: Names, question: Question, version: FaqVersion | None) -> QuestionShown:
    asked = answer = None
    if version is not None:
        key = f"version.{version.id}"
        asked = Wording(key=key, zh=version.question, en=version.question_en or version.question)
        answer = Wording(key=key, zh=version.answer, en=version.answer_en or version.answer)
    return QuestionShown(
        id=question.id,
        asked_at=question.asked_at,
        heard=question.heard,
        confidence=question.confidence,
        verdict=question.verdict,
        verdict_name=names.word("verdict", question.verdict),
        score=question.score,
        entry_id=question.entry_id,
        question=asked,
        answer=answer,
        source=version.source if version else None,
        source_on=version.source_on if version else None,
        unit=names.maybe_unit(question.unit_id),
        solved=question.solved,
    )


def _leg(names: Names, leg: CallLeg, person: str | None) -> CallLegShown:
    return CallLegShown(
        id=leg.id,
        kind=leg.kind,
        kind_name=names.word("leg_kind", leg.kind.value),
        unit=names.maybe_unit(leg.unit_id),
        person=person,
        target=parts.masked_target(leg.target),
        in_hours=leg.in_hours,
        planned_at=leg.planned_at,
        rung_at=leg.rung_at,
        accepted_at=leg.accepted_at,
        ended_at=leg.ended_at,
        talk_seconds=leg.talk_seconds,
        result=leg.result,
        result_name=names.word("leg_result", leg.result.value if leg.result else None),
    )


def _all(work: Work, query: Select[Any]) -> Sequence[Any]:
    return work.db.scalars(query).all()
