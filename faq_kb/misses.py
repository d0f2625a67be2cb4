"""Callers' misses: put into clusters as they come, and each cluster dealt with once (R-53)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import exists, func, insert, or_, select, text

from faq_kb import actions
from faq_kb.grouping import group
from faq_kb.matching import MatchingSettings, Phrasing
from faq_kb.wordings import LONGEST_NOTE, NOT_YOURS
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import (
    Call,
    Decided,
    FaqEntry,
    FaqVersion,
    Miss,
    MissCluster,
    MissDecision,
    Question,
    RoleGrant,
    Staff,
    VersionState,
)
from hotline.records.call import MISSED
from hotline.records.miss import COUNTED
from hotline.rules.wording import Wording
from hotline.text import clean, clean_lines
from hotline.work import Work

# Few enough that nobody waits long for what one transaction holds.
BATCH = 1000
# The key of the lock under which clusters grow; any number that nobody else uses.
CLUSTER_LOCK = 96128_002
# The base is Chinese: what has no Chinese in it finds nothing and resembles only its own letters.
CHINESE = "[\u4e00-\u9fff]"

NO_SUCH_CLUSTER = Wording(
    key="miss.unknown",
    zh="没有这组问题，或者您无权处理。",
    en="There is no such group of questions, or none that you may deal with.",
)
OVERTAKEN = Wording(
    key="miss.overtaken",
    zh="刚刚有人处理了这组问题，您的操作没有生效。请核对下面的最新情况。",
    en="Somebody else has just dealt with these questions; nothing of yours was applied.",
)
NO_UNIT = Wording(
    key="miss.no_unit", zh="请选择由哪个单位起草。", en="Choose the unit that is to draft it."
)
NO_EDITOR = Wording(
    key="miss.no_editor",
    zh="这个单位还没有信息员，交过去没有人看到；请先由系统管理员设置，或者由您起草。",
    en="This unit has no editor yet, and nobody would see it: let the administrator name one, "
    "or draft it yourself.",
)
NO_PHRASING = Wording(
    key="miss.no_phrasing",
    zh="请至少选一条问法，或自己写一条。",
    en="Choose a phrasing, or write one.",
)
ALL_THERE = Wording(
    key="miss.all_there",
    zh="这些问法该条目都已有了。",
    en="The entry has all of these phrasings already.",
)
NO_TEXT = Wording(
    key="miss.no_text",
    zh="该条目没有可以沿用的版本，请到条目页面重新起草。",
    en="The entry has no version to go on from; draft it anew on its own page.",
)
NO_REASON = Wording(
    key="miss.no_reason",
    zh="请选择应去的渠道，或写明为什么不属于本专线。",
    en="Choose the channel it belongs to, or say why it is not the hotline's matter.",
)
NOT_TO_BE_TAKEN_BACK = Wording(
    key="miss.not_to_be_taken_back",
    zh="这项处理不能撤销；已起草的版本可以在条目页面撤回。",
    en="This cannot be undone here; a version that was drafted is withdrawn on the entry's page.",
)


def cluster(work: Work, *, settings: Callable[[], MatchingSettings], most: int = BATCH) -> int:
    """Put the next misses into clusters, the oldest first; how many, 0 when none is left.

    A miss counts once its call is settled: until then the caller may still say that it helped.
    The settings are asked for only when there is something to match.
    """
    if not work.db.scalar(select(func.pg_try_advisory_xact_lock(CLUSTER_LOCK))):
        return 0  # another process is at it
    rows = work.db.execute(_new_misses(work).limit(most)).all()
    if not rows:
        return 0
    known = [Phrasing(row.id, row.heard) for row in work.db.execute(_founders(work))]
    places = group(known, [row.heard for row in rows], settings=settings())
    ids: dict[int, int] = {}
    for number, (row, place) in enumerate(zip(rows, places, strict=True), start=1):
        if place.group == -number:
            near = ids.get(place.near, place.near) if place.near is not None else None
            new = insert(MissCluster).values(founder_id=row.id, near_id=near)
            ids[-number] = work.db.scalars(new.returning(MissCluster.id)).one()
    work.db.execute(
        insert(Miss),
        [
            {
                "question_id": row.id,
                "cluster_id": ids.get(place.group, place.group),
                "asked_at": row.asked_at,
                "caller": row.caller_hash or row.call_id.to_bytes(8),
                "jurisdiction_id": row.jurisdiction_id,
                "unit_id": row.unit_id,
            }
            for row, place in zip(rows, places, strict=True)
        ],
    )
    return len(rows)


def _new_misses(work: Work) -> Any:
    return (
        select(
            Question.id,
            Question.heard,
            Question.asked_at,
            Question.unit_id,
            Question.call_id,
            Call.caller_hash,
            Call.jurisdiction_id,
        )
        .join(Call, Call.id == Question.call_id)
        .where(
            text(MISSED),
            Question.asked_at >= work.now - COUNTED,
            Question.heard.regexp_match(CHINESE),
            Call.settled_at.is_not(None),
            Call.is_test.is_(False),
            ~exists().where(Miss.question_id == Question.id),
        )
        .order_by(Question.asked_at, Question.id)
    )


def _founders(work: Work) -> Any:
    """The founding questions of clusters that are still asked, or that somebody dealt with."""
    still_asked = exists().where(
        Miss.cluster_id == MissCluster.id, Miss.asked_at >= work.now - COUNTED
    )
    return (
        select(MissCluster.id, Question.heard)
        .join(Question, Question.id == MissCluster.founder_id)
        .where(
            Question.heard != "",
            or_(MissCluster.decision_id.is_not(None), still_asked),
        )
        .order_by(MissCluster.id)
    )


# Clusters dealt with in one go, each with the decision seen about it (0 for none).
Seen = Mapping[int, int]


def attach(work: Work, seen: Seen, *, entry: FaqEntry, phrasings: Sequence[str]) -> FaqVersion:
    """Make the questions phrasings of an entry: a new version, handed in for the usual review.

    A draft that somebody has begun is carried on, and stays a draft.
    """
    held = _held(work, seen)
    new = [said for said in (clean(each, limit=10_000) for each in phrasings) if said]
    if not new:
        raise Refused(NO_PHRASING)
    basis = basis_of(work, entry)
    known = [basis.question, *(phrasing.text for phrasing in basis.phrasings)]
    new = [said for said in dict.fromkeys(new) if said not in known]
    if not new:
        raise Refused(ALL_THERE)
    is_begun = basis.state is VersionState.DRAFT
    version = actions.draft_again(work, entry, basis, phrasings=[*known[1:], *new])
    if not is_begun:
        actions.submit(work, version)
    _decide(work, held, Decided.ATTACHED, entry_id=entry.id, version_id=version.id)
    return version


def basis_of(work: Work, entry: FaqEntry) -> FaqVersion:
    """The version to go on from: a draft somebody has begun, else the live one."""
    query = select(FaqVersion).where(
        FaqVersion.entry_id == entry.id,
        or_(FaqVersion.state == VersionState.DRAFT, FaqVersion.id == entry.live_version_id),
    )
    found = work.db.scalars(query.order_by(FaqVersion.number.desc()).limit(1)).first()
    if found is None:
        raise Refused(NO_TEXT)
    return found


def drafted(work: Work, seen: Seen, *, version: FaqVersion) -> None:
    """An entry was drafted for these questions."""
    held = _held(work, seen)
    _decide(work, held, Decided.DRAFTED, entry_id=version.entry_id, version_id=version.id)


def give(work: Work, seen: Seen, *, unit_id: int) -> None:
    """Let the unit whose matter it is write the entry: it stands in its editors' list from now."""
    held = _held(work, seen)
    unit = work.book.organisation.units.get(unit_id)
    if unit is None or not unit.is_active:
        raise Refused(NO_UNIT)
    if not _has_editor(work, unit_id):
        raise Refused(NO_EDITOR)
    _decide(work, held, Decided.GIVEN, unit_id=unit_id)


def _has_editor(work: Work, unit_id: int) -> bool:
    """Whether somebody drafts for this unit: by a role held at it, or by working there."""
    roles = [key for key in work.book.roles if work.book.may(frozenset({key}), "draft_answers")]
    editor = (
        select(Staff.id)
        .join(RoleGrant, RoleGrant.staff_id == Staff.id)
        .where(
            Staff.is_active,
            RoleGrant.role.in_(roles),
            or_(RoleGrant.unit_id == unit_id, Staff.unit_id == unit_id),
        )
    )
    return work.db.scalar(select(editor.exists())) is True


def set_aside(work: Work, seen: Seen, *, redirect: str | None, reason: str) -> None:
    """The questions are not the hotline's matter: they belong to another channel, or to nobody."""
    table = work.book.redirects
    codes = {row.code for row in (*table.channels, *table.everyday)}
    reason = clean_lines(reason, limit=LONGEST_NOTE)
    redirect = redirect if redirect in codes else None
    if redirect is None and not reason:
        raise Refused(NO_REASON)
    held = _held(work, seen)
    _decide(work, held, Decided.OUT_OF_SCOPE, redirect=redirect, reason=reason or None)


def answered(work: Work, seen: Seen, *, entry_id: int) -> None:
    """The base answers these questions by now; they come back when it fails callers again."""
    held = _held(work, seen)
    _decide(work, held, Decided.ANSWERED, entry_id=entry_id)


def take_back(work: Work, cluster_id: int, *, after: int) -> None:
    """Undo a decision that nothing was built on; what held before holds again."""
    [found] = _held(work, {cluster_id: after})
    last = work.db.get(MissDecision, found.decision_id or 0)
    if last is None or last.kind not in (Decided.OUT_OF_SCOPE, Decided.ANSWERED, Decided.GIVEN):
        raise Refused(NOT_TO_BE_TAKEN_BACK)
    _decide(work, [found], Decided.TAKEN_BACK)
    found.decision_id = last.before_id


def _held(work: Work, seen: Seen) -> list[MissCluster]:
    """The clusters, held; whoever comes second is told, and nothing is overwritten."""
    if work.actor.id is None or not work.book.may(work.actor.roles, "draft_answers"):
        raise NotAllowed(NOT_YOURS)
    query = select(MissCluster).where(MissCluster.id.in_(seen)).order_by(MissCluster.id)
    held = list(work.db.scalars(query.with_for_update().execution_options(populate_existing=True)))
    if not held or len(held) < len(seen):
        raise NotFound(NO_SUCH_CLUSTER)
    if any((one.decision_id or 0) != seen[one.id] for one in held):
        raise Refused(OVERTAKEN)
    return held


def _decide(work: Work, clusters: Sequence[MissCluster], kind: Decided, **fields: Any) -> None:
    for one in clusters:
        decision = MissDecision(
            cluster_id=one.id, kind=kind, staff_id=work.actor.id, decided_at=work.now,
            before_id=one.decision_id, **fields,
        )  # fmt: skip
        work.db.add(decision)
        work.db.flush()
        one.decision_id = decision.id
