"""The caller is invited to rate, always, and may vote once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hotline.actions.events import note_call
from hotline.records import Call, Rating, RatingSubject
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
    if score not in SCORES:
        raise ValueError(f"a score is 1 to 5, not {score}")
    rating = work.db.scalar(select(Rating).where(Rating.call_id == call.id))
    if rating is None or rating.score is not None:
        return False
    rating.score, rating.rated_at = score, work.now
    note_call(work, call, "rated", score=score, subject=rating.subject.value)
    return True
