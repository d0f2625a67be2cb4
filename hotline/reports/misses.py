"""Missed questions as editors work through them: clusters by the callers affected, and one of them.

An editor sees what was asked at the places, or seemed the matter of the units, for which they may
draft; a cluster given to a unit is seen by its editors whole. What callers said is given as it was
heard, and is masked by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from hotline.errors import NotFound
from hotline.records import (
    Call,
    Decided,
    FaqVersion,
    Miss,
    MissCluster,
    MissDecision,
    Question,
    VersionState,
)
from hotline.records.miss import COUNTED
from hotline.reports import scope
from hotline.reports.miss_decisions import decided
from hotline.reports.names import Names
from hotline.reports.shown.miss import Asked, MissPage, MissRow, SolvedBy
from hotline.rules.wording import Wording
from hotline.work import Work

PAGE = 20
EXAMPLES = 6
QUESTIONS = 40
NEAR = 8
DEALT = 60
# Most questions that are asked again to see what a phrasing changes.
REPLAYED = 300

NO_SUCH_CLUSTER = Wording(
    key="miss.unknown",
    zh="没有这组问题，或者您无权查看。",
    en="There is no such group of questions, or none that you may see.",
)
Current = aliased(MissDecision)
WRITTEN = (Decided.ATTACHED, Decided.DRAFTED)


def listed(work: Work, *, page: int = 1, limit: int = PAGE) -> tuple[tuple[MissRow, ...], bool]:
    """Clusters that wait for a decision, those first that failed most callers; whether more do."""
    query = _ranked(work, _open(work)).limit(limit + 1).offset((max(1, page) - 1) * limit)
    found = work.db.execute(query).all()
    return _rows(work, found[:limit]), len(found) > limit


def dealt(work: Work, *, limit: int = DEALT) -> tuple[MissRow, ...]:
    """Clusters about which something was decided, the latest decision first."""
    query = (
        _ranked(work, Current.id.is_not(None))
        .order_by(None)
        .group_by(Current.id)
        .order_by(Current.id.desc())
    )
    return _rows(work, work.db.execute(query.limit(limit)).all())


def page(work: Work, *, cluster_id: int) -> MissPage:
    """One cluster; NotFound when there is none, or none of it this actor may see."""
    of_it = Miss.cluster_id == cluster_id
    found = work.db.execute(_ranked(work, of_it, only_counted=False)).one_or_none()
    cluster = work.db.get(MissCluster, cluster_id)
    if found is None or cluster is None:
        raise NotFound(NO_SUCH_CLUSTER)
    decisions = select(MissDecision).where(MissDecision.cluster_id == cluster_id)
    history = work.db.scalars(decisions.order_by(MissDecision.id.desc())).all()
    relatives = [MissCluster.near_id == cluster_id]
    if cluster.near_id is not None:
        relatives += [MissCluster.near_id == cluster.near_id, MissCluster.id == cluster.near_id]
    near = and_(or_(*relatives), MissCluster.id != cluster_id, _open(work))
    shown = decided(work, history)
    return MissPage(
        row=_rows(work, [found])[0],
        questions=_questions(work, of_it),
        solved_by=_solved_by(work, of_it),
        near=_rows(work, work.db.execute(_ranked(work, near).limit(NEAR)).all()),
        history=tuple(shown[one.id] for one in history),
    )


def recent(work: Work, *, days: int) -> tuple[Sequence[Any], Sequence[Any]]:
    """What was missed, and what was answered, since so many days: (heard, place_id), the latest.

    To see what another phrasing would change; of each kind at most `REPLAYED`.
    """
    reach = scope.reach(work, "draft_answers")
    since = work.now - timedelta(days=days)
    missed = (
        _misses(work, Miss.asked_at >= since)
        .join(Question, Question.id == Miss.question_id)
        .with_only_columns(Question.heard, Miss.jurisdiction_id)
        .order_by(Miss.asked_at.desc())
    )
    answered = (
        select(Question.heard, Call.jurisdiction_id)
        .join(Call, Call.id == Question.call_id)
        .where(
            Question.asked_at >= since,
            Question.version_id.is_not(None),
            Question.solved.is_not(False),
            Question.confidence.is_not(None),  # spoken, and not chosen by a key
            or_(Call.jurisdiction_id.in_(reach.place_ids), reach.has_unit(Question.unit_id)),
        )
        .order_by(Question.asked_at.desc())
    )
    both = (work.db.execute(query.limit(REPLAYED)).all() for query in (missed, answered))
    return next(both), next(both)


def _mine(work: Work) -> frozenset[int]:
    """The units whose editor the actor is, by a role at the unit or by working there."""
    own = {work.actor.unit_id} if work.actor.unit_id is not None else set()
    return scope.reach(work, "draft_answers").unit_ids | own


def _misses(work: Work, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Misses in scope with their clusters and what holds of them."""
    reach = scope.reach(work, "draft_answers")
    given = and_(Current.kind == Decided.GIVEN, Current.unit_id.in_(_mine(work)))
    in_scope = or_(Miss.jurisdiction_id.in_(reach.place_ids), reach.has_unit(Miss.unit_id), given)
    return (
        select(Miss.question_id)
        .join(MissCluster, MissCluster.id == Miss.cluster_id)
        .outerjoin(Current, Current.id == MissCluster.decision_id)
        .where(in_scope if reach else false(), *conditions)
    )


def _open(work: Work) -> ColumnElement[bool]:
    """Condition on a miss: its cluster waits for a decision, or was failed by the one it had."""
    version = aliased(FaqVersion)
    later = and_(version.entry_id == Current.entry_id, version.id >= Current.version_id)
    coming = version.state.in_((VersionState.DRAFT, VersionState.IN_REVIEW))
    is_coming = select(version.id).where(later, coming).exists()
    published_at = select(func.min(version.published_at)).where(later).scalar_subquery()
    return or_(
        Current.id.is_(None),
        and_(Current.kind == Decided.GIVEN, Current.unit_id.in_(_mine(work))),
        and_(Current.kind == Decided.ANSWERED, Miss.asked_at > Current.decided_at),
        and_(
            Current.kind.in_(WRITTEN),
            not_(is_coming),
            or_(published_at.is_(None), Miss.asked_at > published_at),
        ),
    )


def _ranked(
    work: Work, condition: ColumnElement[bool], *, only_counted: bool = True
) -> Select[Any]:
    """Clusters with what is counted of their misses, those that failed most callers first."""
    callers = func.count(Miss.caller.distinct()).label("callers")
    last_asked_at = func.max(Miss.asked_at).label("last_asked_at")
    counted = Miss.asked_at >= work.now - COUNTED if only_counted else true()
    return (
        _misses(work, condition, counted)
        .with_only_columns(
            Miss.cluster_id,
            callers,
            func.count().label("times"),
            last_asked_at,
            func.mode().within_group(Miss.unit_id).label("unit_id"),
            func.max(MissCluster.decision_id).label("decision_id"),
        )
        .group_by(Miss.cluster_id)
        .order_by(callers.desc(), last_asked_at.desc(), Miss.cluster_id)
    )


def _rows(work: Work, found: Sequence[Any]) -> tuple[MissRow, ...]:
    heard = _heard(work, [row.cluster_id for row in found])
    ids = [row.decision_id for row in found if row.decision_id is not None]
    query = select(MissDecision).where(MissDecision.id.in_(ids))
    decisions = decided(work, work.db.scalars(query).all() if ids else [])
    names = Names(work)
    return tuple(
        MissRow(
            id=row.cluster_id,
            callers=row.callers,
            times=row.times,
            last_asked_at=row.last_asked_at,
            unit_id=row.unit_id,
            unit=names.maybe_unit(row.unit_id),
            heard=heard.get(row.cluster_id, ()),
            decision=decisions.get(row.decision_id),
        )
        for row in found
    )


def _heard(work: Work, cluster_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The first different ways in which each cluster was asked, as far as the actor may see."""
    if not cluster_ids:
        return {}
    first = func.min(Miss.question_id)
    number = func.row_number().over(partition_by=Miss.cluster_id, order_by=first)
    ways = (
        _misses(work, Miss.cluster_id.in_(cluster_ids))
        .join(Question, Question.id == Miss.question_id)
        .with_only_columns(Miss.cluster_id, Question.heard, number.label("number"))
        .group_by(Miss.cluster_id, Question.heard)
        .subquery()
    )
    query = select(ways.c.cluster_id, ways.c.heard).where(ways.c.number <= EXAMPLES)
    found: dict[int, tuple[str, ...]] = {}
    for cluster_id, heard in work.db.execute(query.order_by(ways.c.cluster_id, ways.c.number)):
        found[cluster_id] = (*found.get(cluster_id, ()), heard)
    return found


def _questions(work: Work, condition: ColumnElement[bool]) -> tuple[Asked, ...]:
    query = (
        _misses(work, condition)
        .join(Question, Question.id == Miss.question_id)
        .with_only_columns(
            Question.heard, Question.asked_at, Question.verdict, Question.solved,
            Miss.jurisdiction_id,
        )
        .order_by(Miss.asked_at.desc())
        .limit(QUESTIONS)
    )  # fmt: skip
    names = Names(work)
    return tuple(
        Asked(
            heard=row.heard,
            asked_at=row.asked_at,
            place_id=row.jurisdiction_id,
            place=names.place(row.jurisdiction_id),
            verdict=row.verdict,
            solved=row.solved,
        )
        for row in work.db.execute(query)
    )


def _solved_by(work: Work, condition: ColumnElement[bool]) -> tuple[SolvedBy, ...]:
    missed, later = aliased(Question), aliased(Question)
    callers = func.count(Miss.caller.distinct()).label("callers")
    query = (
        _misses(work, condition)
        .join(missed, missed.id == Miss.question_id)
        .join(
            later,
            and_(later.call_id == missed.call_id, later.id > missed.id, later.solved.is_(True)),
        )
        .where(later.entry_id.is_not(None))
        .with_only_columns(later.entry_id, callers)
        .group_by(later.entry_id)
        .order_by(callers.desc(), later.entry_id)
        .limit(NEAR)
    )
    return tuple(SolvedBy(row.entry_id, row.callers) for row in work.db.execute(query).all())
