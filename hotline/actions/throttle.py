"""Guards against guessing and flooding: attempts are counted in the database, by subject and in
all."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from hotline.errors import Throttled
from hotline.records import Attempt
from hotline.rules.wording import Wording
from hotline.work import Work

TOO_MANY = Wording(
    key="throttle.too_many",
    zh="尝试次数过多，请稍后再试。",
    en="Too many attempts. Please try again later.",
)


def check(
    work: Work,
    guard: str,
    *subjects: str,
    address: str | None = None,
    limit: int | None = None,
) -> None:
    """Raise Throttled when any of the subjects, or everybody together, has tried too often.

    `limit` holds for these subjects instead of the guard's; `address` is a subject too, with a
    limit of its own where the guard has one.
    """
    rule = work.book.line.guards[guard]
    limits = dict.fromkeys(subjects, limit or rule.per_subject)
    if address is not None:
        limits[address] = rule.per_address or rule.per_subject

    def tried(minutes: int, *conditions: object) -> int:
        since = work.now - timedelta(minutes=minutes)
        query = select(func.count()).where(Attempt.guard == guard, Attempt.at > since, *conditions)  # type: ignore[arg-type]
        return work.db.scalar(query) or 0

    for subject, most in limits.items():
        mine = Attempt.subject == work.seal.hash("attempt", subject)
        if tried(rule.per_subject_minutes, mine) >= most:
            raise Throttled(TOO_MANY)
    if tried(rule.in_all_minutes) >= rule.in_all * max(1, len(limits)):
        raise Throttled(TOO_MANY)


def count(work: Work, guard: str, *subjects: str) -> None:
    """Count an attempt against each subject."""
    for subject in subjects:
        work.db.add(Attempt(guard=guard, subject=work.seal.hash("attempt", subject), at=work.now))


def forget(work: Work, guard: str, *subjects: str) -> None:
    """A success wipes the subject's failures."""
    for subject in subjects:
        mine = Attempt.subject == work.seal.hash("attempt", subject)
        work.db.query(Attempt).where(Attempt.guard == guard, mine).delete()
