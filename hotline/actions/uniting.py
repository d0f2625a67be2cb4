"""A unit is closed and another takes over: its open legs, people, contacts, entries and functions.

What it has handled stays in its name and can still be read, by whoever took over as well.
"""

from __future__ import annotations

from sqlalchemy import exists, insert, select, update

from hotline.actions import roles, telling
from hotline.actions.editing import apply, held, may_edit, note
from hotline.actions.events import event_row
from hotline.editions import KNOWLEDGE, ORGANISATION, count_up
from hotline.errors import Refused
from hotline.records import (
    Clarification,
    Complaint,
    FaqEntry,
    FaqReferral,
    HandlingLeg,
    Inquiry,
    InquiryEvent,
    Jurisdiction,
    LegState,
    Liaison,
    Oversight,
    Position,
    ReplyTemplate,
    RoleGrant,
    SavedFilter,
    Staff,
    Unit,
)
from hotline.rules.wording import Wording
from hotline.text import clean
from hotline.work import Work

LONGEST_REASON = 200

NO_SUCCESSOR = Wording(
    key="uniting.no_successor",
    zh="请选择另一个有效的单位来接替。",
    en="Choose another unit to take over, one in force.",
)
NO_REASON = Wording(
    key="uniting.no_reason",
    zh="请写明撤并的依据，如文件名称和文号。",
    en="Say on what it rests, such as the document and its number.",
)
NO_OFFICE = Wording(
    key="uniting.no_office",
    zh="政府办只能由另一个政府办接替。",
    en="A government office is succeeded by another government office only.",
)
CLOSED = Wording(key="uniting.closed", zh="该单位已撤销。", en="This unit has been closed already.")


def unite(work: Work, *, unit_id: int, successor_id: int | None, reason: str) -> int:
    """Close a unit into another, which goes on with all it had; how many open legs that were.

    Each leg keeps its clock and its deadline, and its history says whose it was. A complaint about
    the successor goes to who holds that function above.
    """
    unit = held(work, Unit, unit_id)
    may_edit(work, place_id=unit.jurisdiction_id)
    if not unit.is_active:
        raise Refused(CLOSED)
    of_it = Unit.id == successor_id
    successor = work.db.scalar(select(Unit).where(of_it).with_for_update(of=Unit))
    if successor is None or not successor.is_active or successor.id == unit.id:
        raise Refused(NO_SUCCESSOR, field="successor")
    may_edit(work, place_id=successor.jurisdiction_id)
    if unit.is_government_office and not successor.is_government_office:
        raise Refused(NO_OFFICE, field="successor")
    reason = clean(reason, limit=LONGEST_REASON)
    if not reason:
        raise Refused(NO_REASON, field="reason")
    telling.taken_over(work, unit_id=unit.id, successor_id=successor.id)
    count = _legs(work, unit, successor)
    _people(work, unit, successor)
    _contacts(work, unit, successor)
    _knowledge(work, unit, successor)
    _functions(work, unit, successor)
    duties = [*successor.duties, *(one for one in unit.duties if one not in successor.duties)]
    apply(work, successor, "took_over", {"duties": duties}, unit_id=unit.id)
    closed = {"is_active": False, "successor_id": successor.id}
    apply(work, unit, "closed_into", closed, reason=reason, legs=count)
    count_up(work, ORGANISATION)
    return count


def _legs(work: Work, unit: Unit, successor: Unit) -> int:
    """The open legs, each with an event; written many at a time."""
    is_here = HandlingLeg.unit_id == unit.id, HandlingLeg.state == LegState.OPEN
    theirs = exists().where(HandlingLeg.inquiry_id == Inquiry.id, *is_here)
    held_ones = select(Inquiry).where(theirs).order_by(Inquiry.id).with_for_update()
    inquiries = {row.id: row for row in work.db.scalars(held_ones)}
    legs = work.db.scalars(
        select(HandlingLeg).where(*is_here).order_by(HandlingLeg.id).with_for_update()
    ).all()
    about = select(Complaint.inquiry_id).where(
        Complaint.inquiry_id.in_(inquiries), Complaint.about_unit_id == successor.id
    )
    not_its_own = set(work.db.scalars(about))
    events, changes = [], []
    for leg in legs:
        to_id = successor.id
        if leg.inquiry_id in not_its_own:
            to_id = _judge_above(work, unit, successor)
        inquiry = inquiries[leg.inquiry_id]
        events.append(
            event_row(
                work, inquiry, "leg_taken_over", leg_id=leg.id, unit_id=unit.id, to_unit_id=to_id
            )
        )
        changes.append({"id": leg.id, "version": leg.version, "unit_id": to_id})
    if changes:
        work.db.flush()
        telling.moved(work, inquiries, legs)
        work.db.execute(insert(InquiryEvent), events)
        work.db.execute(update(HandlingLeg), changes)
        for leg in legs:
            work.db.expire(leg)
        telling.moved(work, inquiries, legs)
    return len(changes)


def _judge_above(work: Work, unit: Unit, successor: Unit) -> int:
    """Who judges complaints above: nobody judges a complaint about himself (R-40)."""
    organisation = work.book.organisation
    for place_id in reversed(organisation.places[unit.jurisdiction_id].path):
        holder = organisation.oversight.get((place_id, "complaints"))
        if holder is not None and holder not in (unit.id, successor.id):
            return holder
    raise Refused(NO_SUCCESSOR, field="successor")


def _people(work: Work, unit: Unit, successor: Unit) -> None:
    """The unit's people, and the roles held at it by whomever: the same at the successor."""
    people = work.db.scalars(select(Staff).where(Staff.unit_id == unit.id).order_by(Staff.id))
    for person in people.all():
        apply(work, person, "account_altered", {"unit_id": successor.id})
    grants = work.db.scalars(
        select(RoleGrant).where(RoleGrant.unit_id == unit.id).order_by(RoleGrant.id)
    )
    for grant in grants.all():
        person = work.db.get_one(Staff, grant.staff_id)
        note(work, person, "role_moved", role=grant.role, unit_id=successor.id)
        has_it = any((g.role, g.unit_id) == (grant.role, successor.id) for g in person.grants)
        if has_it:
            roles.drop(work, person, grant)
        else:
            grant.unit_id = successor.id
    work.db.flush()


def _contacts(work: Work, unit: Unit, successor: Unit) -> None:
    """The liaisons are rung after the successor's own; one it has already stays behind."""
    liaisons = select(Liaison).order_by(Liaison.id)
    theirs = work.db.scalars(liaisons.where(Liaison.unit_id == successor.id)).all()
    known = {(one.position, one.target) for one in theirs}
    has_primary = any(one.position is Position.PRIMARY for one in theirs)
    for one in work.db.scalars(liaisons.where(Liaison.unit_id == unit.id)).all():
        position = Position.DEPUTY if has_primary else one.position
        if (position, one.target) not in known:
            known.add((position, one.target))
            one.unit_id, one.position = successor.id, position
            now = {"target": one.target, "position": position}
            note(work, successor, "liaison_added", now=now, liaison=one.name)


def _knowledge(work: Work, unit: Unit, successor: Unit) -> None:
    """Entries, and what is owed or to be decided of them, and templates of replies."""
    edition = count_up(work, KNOWLEDGE)
    mine = {"unit_id": successor.id}
    work.db.execute(
        update(FaqEntry).where(FaqEntry.unit_id == unit.id).values(edition=edition, **mine)
    )
    for kind, is_open in (
        (Clarification, Clarification.answered_at.is_(None) & Clarification.dropped_at.is_(None)),
        (FaqReferral, FaqReferral.decided_at.is_(None)),
        (ReplyTemplate, ReplyTemplate.withdrawn_at.is_(None)),
    ):
        work.db.execute(update(kind).where(kind.unit_id == unit.id, is_open).values(**mine))
    shared = update(SavedFilter).where(SavedFilter.shared_with_unit_id == unit.id)
    work.db.execute(shared.values(shared_with_unit_id=successor.id))


def _functions(work: Work, unit: Unit, successor: Unit) -> None:
    """Functions of supervision, and the units it supervised."""
    for bound in work.db.scalars(select(Oversight).where(Oversight.unit_id == unit.id)).all():
        place = work.db.get_one(Jurisdiction, bound.jurisdiction_id)
        was, now = {"unit_id": unit.id}, {"unit_id": successor.id}
        note(work, place, "function_bound", was=was, now=now, function=bound.function.value)
        bound.unit_id = successor.id
    for other in work.db.scalars(select(Unit).where(Unit.supervising_unit_id == unit.id)).all():
        new = None if other.id == successor.id else successor.id
        apply(work, other, "altered", {"supervising_unit_id": new})
