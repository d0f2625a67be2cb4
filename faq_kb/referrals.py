"""A case that reviewers cannot decide goes to the authority that can, and comes back (R-52)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from faq_kb import actions as answers
from faq_kb import wordings as say
from hotline.errors import NotFound, Refused
from hotline.records import FaqReferral, FaqReview, FaqVersion, RoleGrant, Staff, VersionState
from hotline.rules.clocks import Deadline
from hotline.rules.zone import today
from hotline.work import Work

CLOCK = "determination"
DECIDES = "decide_referrals"


@dataclass(frozen=True)
class Authority:
    """Who can determine a case: a unit, in the role of superior department or secrecy authority."""

    role: str
    unit_id: int


def authorities(work: Work, *, unit_id: int) -> tuple[Authority, ...]:
    """The authorities with anybody there for this unit's cases: at its own place and above."""
    roles = [role for role, rule in work.book.roles.items() if DECIDES in rule.may]
    units = work.book.organisation.units
    path = work.book.organisation.places[units[unit_id].place_id].path
    query = (
        select(RoleGrant.role, RoleGrant.unit_id)
        .join(Staff, Staff.id == RoleGrant.staff_id)
        .where(RoleGrant.role.in_(roles), RoleGrant.unit_id.is_not(None), Staff.is_active)
        .distinct()
    )
    found = [Authority(role, there) for role, there in work.db.execute(query) if there]
    near = [one for one in found if units[one.unit_id].place_id in path and one.unit_id != unit_id]
    return tuple(sorted(near, key=lambda one: (-path.index(units[one.unit_id].place_id),
                                               roles.index(one.role), one.unit_id)))  # fmt: skip


def refer(
    work: Work, version: FaqVersion, *, step: str, authority: Authority, reason: str
) -> FaqReferral:
    """Put a case before an authority; the review waits for it, and its own clock runs."""
    [(_, entry)] = answers.held_with_entries(work, [version])
    answers.check_review(work, version, step=step)
    last = answers.latest_referrals(work, [version]).get(version.id)
    if last is not None and last.decided_at is None:
        raise Refused(say.REFERRED)
    if authority not in authorities(work, unit_id=entry.unit_id):
        raise Refused(say.NO_AUTHORITY)
    reason = say.opinion(reason, missing=say.NO_REFERRAL_REASON)
    received_on = today(work.now)
    due = work.book.deadline(unit_id=authority.unit_id, clock=CLOCK, received_on=received_on)
    referral = FaqReferral(
        version_id=version.id,
        step=step,
        role=authority.role,
        unit_id=authority.unit_id,
        reason=reason,
        referred_by_id=work.actor.id,
        referred_at=work.now,
        clock=CLOCK,
        received_on=received_on,
        **_counted(due),
    )
    work.db.add(referral)
    work.db.flush()
    return referral


def determine(work: Work, *, referral_id: int, may_publish: bool, opinion: str) -> FaqReferral:
    """The authority decides whether it may be public; the review goes on where it stood."""
    referral = work.db.get(FaqReferral, referral_id)
    if referral is None:
        raise NotFound(say.DETERMINED)
    version = work.db.get_one(FaqVersion, referral.version_id)
    answers.held_with_entries(work, [version])
    work.db.refresh(referral)
    check_determine(work, referral, version)
    referral.opinion = say.opinion(opinion)
    referral.may_publish, referral.decided_by_id = may_publish, work.actor.id
    referral.decided_at = work.now
    work.db.flush()
    return referral


def check_determine(work: Work, referral: FaqReferral, version: FaqVersion) -> None:
    """Raise Refused unless the actor may determine this case now."""
    answers.person(work, DECIDES, unit_id=referral.unit_id)
    if referral.decided_at is not None or version.state is not VersionState.IN_REVIEW:
        raise Refused(say.DETERMINED)
    hands = select(FaqReview.staff_id).where(FaqReview.version_id == version.id)
    if work.actor.hands & {version.author_id, referral.referred_by_id, *work.db.scalars(hands)}:
        raise Refused(say.SAME_PERSON)


def recompute(work: Work) -> int:
    """Count the open referrals' deadlines again after a calendar change; how many moved (R-34)."""
    moved = 0
    is_open = select(FaqReferral).where(FaqReferral.decided_at.is_(None))
    for row in work.db.scalars(is_open.order_by(FaqReferral.id).with_for_update()):
        due = work.book.deadline(unit_id=row.unit_id, clock=row.clock, received_on=row.received_on)
        if (due.due_at, due.provisional) == (row.due_at, row.is_provisional):
            continue
        row.earlier = [*row.earlier, {"due_on": row.due_on.isoformat(),
                                      "until": work.now.isoformat()}]  # fmt: skip
        for name, value in _counted(due).items():
            setattr(row, name, value)
        moved += 1
    return moved


def _counted(due: Deadline) -> dict[str, object]:
    return {
        "days": due.days,
        "due_on": due.due_on,
        "due_at": due.due_at,
        "is_provisional": due.provisional,
        "skipped": [{"date": day.on.isoformat(), "why": day.why} for day in due.skipped],
    }
