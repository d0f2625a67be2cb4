"""Whoever was served is invited to rate, always, and may vote once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hotline.actions.events import note_call, note_inquiry
from hotline.records import Call, Inquiry, Rating, RatingSubject
from hotline.work import Work

SCORES = range(1, 6)


def invite(work: Work, call: Call, *, subject: RatingSubject) -> None:
    """Invite to rate; staff can neither steer nor skip it (R-13). Once for each call."""
    new = (
        insert(Rating)
        .values(subject=subject, call_id=call.id, invited_at=work.now)
        .on_conflict_do_nothing(index_elements=["call_id"])
        .returning(Rating.id)
    )
    if work.db.scalar(new) is not None:
        note_call(work, call, "invited", subject=subject.value)


def rate(work: Work, call: Call, *, score: int) -> bool:
    """Keep the vote, 1 (very satisfied) to 5; False when there is one already (fault 35)."""
    rating = work.db.scalar(select(Rating).where(Rating.call_id == call.id))
    if not _vote(work, rating, score):
        return False
    assert rating is not None
    note_call(work, call, "rated", score=score, subject=rating.subject.value)
    return True


def invite_about_reply(work: Work, inquiry: Inquiry) -> bool:
    """Invite to rate the written reply, which is rated apart from the call; once (R-13).

    Whether the vote is still to come.
    """
    new = (
        insert(Rating)
        .values(subject=RatingSubject.REPLY, inquiry_id=inquiry.id, invited_at=work.now)
        .on_conflict_do_nothing(index_elements=["inquiry_id"])
        .returning(Rating.id)
    )
    if work.db.scalar(new) is not None:
        note_inquiry(work, inquiry, "invited")
    rating = select(Rating.id).where(Rating.inquiry_id == inquiry.id, Rating.score.is_(None))
    return work.db.scalar(rating) is not None


def rate_reply(work: Work, inquiry: Inquiry, *, score: int) -> bool:
    """Keep the vote on the written reply; False when there is one already."""
    rating = work.db.scalar(select(Rating).where(Rating.inquiry_id == inquiry.id))
    if not _vote(work, rating, score):
        return False
    note_inquiry(work, inquiry, "rated", score=score)
    return True


def _vote(work: Work, rating: Rating | None, score: int) -> bool:
    if score not in SCORES:
        raise ValueError(f"a score is 1 to 5, not {score}")
    if rating is None or rating.score is not None:
        return False
    rating.score, rating.rated_at = score, work.now
    return True
