"""The life of an entry in words: who did what to which version, when, with what opinion (R-52)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from hotline.records import FaqReview, FaqVersion, Staff
from hotline.reports.names import Names
from hotline.reports.shown import Line
from hotline.rules.wording import Wording
from hotline.work import Work

WITHDRAWAL = "withdrawal"


def told(work: Work, names: Names, versions: Sequence[FaqVersion]) -> tuple[Line, ...]:
    """All that has happened to these versions, the oldest first."""
    numbers = {version.id: version.number for version in versions}
    query = select(FaqReview).where(FaqReview.version_id.in_(numbers)).order_by(FaqReview.id)
    reviews = work.db.scalars(query).all()
    people = _people(
        work,
        {one.staff_id for one in reviews}
        | {version.author_id for version in versions}
        | {version.submitted_by_id for version in versions},
    )

    def line(kind: str, at: datetime, staff_id: int | None, *said: str, **fields: object) -> Line:
        name = people.get(staff_id or 0)
        return Line(
            at=at,
            kind=kind,
            sentence=names.fill(f"entry.{kind}", **fields),
            who=_verbatim(name) if name else names.word("who", "hotline"),
            said=tuple(map(_verbatim, said)),
        )

    lines: list[Line] = []
    for version in versions:
        number = version.number
        lines.append(line("drafted", version.drafted_at, version.author_id, number=number))
        if version.submitted_at is not None:
            by = version.submitted_by_id
            lines.append(line("submitted", version.submitted_at, by, number=number))
    for one in reviews:
        kind = "withdrawn" if one.step == WITHDRAWAL else "passed" if one.passed else "sent_back"
        lines.append(
            line(
                kind, one.decided_at, one.staff_id, one.opinion,
                number=numbers[one.version_id], step=names.word("step", one.step),
            )
        )  # fmt: skip
    for version in versions:
        if version.published_at is not None:
            lines.append(line("published", version.published_at, None, number=version.number))
    # Stable: what was written in one instant stays in the order of the steps above.
    return tuple(sorted(lines, key=lambda one: one.at))


def _verbatim(text: str) -> Wording:
    return Wording(key="verbatim", zh=text, en=text)


def _people(work: Work, ids: Iterable[int | None]) -> dict[int, str]:
    query = select(Staff.id, Staff.name).where(Staff.id.in_([one for one in ids if one]))
    return {staff_id: name for staff_id, name in work.db.execute(query)}
