"""Keeping the base right: entries that answer one question are found, and an old one is renewed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from faq_kb import actions
from faq_kb.drafting import may
from faq_kb.live import Base
from faq_kb.misses import basis_of
from faq_kb.search import KnowledgeBase
from faq_kb.wordings import LONGEST_NOTE, NOT_YOURS
from hotline.errors import NotAllowed, NotFound, Refused
from hotline.records import FaqEntry, FaqPair, FaqVersion, PairKind, VersionState
from hotline.records.faq import heard_by_callers
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.text import clean_lines
from hotline.work import Work

# Scores of the matcher that each of two entries must reach when asked the other's question: the
# first alone, the second when their answers have words in common too. Chosen on the example base,
# where 买房怎么提取公积金 and 租房怎么提取公积金 must stay apart.
SURELY_ONE = 3.0
LIKELY_ONE = 1.5
ANSWERS_ALIKE = 40.0  # per cent
ANSWERS_THE_SAME = 85.0
BATCH = 100
# The key of the lock under which pairs are found; any number that nobody else uses.
PAIR_LOCK = 96128_003
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

NO_SUCH_PAIR = Wording(
    key="pair.unknown",
    zh="没有这一对条目，或者已经处理过了。",
    en="There is no such pair of entries, or it was dealt with already.",
)
NO_REASON = Wording(
    key="pair.no_reason",
    zh="请写明为什么这两个条目可以并存。",
    en="Say why the two entries may stand beside each other.",
)
NOT_LATER = Wording(
    key="renewal.not_later",
    zh="新的有效期应当晚于现在的有效期和今天。",
    en="The new date must lie after today and after the present one.",
)
IN_PREPARATION = Wording(
    key="renewal.in_preparation",
    zh="这个条目已有新版本在准备中，请在条目页面上一并改有效期。",
    en="A new version of this entry is in preparation; set the date there.",
)


def compare(work: Work, *, knowledge: Callable[[], KnowledgeBase]) -> int:
    """Compare the next live versions that nobody compared yet with all others; how many.

    The base is asked for only when there is something to compare. Two entries that no caller can
    meet in one place are no pair.
    """
    if not work.db.scalar(select(func.pg_try_advisory_xact_lock(PAIR_LOCK))):
        return 0  # another process is at it
    query = (
        select(FaqEntry)
        .join(FaqVersion, FaqVersion.id == FaqEntry.live_version_id)
        .where(
            *heard_by_callers(today(work.now)),
            FaqEntry.compared_version_id.is_distinct_from(FaqEntry.live_version_id),
        )
        .order_by(FaqEntry.id)
        .limit(BATCH)
        .with_for_update(of=FaqEntry, skip_locked=True)
    )
    entries = work.db.scalars(query).all()
    if not entries:
        return 0
    base, _settings = knowledge().base(work)
    for entry in entries:
        _compare(work, base, entry)
        entry.compared_version_id = entry.live_version_id
    return len(entries)


def _compare(work: Work, base: Base, entry: FaqEntry) -> None:
    mine = work.db.get_one(FaqVersion, entry.live_version_id)
    for other_id, score in _close(base, entry.id, mine.question):
        query = (
            select(FaqEntry, FaqVersion)
            .join(FaqVersion, FaqVersion.id == FaqEntry.live_version_id)
            .where(FaqEntry.id == other_id, *heard_by_callers(today(work.now)))
        )
        found = work.db.execute(query).one_or_none()
        if found is None or not _can_meet(work, entry.unit_id, found[0].unit_id):
            continue
        theirs: FaqVersion = found[1]
        back = dict(_close(base, other_id, theirs.question)).get(entry.id)
        if back is None:
            continue
        alike = fuzz.ratio(mine.answer, theirs.answer)
        lower = min(score, back)
        if lower >= SURELY_ONE or (lower >= LIKELY_ONE and alike >= ANSWERS_ALIKE):
            _keep(work, mine, theirs, alike=alike)


def _close(base: Base, entry_id: int, question: str) -> list[tuple[int, float]]:
    """Other entries that may answer this entry's question, with their scores."""
    others = base.index.changed(remove=[entry_id])
    return [
        (one.entry_id, one.score)
        for one in others.find(question, limit=3).candidates
        if one.score >= LIKELY_ONE
    ]


def _can_meet(work: Work, unit_id: int, other_unit_id: int) -> bool:
    """Whether a caller of some place hears the entries of both units."""
    organisation = work.book.organisation
    first, second = (
        organisation.places[organisation.units[one].place_id] for one in (unit_id, other_unit_id)
    )
    return first.id in second.path or second.id in first.path


def _keep(work: Work, mine: FaqVersion, theirs: FaqVersion, *, alike: float) -> None:
    same_numbers = set(_NUMBER.findall(mine.answer)) == set(_NUMBER.findall(theirs.answer))
    is_same = alike >= ANSWERS_THE_SAME and same_numbers
    first, second = sorted((mine.id, theirs.id))
    new = insert(FaqPair).values(
        version_id=first,
        other_version_id=second,
        kind=PairKind.DOUBLED if is_same else PairKind.CONTRADICTING,
        found_at=work.now,
    )
    work.db.execute(new.on_conflict_do_nothing())


def dismiss(work: Work, *, pair_id: int, reason: str) -> None:
    """The two entries may stand beside each other, for a reason that is kept."""
    pair = work.db.get(FaqPair, pair_id, with_for_update=True)
    if pair is None or pair.dismissed_at is not None:
        raise NotFound(NO_SUCH_PAIR)
    versions = (pair.version_id, pair.other_version_id)
    units = select(FaqEntry.unit_id).join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
    owners = work.db.scalars(units.where(FaqVersion.id.in_(versions)))
    if not any(may(work, "draft_answers", unit_id=owner) for owner in owners):
        raise NotAllowed(NOT_YOURS)
    reason = clean_lines(reason, limit=LONGEST_NOTE)
    if not reason:
        raise Refused(NO_REASON)
    pair.dismissed_at, pair.dismissed_by_id, pair.reason = work.now, work.actor.id, reason


def renew(work: Work, *, entry: FaqEntry, valid_until: date) -> FaqVersion:
    """The live text again with a later date: a new version, handed in for the usual review."""
    coming = select(FaqVersion.id).where(
        FaqVersion.entry_id == entry.id,
        FaqVersion.state.in_((VersionState.DRAFT, VersionState.IN_REVIEW)),
    )
    if work.db.scalar(coming.limit(1)) is not None:
        raise Refused(IN_PREPARATION)
    live = basis_of(work, entry)
    if valid_until <= max(live.valid_until, today(work.now)):
        raise Refused(NOT_LATER)
    phrasings = [phrasing.text for phrasing in live.phrasings]
    version = actions.draft_again(work, entry, live, phrasings=phrasings, valid_until=valid_until)
    actions.submit(work, version)
    return version
