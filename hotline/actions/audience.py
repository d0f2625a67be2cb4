"""Who is told: the people a kind of notice is for, the nearest ones first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import exists, or_, select

from hotline.actions import overdue
from hotline.records import (
    Absence,
    Complaint,
    Explanation,
    Extension,
    Followed,
    Forward,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    Notice,
    RoleGrant,
    Staff,
)
from hotline.rules.notices import NoticeKind
from hotline.rules.zone import today
from hotline.work import Work

# What decides about a request is written after it: the row that the event is about is the last.
ASKED = (
    ("forward", Forward, Forward.asked_by_id),
    ("extension", Extension, Extension.asked_by_id),
    ("explanation", Explanation, Explanation.filed_by_id),
)


@dataclass(frozen=True)
class Sought:
    """People sought by one name of a notice's `to`: by which roles, towards which unit."""

    roles: frozenset[str]
    unit_id: int
    only_at_home: bool = False


class Audience:
    """Finds the people of one Work; what was asked of the database once is remembered."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._holders: dict[int, list[tuple[str, int, int]]] = {}

    def of(
        self, kind: NoticeKind, inquiry: Inquiry, leg: HandlingLeg, *, event: str = ""
    ) -> frozenset[int]:
        """The people to be told about this leg, without whoever has just done it."""
        found: set[int] = set()
        for names in kind.to:
            found |= self._first(kind, names, leg, event=event)
        found = self._with_deputies(found)
        if inquiry.kind is InquiryKind.COMPLAINT:
            found -= self._complained_about(inquiry, found)
        return frozenset(found - {self._work.actor.id or 0})

    def may_pass(self, step: str) -> frozenset[str]:
        """The roles that decide a step of the review."""
        return self._roles_with(f"pass_{step}")

    def _roles_with(self, permission: str) -> frozenset[str]:
        roles = self._work.book.roles.items()
        return frozenset(key for key, role in roles if permission in role.may)

    def _first(
        self, kind: NoticeKind, names: Sequence[str], leg: HandlingLeg, *, event: str
    ) -> set[int]:
        """Those by the first of these names that anybody bears, the nearest before the farther."""
        candidates = []
        for position, name in enumerate(names):
            if name == "@asker":
                return self._asker(leg, event=event)
            if name == "@follower":
                return self._followers(kind, leg.inquiry_id)
            if name == "@supervisor":
                candidates += [(0, position, staff_id) for staff_id in self._supervisor(leg)]
                continue
            for sought in self._sought(name, leg):
                candidates += [
                    (nearness, position, staff_id)
                    for staff_id, nearness in self._held(sought.roles, sought.unit_id)
                    if not (sought.only_at_home and nearness)
                ]
        if not candidates:
            return set()
        best = min(candidates)[:2]
        return {staff_id for *rank, staff_id in candidates if tuple(rank) == best}

    def _sought(self, name: str, leg: HandlingLeg) -> Iterable[Sought]:
        book = self._work.book
        role, _, at = name.partition("@")
        if name == "@agrees":
            agrees = book.clocks[leg.clock].agreed_by
            if agrees is not None:
                yield Sought(frozenset({agrees}), leg.unit_id, only_at_home=True)
        elif name == "@reviewer":
            explanation = self._last_explanation(leg)
            step = overdue.next_step(self._work, explanation) if explanation else None
            if step is not None:
                yield Sought(self.may_pass(step), leg.unit_id)
        elif at:
            yield Sought(frozenset({role}), self._holder(at, leg))
        else:
            yield Sought(frozenset({role}), leg.unit_id)

    def _holder(self, function: str, leg: HandlingLeg) -> int:
        """The unit that holds the function; where none does yet, the nearest to the leg's unit."""
        organisation = self._work.book.organisation
        place_id = organisation.units[leg.unit_id].place_id
        try:
            return organisation.holder(function, place_id).id
        except LookupError:
            return leg.unit_id

    def _asker(self, leg: HandlingLeg, *, event: str) -> set[int]:
        for word, kind, column in ASKED:
            if word in event:
                query = select(column).where(kind.handling_leg_id == leg.id)
                asked = self._work.db.scalar(query.order_by(kind.id.desc()).limit(1))
                return {asked} if asked is not None else set()
        return set()

    def _supervisor(self, leg: HandlingLeg) -> Iterable[int]:
        """Who put the leg under supervised handling, if supervising it is theirs still."""
        holders = self._held(self._roles_with("supervise"), self._holder("supervised", leg))
        return {staff_id for staff_id, _ in holders if staff_id == leg.supervised_by_id}

    def _followers(self, kind: NoticeKind, inquiry_id: int) -> set[int]:
        """Who follows the inquiry and has read the last word of it."""
        unread = exists().where(
            Notice.staff_id == Followed.staff_id,
            Notice.inquiry_id == inquiry_id,
            Notice.kind == kind.key,
            Notice.in_console,
            Notice.read_at.is_(None),
        )
        query = select(Followed.staff_id).where(Followed.inquiry_id == inquiry_id, ~unread)
        return set(self._work.db.scalars(query))

    def _last_explanation(self, leg: HandlingLeg) -> Explanation | None:
        query = select(Explanation).where(Explanation.handling_leg_id == leg.id)
        return self._work.db.scalar(query.order_by(Explanation.id.desc()).limit(1))

    def _held(self, roles: frozenset[str], unit_id: int) -> list[tuple[int, int]]:
        """Who holds one of the roles towards a unit, and how far off: 0 at the unit itself."""
        known = self._holders.get(unit_id)
        if known is None:
            known = self._holders[unit_id] = self._find(unit_id)
        return [(staff_id, nearness) for role, staff_id, nearness in known if role in roles]

    def _find(self, unit_id: int) -> list[tuple[str, int, int]]:
        organisation = self._work.book.organisation
        path = organisation.places[organisation.units[unit_id].place_id].path
        query = (
            select(RoleGrant.role, Staff.id, Staff.unit_id, RoleGrant.jurisdiction_id)
            .join(Staff, Staff.id == RoleGrant.staff_id)
            .where(
                Staff.is_active,
                or_(RoleGrant.unit_id == unit_id, RoleGrant.jurisdiction_id.in_(path)),
            )
        )
        return [
            (
                role,
                staff_id,
                0 if place is None or home == unit_id else len(path) - path.index(place),
            )
            for role, staff_id, home, place in self._work.db.execute(query)
        ]

    def _complained_about(self, inquiry: Inquiry, found: set[int]) -> set[int]:
        """Those of the unit complained about, who must not hear of the complaint (R-40)."""
        about = self._work.db.scalar(
            select(Complaint.about_unit_id).where(Complaint.inquiry_id == inquiry.id)
        )
        acts_for = exists().where(RoleGrant.staff_id == Staff.id, RoleGrant.unit_id == about)
        theirs = select(Staff.id).where(Staff.id.in_(found), or_(Staff.unit_id == about, acts_for))
        return set(self._work.db.scalars(theirs))

    def _with_deputies(self, found: set[int]) -> set[int]:
        """The people, and whoever stands in for one of them who is away today."""
        return found.union(*(self._deputies.get(staff_id, ()) for staff_id in found))

    @cached_property
    def _deputies(self) -> dict[int, list[int]]:
        """Who stands in today, by whom for."""
        on = today(self._work.now)
        query = select(Absence.staff_id, Absence.deputy_id).where(Absence.within(on, on))
        found: dict[int, list[int]] = {}
        for staff_id, deputy_id in self._work.db.execute(query):
            found.setdefault(staff_id, []).append(deputy_id)
        return found
