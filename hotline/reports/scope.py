"""What an actor may see: conditions for queries, from the grants; without a grant, nothing.

A role held at a place reaches all below it, a role held at a unit reaches that unit. A scope never
sees its neighbours' records, except an inquiry in which one of its units takes part. Complaints
are for those who may see complaints, and never for the unit complained about (R-40). Who asked a
confidential inquiry is not for whoever has a hand in its handling (security.md, "Notice").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import QueryableAttribute, aliased

from hotline.records import (
    Call,
    CallLeg,
    Complaint,
    FaqEntry,
    FaqReferral,
    FaqVersion,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    Recording,
    RecordingKind,
    Unit,
)
from hotline.rules.organisation import Body
from hotline.work import Grant, Work

# Made once: making an alias costs more than everything else about a condition.
Said, About = aliased(Inquiry), aliased(Complaint)
Asked, Leg = aliased(Inquiry), aliased(HandlingLeg)


@dataclass(frozen=True)
class Reach:
    """The places and units at which somebody holds a permission; false when there are none."""

    place_ids: frozenset[int]
    unit_ids: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.place_ids or self.unit_ids)

    def covers(self, unit: Body) -> bool:
        """Whether this unit is in reach."""
        return unit.id in self.unit_ids or unit.place_id in self.place_ids

    def has_unit(self, column: QueryableAttribute[Any]) -> ColumnElement[bool]:
        """Whether the column names a unit in reach."""
        arms: list[ColumnElement[bool]] = []
        if self.place_ids:
            within = select(Unit.id).where(Unit.jurisdiction_id.in_(self.place_ids))
            arms.append(column.in_(within))
        if self.unit_ids:
            arms.append(column.in_(self.unit_ids))
        return or_(*arms) if arms else false()


def reach(work: Work, permission: str) -> Reach:
    """Where the actor holds this permission; nobody but staff holds any."""
    grants = [
        grant
        for grant in (work.actor.grants if work.actor.kind == "staff" else ())
        if work.book.may(frozenset({grant.role}), permission)
    ]
    return Reach(
        place_ids=frozenset().union(*(grant.place_ids for grant in grants)),
        unit_ids=_units_of(grants),
    )


def units_with(work: Work, permission: str) -> list[Body]:
    """The active units for which the actor holds this permission, each place's together."""
    found = reach(work, permission)
    units = work.book.organisation.units.values()
    mine = [unit for unit in units if unit.is_active and found.covers(unit)]
    return sorted(mine, key=lambda unit: (unit.place_id, unit.id))


def holds(work: Work, permission: str, *, place_id: int) -> bool:
    """Whether the actor holds this permission for a place."""
    return place_id in reach(work, permission).place_ids


def reach_as(work: Work, role: str) -> Reach:
    """Where the actor holds this role itself, whatever else may be done by it."""
    grants = [grant for grant in work.actor.grants if grant.role == role]
    return Reach(
        place_ids=frozenset().union(*(grant.place_ids for grant in grants)),
        unit_ids=_units_of(grants),
    )


def _units_of(grants: Iterable[Grant]) -> frozenset[int]:
    """The units of grants held at one unit; those of a place follow from the place."""
    return frozenset().union(*(grant.unit_ids for grant in grants if not grant.place_ids))


def narrowed(found: Reach, *, place_ids: frozenset[int] | None) -> Reach:
    """The reach within some places only; None leaves it as it is."""
    if place_ids is None:
        return found
    return Reach(place_ids=found.place_ids & place_ids, unit_ids=frozenset())


def below(work: Work, place_id: int) -> frozenset[int]:
    """The ids of a place and of all places below it."""
    places = work.book.organisation.places.values()
    return frozenset(place.id for place in places if place_id in place.path)


def own_units(work: Work) -> frozenset[int]:
    """The units the actor belongs to or acts for: a complaint about one is not for these eyes."""
    return (
        _units_of(work.actor.grants)
        | work.actor.home_unit_ids
        | ({work.actor.unit_id} if work.actor.unit_id is not None else frozenset())
    )


# By each of these somebody has a hand in how a unit's legs are handled.
HANDLING = ("work_legs", "review_forwards", "agree_extensions")


def _handled(work: Work) -> Reach:
    """The units in whose handling the actor has a hand, or in whose name he holds any role."""
    found = [reach(work, permission) for permission in HANDLING]
    # A deputy's own units count too; operators are employed by an office and do not handle for it.
    own = work.actor.home_unit_ids if work.actor.deputy_for is not None else frozenset()
    return Reach(
        place_ids=frozenset().union(*(each.place_ids for each in found)),
        unit_ids=_units_of(work.actor.grants) | own,
    )


def my_units(work: Work) -> frozenset[int]:
    """The units whose legs are the actor's to work on, and so stand in the to-do list."""
    working = reach(work, "work_legs")
    unit = work.book.organisation.units.get(work.actor.unit_id or 0)
    at_home = unit is not None and unit.place_id in working.place_ids
    return working.unit_ids | (frozenset({unit.id}) if at_home and unit else frozenset())


def calls_in_scope(work: Work) -> ColumnElement[bool]:
    """Condition on Call: calls the actor may open.

    A call's page shows a number: not to whoever handles a confidential inquiry of that call.
    """
    seen = reach(work, "see_calls")
    arms: list[ColumnElement[bool]] = []
    if seen.place_ids:
        arms.append(Call.jurisdiction_id.in_(seen.place_ids))
    if seen.unit_ids:
        rung = select(CallLeg.call_id).where(CallLeg.unit_id.in_(seen.unit_ids))
        arms.append(Call.id.in_(rung))
    if not arms:
        return false()
    about_us = exists().where(
        Said.call_id == Call.id,
        About.inquiry_id == Said.id,
        About.about_unit_id.in_(own_units(work)),
    )
    handled = _handled(work)
    if not handled:
        return and_(or_(*arms), not_(about_us))
    stays_unknown = exists().where(
        Asked.call_id == Call.id,
        Asked.is_confidential,
        Leg.inquiry_id == Asked.id,
        handled.has_unit(Leg.unit_id),
    )
    return and_(or_(*arms), not_(about_us), not_(stays_unknown))


def inquiries_in_scope(work: Work) -> ColumnElement[bool]:
    """Condition on Inquiry: inquiries, and complaints, the actor may open."""
    arms: list[ColumnElement[bool]] = []
    if seen := reach(work, "see_inquiries"):
        arms.append(and_(Inquiry.kind == InquiryKind.INQUIRY, _touches(seen)))
    if seen := reach(work, "see_complaints"):
        is_complaint = Inquiry.kind == InquiryKind.COMPLAINT
        arms.append(and_(is_complaint, _touches(seen), not_(_is_about_us(work))))
    return or_(*arms) if arms else false()


def _is_about_us(work: Work) -> ColumnElement[bool]:
    theirs = exists().where(
        About.inquiry_id == Inquiry.id, About.about_unit_id.in_(own_units(work))
    )
    # Of the inquiry that is asked about, however deep within the query it is asked.
    return theirs.correlate(Inquiry)


def entries_in_scope(work: Work) -> ColumnElement[bool]:
    """Condition on FaqEntry: entries the actor may see in every state, also unpublished ones.

    Whoever determines referred cases sees the entries of those cases too.
    """
    kept = reach(work, "see_entries").has_unit(FaqEntry.unit_id)
    deciding = reach(work, "decide_referrals")
    if not deciding:
        return kept
    referred = (
        select(FaqVersion.entry_id)
        .join(FaqReferral, FaqReferral.version_id == FaqVersion.id)
        .where(deciding.has_unit(FaqReferral.unit_id))
    )
    return or_(kept, FaqEntry.id.in_(referred))


def leg_in_scope(work: Work, leg: type[HandlingLeg]) -> ColumnElement[bool]:
    """Condition on a leg and its Inquiry: the actor may open it, for it lies at home, or with a
    unit in reach. An inquiry is in scope when one of its legs is."""
    arms: list[ColumnElement[bool]] = []
    if seen := reach(work, "see_inquiries"):
        arms.append(and_(Inquiry.kind == InquiryKind.INQUIRY, _reaches(seen, leg)))
    if seen := reach(work, "see_complaints"):
        is_complaint = Inquiry.kind == InquiryKind.COMPLAINT
        arms.append(and_(is_complaint, _reaches(seen, leg), not_(_is_about_us(work))))
    return or_(*arms) if arms else false()


def leg_supervised(work: Work) -> ColumnElement[bool]:
    """Condition on HandlingLeg alone: it lies with a unit that the actor supervises, and is none
    of a complaint that is not for these eyes. Who supervises a unit may open what it handles."""
    hidden = select(Complaint.inquiry_id)
    if reach(work, "see_complaints"):
        hidden = hidden.where(Complaint.about_unit_id.in_(own_units(work)))
    seen = reach(work, "supervise")
    return and_(seen.has_unit(HandlingLeg.unit_id), HandlingLeg.inquiry_id.not_in(hidden))


def _reaches(seen: Reach, leg: type[HandlingLeg]) -> ColumnElement[bool]:
    return or_(Inquiry.jurisdiction_id.in_(seen.place_ids), seen.has_unit(leg.unit_id))


def inquirer_shown(work: Work) -> ColumnElement[bool]:
    """Condition on Inquiry: who asked may be shown (masked). A confidential one's may not be to
    whoever has a hand in its handling."""
    return or_(not_(Inquiry.is_confidential), not_(_has_leg_at(_handled(work))))


def recordings_in_scope(work: Work) -> ColumnElement[bool]:
    """Condition on Recording: recordings the actor may hear.

    With the call, or with an inquiry that arose from it; but never a call in which a complaint
    was spoken that may not be seen, nor one in which somebody asked who is to stay unknown. A
    complaint's own message is heard by whoever answers it all the same: nobody else may.
    """
    hear = reach(work, "hear_recordings")
    if not hear:
        return false()
    with_call = exists().where(
        Call.id == Recording.call_id, Call.jurisdiction_id.in_(hear.place_ids), calls_in_scope(work)
    )
    belongs = or_(
        Recording.inquiry_id == Inquiry.id,
        and_(Recording.inquiry_id.is_(None), Inquiry.call_id == Recording.call_id),
    )
    is_complaint = Inquiry.kind == InquiryKind.COMPLAINT
    heard = or_(inquirer_shown(work), and_(is_complaint, Recording.kind == RecordingKind.VOICEMAIL))
    with_inquiry = exists(
        select(Inquiry.id).where(belongs, inquiries_in_scope(work), _touches(hear), heard)
    )
    hidden = exists(
        select(Inquiry.id).where(
            or_(
                Recording.inquiry_id == Inquiry.id,
                and_(
                    Recording.kind != RecordingKind.VOICEMAIL,
                    Inquiry.call_id == Recording.call_id,
                ),
            ),
            or_(and_(is_complaint, not_(inquiries_in_scope(work))), not_(heard)),
        )
    )
    return and_(or_(with_call, with_inquiry), not_(hidden))


def may_hear(work: Work, *, recording_id: int) -> bool:
    """Whether the actor may hear this recording."""
    query = select(Recording.id).where(Recording.id == recording_id, recordings_in_scope(work))
    return work.db.scalar(query) is not None


def parts_shown(
    work: Work, inquiry: Inquiry, legs: Sequence[HandlingLeg]
) -> tuple[HandlingLeg, ...]:
    """The legs the actor sees: all at home; else the earlier parts, up to the last one's own."""
    complaint = inquiry.kind is InquiryKind.COMPLAINT
    seen = reach(work, "see_complaints" if complaint else "see_inquiries")
    if inquiry.jurisdiction_id in seen.place_ids:
        return tuple(legs)
    units = work.book.organisation.units
    mine = [
        index
        for index, leg in enumerate(legs)
        if leg.unit_id in seen.unit_ids
        or (leg.unit_id in units and units[leg.unit_id].place_id in seen.place_ids)
    ]
    return tuple(legs[: mine[-1] + 1]) if mine else ()


def _touches(seen: Reach) -> ColumnElement[bool]:
    """Condition on Inquiry: it belongs to a place in reach, or a unit in reach takes part."""
    if not seen.place_ids:
        return _has_leg_at(seen)
    # Asked of the few rows that lie elsewhere, one by one: of an EXISTS in an OR the database
    # would make a table of all legs there are before it looks at the first row.
    takes_part = (
        select(true())
        .where(Leg.inquiry_id == Inquiry.id, seen.has_unit(Leg.unit_id))
        .limit(1)
        .scalar_subquery()
    )
    return or_(Inquiry.jurisdiction_id.in_(seen.place_ids), func.coalesce(takes_part, false()))


def _has_leg_at(seen: Reach) -> ColumnElement[bool]:
    if not seen:
        return false()
    return exists().where(Leg.inquiry_id == Inquiry.id, seen.has_unit(Leg.unit_id))
