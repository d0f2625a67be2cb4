"""The life of an entry in words: who did what to which version, when, with what opinion (R-52)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hotline.records import FaqReferral, FaqReview, FaqVersion, Staff
from hotline.reports.names import Names, person
from hotline.reports.shown import Line
from hotline.rules.wording import Wording
from hotline.work import Work

WITHDRAWAL = "withdrawal"


def told(work: Work, names: Names, versions: Sequence[FaqVersion]) -> tuple[Line, ...]:
    """All that has happened to these versions, the oldest first."""
    of_these = FaqReview.version_id.in_([version.id for version in versions])
    reviews = work.db.scalars(select(FaqReview).where(of_these).order_by(FaqReview.id)).all()
    cases = _referrals(work, versions)
    people = _people(
        work,
        {one.staff_id for one in reviews}
        | {one.deputy_for_id for one in reviews}
        | {version.author_id for version in versions}
        | {version.submitted_by_id for version in versions}
        | {one.referred_by_id for one in cases}
        | {one.decided_by_id for one in cases},
    )

    def line(
        kind: str,
        at: datetime,
        staff_id: int | None,
        *said: str,
        stead_id: int | None = None,
        **fields: Any,
    ) -> Line:
        name = people.get(staff_id or 0)
        return Line(
            at=at,
            kind=kind,
            sentence=names.fill(f"entry.{kind}", **fields),
            who=person(name, people.get(stead_id or 0)) if name else names.word("who", "hotline"),
            said=tuple(map(_verbatim, said)),
        )

    lines: list[Line] = []
    for version in versions:
        number, by = version.number, version.submitted_by_id
        lines.append(line("drafted", version.drafted_at, version.author_id, number=number))
        if version.submitted_at is not None:
            lines.append(line("submitted", version.submitted_at, by, number=number))
        published = version.published_at
        for one in (one for one in reviews if one.version_id == version.id):
            if one.step == WITHDRAWAL and published is not None:
                lines.append(line("published", published, None, number=number))
                published = None
            kind = (
                "withdrawn" if one.step == WITHDRAWAL else "passed" if one.passed else "sent_back"
            )
            step = names.word("step", one.step)
            said = line(
                kind, one.decided_at, one.staff_id, one.opinion, stead_id=one.deputy_for_id,
                number=number, step=step,
            )  # fmt: skip
            lines.append(said)
        if published is not None:
            lines.append(line("published", published, None, number=number))
        for case in (case for case in cases if case.version_id == version.id):
            to: dict[str, Any] = {"number": number, "authority": names.role(case.role),
                  "unit": names.unit(case.unit_id)}  # fmt: skip
            by, at = case.referred_by_id, case.referred_at
            lines.append(line("referred", at, by, case.reason, **to))
            if case.decided_at is not None:
                kind = "determined_public" if case.may_publish else "determined_withheld"
                by, at = case.decided_by_id, case.decided_at
                lines.append(line(kind, at, by, case.opinion or "", **to))
    # By the second: what follows from one another within it stays in the order above.
    return tuple(sorted(lines, key=lambda one: one.at.replace(microsecond=0)))


def _referrals(work: Work, versions: Sequence[FaqVersion]) -> Sequence[FaqReferral]:
    of_these = FaqReferral.version_id.in_([version.id for version in versions])
    return work.db.scalars(select(FaqReferral).where(of_these).order_by(FaqReferral.id)).all()


def _verbatim(text: str) -> Wording:
    return Wording(key="verbatim", zh=text, en=text)


def _people(work: Work, ids: Iterable[int | None]) -> dict[int, str]:
    query = select(Staff.id, Staff.name).where(Staff.id.in_([one for one in ids if one]))
    return dict(list(work.db.execute(query)))
