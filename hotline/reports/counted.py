"""What figures count: calls, talks, handling legs and ratings of a period, test calls left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by, array_agg
from sqlalchemy.orm import aliased

from hotline.records import Call, CallLeg, Demand, HandlingLeg, Inquiry, LegResult, Question, Rating
from hotline.reports import scope
from hotline.reports.scope import Reach
from hotline.reports.shown import Period
from hotline.rules.zone import end_of_day, instant
from hotline.work import Work

Condition = ColumnElement[bool]
Talk, Written = aliased(CallLeg), aliased(HandlingLeg)
# A question belongs to the day its call arrived; no call is longer than this.
LONGEST_CALL = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A period as instants: from the first midnight to the last, which is no longer in it."""

    starts_at: datetime
    ends_at: datetime

    @staticmethod
    def of(period: Period) -> Span:
        return Span(
            starts_at=instant(on=period.from_on, at_time=time.min),
            ends_at=end_of_day(period.to_on),
        )

    def has(self, at: Any) -> Condition:
        """Whether the instant lies in the period."""
        return and_(at >= self.starts_at, at < self.ends_at)


@dataclass(frozen=True)
class Source:
    """Rows that can be counted and listed.

    `rows` joins and narrows; `columns` are what a list shows of a row (at, row_id, place_id,
    unit_id, what and ids); `visible` narrows a list to what the reader may open.
    """

    rows: Select[Any]
    columns: Mapping[str, Any]
    words: str
    visible: Condition
    facts: Mapping[str, Any] = field(default_factory=dict)


def calls(work: Work, *, span: Span, reach: Reach) -> Source:
    """Settled calls, by their arrival."""
    rows = select().where(
        Call.jurisdiction_id.in_(reach.place_ids),
        span.has(Call.arrived_at),
        not_(Call.is_test),
        Call.outcome.is_not(None),
    )
    return Source(rows=rows, columns=_of_call(Call.outcome), words="outcome",
                  visible=scope.calls_in_scope(work))  # fmt: skip


def asking_calls(work: Work, *, span: Span, reach: Reach) -> Source:
    """Settled calls that asked the voice assistant something, with how the last question went.

    What is not the hotline's to answer decides nothing, unless nothing else was asked.
    """
    last_first = aggregate_order_by(Question.solved, Question.id.desc())
    last = array_agg(last_first).filter(Question.verdict != "out_of_scope")[1]
    asked = (
        select(
            Question.call_id,
            func.coalesce(last, False).label("solved"),
            func.coalesce(not_(last), False).label("not_solved"),
            func.bool_and(Question.verdict == "out_of_scope").label("out_of_scope"),
        )
        .where(Question.asked_at >= span.starts_at, Question.asked_at < span.ends_at + LONGEST_CALL)
        .group_by(Question.call_id)
        .subquery("asked")
    )
    base = calls(work, span=span, reach=reach)
    return Source(
        rows=base.rows.join_from(Call, asked, asked.c.call_id == Call.id),
        columns=base.columns,
        words=base.words,
        visible=base.visible,
        facts={key: asked.c[key] for key in ("solved", "not_solved", "out_of_scope")},
    )


def call_legs(work: Work, *, span: Span, reach: Reach, unit_id: int | None) -> Source:
    """People rung, by the arrival of the call, once it is known how it ended."""
    mine = CallLeg.unit_id.in_(reach.unit_ids)
    rows = (
        select()
        .join_from(CallLeg, Call, Call.id == CallLeg.call_id)
        .where(
            or_(Call.jurisdiction_id.in_(reach.place_ids), mine),
            span.has(Call.arrived_at),
            not_(Call.is_test),
            CallLeg.result.is_not(None),
        )
    )
    if unit_id is not None:
        rows = rows.where(CallLeg.unit_id == unit_id)
    openable = scope.calls_in_scope(work)
    columns = {
        "at": CallLeg.planned_at,
        "row_id": CallLeg.id,
        "place_id": Call.jurisdiction_id,
        "unit_id": CallLeg.unit_id,
        "what": CallLeg.result,
        # A unit sees how its own telephones did, though the call itself is not its to open.
        "call_id": case((openable, Call.id)),
        "call_leg_id": CallLeg.id,
    }
    return Source(rows=rows, columns=columns, words="leg_result", visible=or_(openable, mine))


def handling_legs(work: Work, *, span: Span, reach: Reach, unit_id: int | None) -> Source:
    """Legs by the day their deadline fell; one that has not fallen yet is nobody's lateness."""
    # Test calls are few and have an index of their own: read once and kept, they cost less than a
    # look at every call, and give the planner no join to begin with.
    from_test = Inquiry.call_id.in_(select(Call.id).where(Call.is_test))
    rows = (
        select()
        .join_from(HandlingLeg, Inquiry, Inquiry.id == HandlingLeg.inquiry_id)
        .where(
            reach.has_unit(HandlingLeg.unit_id),
            span.has(HandlingLeg.due_at),
            HandlingLeg.due_at < work.now,
            or_(Inquiry.call_id.is_(None), not_(from_test)),
        )
    )
    if unit_id is not None:
        rows = rows.where(HandlingLeg.unit_id == unit_id)
    columns = {
        "at": HandlingLeg.due_at,
        "row_id": HandlingLeg.id,
        "place_id": Inquiry.jurisdiction_id,
        "unit_id": HandlingLeg.unit_id,
        "what": HandlingLeg.state,
        "inquiry_id": Inquiry.id,
        "handling_leg_id": HandlingLeg.id,
    }
    return Source(
        rows=rows, columns=columns, words="leg_state", visible=scope.inquiries_in_scope(work)
    )


def ratings(work: Work, *, span: Span, reach: Reach, unit_id: int | None, at: Any) -> Source:
    """Invitations to rate, by when they were made or (`at`) answered."""
    rows = (
        select()
        .join_from(Rating, Inquiry, Inquiry.id == Rating.inquiry_id, isouter=True)
        .outerjoin(Call, Call.id == func.coalesce(Rating.call_id, Inquiry.call_id))
        .where(span.has(at), not_(func.coalesce(Call.is_test, False)), _rated_for(reach))
    )
    if unit_id is not None:
        rows = rows.where(_rated_for(Reach(frozenset(), frozenset({unit_id}))))
    columns = {
        "at": at,
        "row_id": Rating.id,
        "place_id": func.coalesce(Inquiry.jurisdiction_id, Call.jurisdiction_id),
        "unit_id": None,
        "what": Rating.score,
        "call_id": Rating.call_id,
        "inquiry_id": Rating.inquiry_id,
    }
    visible = or_(
        and_(Rating.call_id.is_not(None), scope.calls_in_scope(work)),
        and_(Rating.inquiry_id.is_not(None), scope.inquiries_in_scope(work)),
    )
    return Source(rows=rows, columns=columns, words="score", visible=visible)


def demands(work: Work, *, span: Span, reach: Reach) -> Source:
    """Demands that another channel owns, by when they were made here, on whatever way."""
    rows = (
        select()
        .join_from(Demand, Question, Question.id == Demand.question_id, isouter=True)
        .outerjoin(Inquiry, Inquiry.id == Demand.inquiry_id)
        .outerjoin(Call, Call.id == func.coalesce(Question.call_id, Inquiry.call_id))
        .where(
            Demand.jurisdiction_id.in_(reach.place_ids),
            span.has(Demand.named_at),
            not_(func.coalesce(Call.is_test, False)),
        )
    )
    columns = {
        "at": Demand.named_at,
        "row_id": Demand.id,
        "place_id": Demand.jurisdiction_id,
        "unit_id": None,
        "what": Demand.redirect,
        # The row itself says nothing of anybody; what it arose from may not be theirs to open.
        "call_id": case((scope.calls_in_scope(work), Call.id)),
        "inquiry_id": case((scope.inquiries_in_scope(work), Inquiry.id)),
    }
    return Source(rows=rows, columns=columns, words="redirect", visible=true())


def _rated_for(reach: Reach) -> Condition:
    """Whether a rating is about something at the places, or about what the units said or wrote."""
    place = func.coalesce(Inquiry.jurisdiction_id, Call.jurisdiction_id)
    if not reach.unit_ids:
        return place.in_(reach.place_ids)
    talked = exists().where(
        Talk.call_id == Rating.call_id,
        Talk.unit_id.in_(reach.unit_ids),
        Talk.result == LegResult.ANSWERED,
    )
    wrote = exists().where(
        Written.inquiry_id == Rating.inquiry_id,
        Written.unit_id.in_(reach.unit_ids),
        Written.reply.is_not(None),
    )
    return or_(place.in_(reach.place_ids), talked, wrote)


def _of_call(what: Any) -> dict[str, Any]:
    return {
        "at": Call.arrived_at,
        "row_id": Call.id,
        "place_id": Call.jurisdiction_id,
        "unit_id": None,
        "what": what,
        "call_id": Call.id,
    }
