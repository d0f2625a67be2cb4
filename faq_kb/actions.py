"""The life of an entry: drafted, reviewed by others, published, superseded or withdrawn (R-52)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import lazyload

from faq_kb import clearing
from faq_kb import wordings as say
from faq_kb.drafting import KEPT, Draft, person, write
from faq_kb.drafting import may as may
from faq_kb.wordings import Text
from hotline.editions import KNOWLEDGE, count_up
from hotline.errors import Refused
from hotline.records import (
    Clarification,
    FaqEntry,
    FaqReferral,
    FaqReview,
    FaqVersion,
    Publicity,
    VersionState,
)
from hotline.rules.review import next_step
from hotline.rules.zone import today
from hotline.work import Work

OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW)
# The name under which a withdrawal is kept beside the steps of the chain.
WITHDRAWAL = "withdrawal"


def draft(
    work: Work,
    *,
    unit_id: int,
    code: str,
    question: str,
    answer: str,
    phrasings: Sequence[str],
    category: str,
    publicity: Publicity,
    publicity_reason: str | None = None,
    source: str,
    source_on: date,
    valid_until: date,
    question_en: str | None = None,
    answer_en: str | None = None,
    source_number: str | None = None,
    source_url: str | None = None,
    is_example: bool = False,
    after: int | None = None,
) -> FaqVersion:
    """Write an entry, or a new version of the one with this code, whose live version stays.

    A draft that nobody has handed in yet gives way to the new one. Whoever has worked on a page
    says `after` which version (0: none yet), and is refused when another has come meanwhile.
    """
    text = Text(
        question=question, answer=answer, phrasings=tuple(phrasings), category=category,
        publicity=publicity, publicity_reason=publicity_reason, source=source,
        source_on=source_on, valid_until=valid_until,
        question_en=question_en, answer_en=answer_en,
        source_number=source_number, source_url=source_url,
    )  # fmt: skip
    draft = Draft(unit_id=unit_id, code=code, text=text, is_example=is_example, after=after)
    [written] = write(work, [draft])
    if isinstance(written, Refused):
        raise written
    return written


def draft_again(
    work: Work, entry: FaqEntry, version: FaqVersion, *, phrasings: Sequence[str], **changed: Any
) -> FaqVersion:
    """A new version of the entry that says what this one says, but for what is changed."""
    kept = {name: getattr(version, name) for name in KEPT} | changed
    return draft(
        work, unit_id=entry.unit_id, code=entry.code, category=entry.category,
        phrasings=phrasings, is_example=entry.is_example, **kept,
    )  # fmt: skip


def submit(
    work: Work, *versions: FaqVersion, reasons: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Hand drafts in for their review, all of them or none.

    What looks like personal data stops it, unless `reasons` says why that text is official.
    """
    held = held_with_entries(work, versions)
    for version, entry in held:
        person(work, "draft_answers", unit_id=entry.unit_id)
        if version.state is not VersionState.DRAFT:
            raise Refused(say.NOT_A_DRAFT)
    clearing.clear(work, held, reasons=reasons)
    for version in versions:
        version.state = VersionState.IN_REVIEW
        version.submitted_by_id, version.submitted_at = work.actor.id, work.now


def review(work: Work, *versions: FaqVersion, step: str, passed: bool, opinion: str) -> None:
    """Decide one step of the review, in order, each by another person; the last one publishes.

    Several versions are decided alike, all of them or none.
    """
    held = held_with_entries(work, versions)
    before = _reviews(work, versions)
    opinion = say.opinion(opinion)
    is_last = passed and step == work.book.review_steps[-1]
    referrals = latest_referrals(work, versions)
    for version, entry in held:
        _check_review(work, entry, version, before.get(version.id, []), step=step)
        referral = referrals.get(version.id)
        if referral is not None and referral.decided_at is None:
            raise Refused(say.REFERRED)
        if referral is not None and passed and not referral.may_publish:
            raise Refused(say.NOT_TO_BE_PUBLIC)
        if is_last and version.valid_until < today(work.now):
            raise Refused(say.OUT_OF_DATE)
    if is_last:
        clearing.must_be_clear(work, held, refusal=say.PERSONAL_DATA_STILL)
    for version, _ in held:
        _keep(work, version, step=step, passed=passed, opinion=opinion)
        if not passed:
            version.state, version.ended_at = VersionState.REFUSED, work.now
    if is_last:
        _publish(work, held)


def check_review(work: Work, version: FaqVersion, *, step: str) -> None:
    """Raise Refused unless the actor may decide this step of the version now."""
    entry = work.db.get_one(FaqEntry, version.entry_id)
    before = _reviews(work, [version]).get(version.id, [])
    _check_review(work, entry, version, before, step=step)


def _check_review(
    work: Work, entry: FaqEntry, version: FaqVersion, before: Sequence[FaqReview], *, step: str
) -> None:
    person(work, f"pass_{step}", unit_id=entry.unit_id)
    if version.state is not VersionState.IN_REVIEW:
        raise Refused(say.NOT_IN_REVIEW)
    if step != next_step(work.book.review_steps, [one.step for one in before if one.passed]):
        raise Refused(say.WRONG_STEP)
    if work.actor.hands & {version.author_id, *(one.staff_id for one in before)}:
        raise Refused(say.SAME_PERSON)


def latest_referrals(work: Work, versions: Sequence[FaqVersion]) -> dict[int, FaqReferral]:
    """The last referral of each version that has any."""
    query = select(FaqReferral).where(FaqReferral.version_id.in_([one.id for one in versions]))
    return {one.version_id: one for one in work.db.scalars(query.order_by(FaqReferral.id))}


def withdraw(work: Work, version: FaqVersion, *, opinion: str) -> None:
    """Take a version back, a live one out of every caller's reach from this commit on.

    One person is enough, unlike for publishing: silence harms less than a wrong answer.
    """
    [(_, entry)] = held_with_entries(work, [version])
    person(work, "withdraw_answers", unit_id=entry.unit_id)
    opinion = say.opinion(opinion)
    if version.state not in (*OPEN, VersionState.PUBLISHED):
        raise Refused(say.ENDED)
    _keep(work, version, step=WITHDRAWAL, passed=False, opinion=opinion)
    version.state, version.ended_at = VersionState.WITHDRAWN, work.now
    if entry.live_version_id == version.id:
        entry.live_version_id = None
        entry.edition = count_up(work, KNOWLEDGE)


def _publish(work: Work, held: Sequence[tuple[FaqVersion, FaqEntry]]) -> None:
    live = [entry.live_version_id for _, entry in held if entry.live_version_id is not None]
    if live:
        # First, since no more than one version of an entry may be live (uq_faq_version_live).
        work.db.execute(
            update(FaqVersion)
            .where(FaqVersion.id.in_(live))
            .values(state=VersionState.SUPERSEDED, ended_at=work.now)
        )
    edition = count_up(work, KNOWLEDGE)
    for version, entry in held:
        version.state, version.published_at = VersionState.PUBLISHED, work.now
        entry.live_version_id, entry.edition = version.id, edition
    # What was owed is done with the entry that callers now hear.
    work.db.execute(
        update(Clarification)
        .where(
            Clarification.entry_id.in_([entry.id for _, entry in held]),
            Clarification.answered_at.is_(None),
            Clarification.dropped_at.is_(None),
        )
        .values(answered_at=work.now)
    )


def held_with_entries(
    work: Work, versions: Sequence[FaqVersion]
) -> list[tuple[FaqVersion, FaqEntry]]:
    """Each version with its entry, held and read anew: two people decide one after the other.

    Whoever changes a version holds its entry; so all lock in one order, and read what came before.
    """
    ids = [version.id for version in versions]
    of_these = FaqEntry.id.in_(select(FaqVersion.entry_id).where(FaqVersion.id.in_(ids)))
    held = select(FaqEntry.id).where(of_these).order_by(FaqEntry.id).with_for_update()
    work.db.execute(held).all()
    query = (
        select(FaqVersion, FaqEntry)
        .join(FaqEntry, FaqVersion.entry_id == FaqEntry.id)
        .where(FaqVersion.id.in_(ids))
        .options(lazyload(FaqVersion.phrasings))
        .order_by(FaqEntry.id)
        .execution_options(populate_existing=True)
    )
    return [(version, entry) for version, entry in work.db.execute(query)]


def _reviews(work: Work, versions: Sequence[FaqVersion]) -> dict[int, list[FaqReview]]:
    query = select(FaqReview).where(FaqReview.version_id.in_([version.id for version in versions]))
    found: dict[int, list[FaqReview]] = {}
    for one in work.db.scalars(query.order_by(FaqReview.id)):
        found.setdefault(one.version_id, []).append(one)
    return found


def _keep(work: Work, version: FaqVersion, *, step: str, passed: bool, opinion: str) -> None:
    work.db.add(
        FaqReview(
            version_id=version.id,
            step=step,
            staff_id=work.actor.id,
            deputy_for_id=work.actor.deputy_for,
            decided_at=work.now,
            passed=passed,
            opinion=opinion,
        )
    )
