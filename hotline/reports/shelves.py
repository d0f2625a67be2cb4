"""What part of the base a list shows: conditions on an entry's newest and live version."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select
from sqlalchemy.orm import aliased

from hotline.records import (
    FaqEntry,
    FaqReferral,
    FaqReview,
    FaqVersion,
    VersionState,
    whose_is_theirs,
)
from hotline.reports import scope
from hotline.rules.zone import today
from hotline.work import Work

# The newest version of each entry, and the one that callers hear.
Newest = aliased(FaqVersion)
Live = aliased(FaqVersion)
Decided = aliased(FaqReview)


class Shelf(StrEnum):
    """What part of the base a list shows."""

    WAITING = "waiting"
    TO_REVIEW = "to_review"
    DRAFTS = "drafts"
    MINE = "mine"
    OUR_UNIT = "our_unit"
    PREPARING = "preparing"
    PUBLISHED = "published"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class WantedEntries:
    """What a list of entries is narrowed to; `words` must all stand in question, answer or code."""

    shelf: Shelf | None = None
    unit_id: int | None = None
    words: str = ""


def on_shelf(work: Work, shelf: Shelf) -> ColumnElement[bool]:
    """The condition that puts an entry on this shelf."""
    on, mine = today(work.now), Newest.author_id.in_(whose_is_theirs(work.actor.hands))
    preparing = Newest.state.in_((VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.REFUSED))
    return {
        Shelf.WAITING: or_(
            and_(
                mine,
                Newest.state.in_((VersionState.DRAFT, VersionState.REFUSED)),
            ),
            _step_is_mine(work),
            _is_before_me(work),
        ),
        Shelf.TO_REVIEW: _step_is_mine(work),
        Shelf.DRAFTS: and_(mine, Newest.state == VersionState.DRAFT),
        Shelf.MINE: mine,
        Shelf.OUR_UNIT: FaqEntry.unit_id == (work.actor.unit_id or 0),
        Shelf.PREPARING: preparing,
        Shelf.PUBLISHED: Live.valid_until >= on,
        Shelf.EXPIRED: Live.valid_until < on,
        Shelf.WITHDRAWN: and_(Live.id.is_(None), Newest.state == VersionState.WITHDRAWN),
    }[shelf]


def _step_is_mine(work: Work) -> ColumnElement[bool]:
    """A step of the review is due that the actor may decide, having had no hand in it before."""
    mine = select(Decided.id).where(
        Decided.version_id == Newest.id, Decided.staff_id.in_(work.actor.hands)
    )
    arms: list[ColumnElement[bool]] = []
    before: list[ColumnElement[bool]] = []
    for step in work.book.review_steps:
        passed = (
            select(FaqReview.id)
            .where(FaqReview.version_id == Newest.id, FaqReview.step == step, FaqReview.passed)
            .exists()
        )
        may = scope.reach(work, f"pass_{step}").has_unit(FaqEntry.unit_id)
        arms.append(and_(may, *before, not_(passed)))
        before.append(passed)
    return and_(
        Newest.state == VersionState.IN_REVIEW,
        Newest.author_id.not_in(work.actor.hands),
        not_(mine.exists()),
        not_(_open_referral().exists()),
        or_(*arms),
    )


def _is_before_me(work: Work) -> ColumnElement[bool]:
    """The version is referred to an authority for which the actor decides."""
    deciding = scope.reach(work, "decide_referrals").has_unit(FaqReferral.unit_id)
    return and_(Newest.state == VersionState.IN_REVIEW, _open_referral().where(deciding).exists())


def _open_referral() -> Select[int]:
    return select(FaqReferral.id).where(
        FaqReferral.version_id == Newest.id, FaqReferral.decided_at.is_(None)
    )
