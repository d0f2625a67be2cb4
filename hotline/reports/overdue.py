"""Late legs: supervision's lists, explanations and their review, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, select, true
from sqlalchemy.orm import aliased

from hotline.errors import NotFound
from hotline.records import (
    Accountability,
    Explanation,
    ExplanationReview,
    HandlingLeg,
    Inquiry,
    LegProgress,
    LegState,
    Staff,
)
from hotline.reports import inquiries, keyset, scope
from hotline.reports.names import Names
from hotline.reports.shown import (
    AccountabilityShown,
    AccountableUnit,
    ExplanationShown,
    LateRow,
    LateShown,
    Page,
    ReviewShown,
    SupervisionShown,
)
from hotline.rules.wording import Wording
from hotline.rules.zone import instant
from hotline.work import Work

Filer = aliased(Staff)
LONGEST_LIST = 200
NO_SUCH_EXPLANATION = Wording(
    key="explanation.unknown",
    zh="没有这份说明，或者您无权查看。",
    en="There is no such explanation, or none that you may see.",
)


def open_late(work: Work, *, after: str | None = None, limit: int = 50) -> Page[LateRow]:
    """Open legs past their deadline in the reach of supervision, the latest deadline first."""
    return _page(work, HandlingLeg.open_and_overdue(work.now), after=after, limit=limit)


def accountable(
    work: Work,
    *,
    month: date,
    unit_id: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[LateRow]:
    """The accountability list of the deadlines of that month (R-36), of one unit or of all.

    On it is every leg that was late and not explained by its deadline; an explanation that came
    afterwards stands beside it. `month` is any day of the month.
    """
    of_unit = true() if unit_id is None else HandlingLeg.unit_id == unit_id
    return _page(work, _is_accountable(work, month), of_unit, after=after, limit=limit)


def accountable_units(work: Work, *, month: date) -> tuple[AccountableUnit, ...]:
    """The units on that list, whoever has most legs on it first."""
    recorded = HandlingLeg.id.in_(select(Accountability.handling_leg_id))
    count = func.count()
    query = (
        select(HandlingLeg.unit_id, count, count.filter(recorded))
        .where(scope.leg_supervised(work), _is_accountable(work, month))
        .group_by(HandlingLeg.unit_id)
        .order_by(count.desc(), HandlingLeg.unit_id)
    )
    names = Names(work)
    return tuple(
        AccountableUnit(
            unit_id=unit_id, unit=names.unit(unit_id), late_count=late, recorded_count=done
        )
        for unit_id, late, done in work.db.execute(query)
    )


def _is_accountable(work: Work, month: date) -> ColumnElement[bool]:
    """Condition on HandlingLeg: it is on the accountability list of that month."""
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    in_time = exists().where(
        Explanation.handling_leg_id == HandlingLeg.id, Explanation.filed_at <= HandlingLeg.due_at
    )
    # A day ends at 24:00, the next one's midnight. Written into the statement, for the planner has
    # to know how much of a ledger of years a month is; no leg is late before its deadline.
    starts_at = instant(on=first, at_time=time.min)
    ends_at = min(work.now, instant(on=following, at_time=time.min))
    return and_(
        HandlingLeg.due_at > bindparam(None, starts_at, literal_execute=True),
        HandlingLeg.due_at <= bindparam(None, ends_at, literal_execute=True),
        HandlingLeg.is_overdue(work.now),
        HandlingLeg.state != LegState.WITHDRAWN,
        ~in_time,
    )


def explanations_to_review(work: Work) -> tuple[ExplanationShown, ...]:
    """Explanations whose next step this person may decide, the oldest first."""
    steps = work.book.review_steps
    done = (
        select(func.count())
        .where(ExplanationReview.explanation_id == Explanation.id)
        .scalar_subquery()
    )
    hands = exists().where(
        ExplanationReview.explanation_id == Explanation.id,
        ExplanationReview.staff_id.in_(work.actor.hands),
    )
    found: list[ExplanationShown] = []
    for number, step in enumerate(steps):
        reach = scope.reach(work, f"pass_{step}")
        if reach:
            found += _explanations(
                work,
                Explanation.sent_back_at.is_(None),
                Explanation.published_at.is_(None),
                Explanation.filed_by_id.not_in(work.actor.hands),
                ~hands,
                done == number,
                reach.has_unit(HandlingLeg.unit_id),
            )
    return tuple(found)


def explanation(work: Work, *, explanation_id: int) -> ExplanationShown:
    """One explanation, for its unit, its reviewers and supervision; NotFound for all others."""
    reaches = [
        scope.reach(work, permission)
        for permission in (
            "work_legs", "supervise", *(f"pass_{step}" for step in work.book.review_steps)
        )
    ]  # fmt: skip
    for reach in reaches:
        found = _explanations(
            work, Explanation.id == explanation_id, reach.has_unit(HandlingLeg.unit_id)
        )
        if found:
            return found[0]
    raise NotFound(NO_SUCH_EXPLANATION)


def of_legs(work: Work, names: Names, legs: Iterable[HandlingLeg]) -> Mapping[int, LateShown]:
    """What being late, or being supervised, has given rise to, by leg."""
    by_id = {leg.id: leg for leg in legs}
    told = {leg_id: _accountability(*row) for leg_id, row in _last_entries(work, by_id).items()}
    explained: dict[int, list[ExplanationShown]] = {}
    for one in _explanations(work, Explanation.handling_leg_id.in_(by_id)) if by_id else ():
        explained.setdefault(one.leg_id, []).append(one)
    progress: dict[int, list[tuple[Any, ...]]] = {}
    query = (
        select(LegProgress.handling_leg_id, LegProgress.at, Staff.name, LegProgress.text)
        .join(Staff, Staff.id == LegProgress.staff_id)
        .where(LegProgress.handling_leg_id.in_(by_id))
        .order_by(LegProgress.id)
    )
    for leg_id, at, by, text in work.db.execute(query) if by_id else ():
        progress.setdefault(leg_id, []).append((at, by, text))
    return {
        leg.id: LateShown(
            explanations=tuple(explained.get(leg.id, ())),
            accountability=told.get(leg.id),
            supervision=(
                SupervisionShown(
                    since=leg.supervised_at,
                    order=leg.supervision_order or "",
                    progress=tuple(progress.get(leg.id, ())),
                )
                if leg.supervised_at is not None
                else None
            ),
        )
        for leg in by_id.values()
    }


def _page(
    work: Work, *conditions: ColumnElement[bool], after: str | None, limit: int
) -> Page[LateRow]:
    """Legs in the reach of supervision with their inquiries, the latest deadline first."""
    query = (
        select(Inquiry, HandlingLeg)
        .join(HandlingLeg, HandlingLeg.inquiry_id == Inquiry.id)
        .where(scope.leg_supervised(work), *conditions)
    )
    query = keyset.newest_first(query, HandlingLeg.due_at, HandlingLeg.id, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.execute(query).all(), limit=limit, key=lambda row: (row[1].due_at, row[1].id)
    )
    return Page(rows=_rows(work, found), after=following)


def _rows(work: Work, found: Sequence[Any]) -> tuple[LateRow, ...]:
    names = Names(work)
    late = of_legs(work, names, [leg for _, leg in found])
    return tuple(
        LateRow(
            row=inquiries.row_of(work, names, inquiry, leg), closed_at=leg.closed_at,
            late=late[leg.id],
        )
        for inquiry, leg in found
    )  # fmt: skip


def _last_entries(work: Work, leg_ids: Iterable[int]) -> dict[int, tuple[Accountability, str]]:
    query = (
        select(Accountability, Staff.name)
        .join(Staff, Staff.id == Accountability.recorded_by_id)
        .where(Accountability.handling_leg_id.in_(list(leg_ids)))
        .order_by(Accountability.id)
    )
    return {row.handling_leg_id: (row, by) for row, by in work.db.execute(query)}


def _accountability(row: Accountability, by: str) -> AccountabilityShown:
    return AccountabilityShown(
        facts=row.facts, measure=row.measure, result=row.result, referral=row.referral,
        recorded_by=by, recorded_at=row.recorded_at,
    )  # fmt: skip


def _explanations(work: Work, *conditions: ColumnElement[bool]) -> list[ExplanationShown]:
    query = (
        select(Explanation, HandlingLeg, Inquiry.reference, Filer.name)
        .join(HandlingLeg, HandlingLeg.id == Explanation.handling_leg_id)
        .join(Inquiry, Inquiry.id == HandlingLeg.inquiry_id)
        .join(Filer, Filer.id == Explanation.filed_by_id)
        .where(*conditions)
        .order_by(Explanation.filed_at, Explanation.id)
        .limit(LONGEST_LIST)
    )
    rows = work.db.execute(query).all()
    reviews: dict[int, list[ReviewShown]] = {}
    names = Names(work)
    asked = (
        select(ExplanationReview, Staff.name)
        .join(Staff, Staff.id == ExplanationReview.staff_id)
        .where(ExplanationReview.explanation_id.in_([row[0].id for row in rows]))
        .order_by(ExplanationReview.id)
    )
    for one, by in work.db.execute(asked) if rows else ():
        reviews.setdefault(one.explanation_id, []).append(
            ReviewShown(
                step=names.word("step", one.step), by=by, at=one.at, passed=one.passed,
                opinion=one.opinion,
            )
        )  # fmt: skip
    return [
        _explanation(work, names, row, leg, reference, by, tuple(reviews.get(row.id, ())))
        for row, leg, reference, by in rows
    ]


def _explanation(
    work: Work,
    names: Names,
    row: Explanation,
    leg: HandlingLeg,
    reference: str,
    by: str,
    reviews: tuple[ReviewShown, ...],
) -> ExplanationShown:
    is_over = row.published_at is not None or row.sent_back_at is not None
    step = None if is_over else work.book.review_steps[len(reviews)]
    return ExplanationShown(
        id=row.id,
        leg_id=leg.id,
        inquiry_id=leg.inquiry_id,
        reference=reference,
        unit=names.unit(leg.unit_id),
        due_on=leg.due_on,
        text=row.text,
        public_text=row.public_text,
        filed_by=by,
        filed_at=row.filed_at,
        was_late=row.filed_at > leg.due_at,
        sent_back_at=row.sent_back_at,
        published_at=row.published_at,
        step=names.word("step", step) if step else None,
        reviews=reviews,
    )
