"""How things stand with a leg, in the words of the table of moves: which of its needs are met."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import exists, func, select

from hotline.records import (
    Complaint,
    Explanation,
    Extension,
    Forward,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    LegState,
)
from hotline.rules import clocks
from hotline.work import Work

Asked = TypeVar("Asked", Forward, Extension)

# after the second return or forward the government office names the unit.
MOVED_OFTEN = 2


def roles_for(work: Work, leg: HandlingLeg) -> frozenset[str]:
    """The roles the actor holds towards this leg; the hotline itself is a role of its own.

    A government office's role reaches all units below its place, to see; it works only on legs
    that lie at an office.
    """
    if work.actor.kind == "hotline":
        return frozenset({"hotline"})
    unit = work.book.organisation.units[leg.unit_id]
    roles = work.actor.roles_at(place_id=unit.place_id, unit_id=leg.unit_id)
    return roles if unit.is_government_office else roles - {"government_office"}


def waiting(work: Work, kind: type[Asked], leg: HandlingLeg) -> Asked | None:
    """What was asked for on this leg and is not decided yet."""
    query = select(kind).where(kind.handling_leg_id == leg.id, kind.decided_at.is_(None))
    return work.db.scalar(query)


def times_moved(work: Work, inquiry: Inquiry) -> int:
    """How often units have returned the inquiry or forwarded it (R-24).

    An office's dispatching is its work and no such move, nor is the passing-on of a joint reply.
    """
    units = work.book.organisation.units
    query = select(HandlingLeg.state, HandlingLeg.unit_id, HandlingLeg.reply).where(
        HandlingLeg.inquiry_id == inquiry.id,
        HandlingLeg.state.in_([LegState.RETURNED, LegState.FORWARDED]),
    )
    return sum(
        state is LegState.RETURNED or (reply is None and not units[unit_id].is_government_office)
        for state, unit_id, reply in work.db.execute(query)
    )


def _holds(work: Work, leg: HandlingLeg, function: str) -> bool:
    """Whether the actor's unit holds this function of supervision where the leg lies or above."""
    organisation = work.book.organisation
    path = organisation.places[organisation.units[leg.unit_id].place_id].path
    holders = {organisation.oversight.get((place_id, function)) for place_id in path}
    return work.actor.unit_id is not None and work.actor.unit_id in holders


def _is_own(work: Work, leg: HandlingLeg) -> bool:
    """Whether the leg lies at the actor's own unit, or at one he holds a role at."""
    at_unit = any(
        leg.unit_id in grant.unit_ids for grant in work.actor.grants if not grant.place_ids
    )
    return at_unit or work.actor.unit_id == leg.unit_id


class Around:
    """What stands around some legs of an inquiry, each kind of it looked up once for all of them,
    and only when it is asked for."""

    def __init__(self, work: Work, inquiry: Inquiry, legs: Iterable[HandlingLeg]) -> None:
        self._work, self._inquiry = work, inquiry
        self._leg_ids = [leg.id for leg in legs]

    @cached_property
    def forwards(self) -> Mapping[int, Forward]:
        """The forward that waits for its review, by leg."""
        return self._waiting(Forward)

    @cached_property
    def extensions(self) -> Mapping[int, Extension]:
        """The extension that waits for the head, by leg."""
        return self._waiting(Extension)

    def _waiting(self, kind: type[Asked]) -> Mapping[int, Asked]:
        query = select(kind).where(
            kind.handling_leg_id.in_(self._leg_ids), kind.decided_at.is_(None)
        )
        return {row.handling_leg_id: row for row in self._work.db.scalars(query)}

    @cached_property
    def explained(self) -> frozenset[int]:
        """The legs for which an explanation stands, in review or published."""
        query = select(Explanation.handling_leg_id).where(
            Explanation.handling_leg_id.in_(self._leg_ids), Explanation.sent_back_at.is_(None)
        )
        return frozenset(self._work.db.scalars(query))

    @cached_property
    def times_moved(self) -> int:
        return times_moved(self._work, self._inquiry)

    @cached_property
    def upheld_at(self) -> datetime | None:
        """When the last complaint about this inquiry that was upheld was answered."""
        query = (
            select(func.max(HandlingLeg.closed_at))
            .join(Complaint, Complaint.inquiry_id == HandlingLeg.inquiry_id)
            .where(Complaint.about_inquiry_id == self._inquiry.id, Complaint.is_upheld.is_(True))
        )
        return self._work.db.scalar(query)

    @cached_property
    def is_reopened(self) -> bool:
        """Whether it is handled again since that complaint."""
        if self.upheld_at is None:
            return False
        since = exists().where(
            HandlingLeg.inquiry_id == self._inquiry.id, HandlingLeg.received_at > self.upheld_at
        )
        return bool(self._work.db.scalar(select(since)))


class Situation:
    """The needs of the table of moves that are met for a leg, as if all were in this container.

    Each is looked up when it is asked for: a move costs no more than what it needs to know.
    `brought` are the needs that the actor brings along; `around` is shared by the legs of a page.
    """

    def __init__(
        self,
        work: Work,
        inquiry: Inquiry,
        leg: HandlingLeg,
        *,
        brought: Collection[str] = (),
        around: Around | None = None,
    ) -> None:
        self.work, self.inquiry, self.leg = work, inquiry, leg
        self.around = around or Around(work, inquiry, [leg])
        self.rule = work.book.clocks[leg.clock]
        self.is_office = work.book.organisation.units[leg.unit_id].is_government_office
        self.is_complaint = inquiry.kind is InquiryKind.COMPLAINT
        self.is_late = leg.is_overdue(work.now)
        self.is_own = _is_own(work, leg)
        self.roles = roles_for(work, leg)
        self._brought = frozenset(brought)

    def __contains__(self, need: object) -> bool:
        stands = FACTS.get(str(need))
        return need in self._brought or (stands is not None and stands(self))

    @property
    def forward(self) -> Forward | None:
        return self.around.forwards.get(self.leg.id)

    @property
    def extension(self) -> Extension | None:
        return self.around.extensions.get(self.leg.id)


FACTS: Mapping[str, Callable[[Situation], bool]] = MappingProxyType(
    {
        "not_yet_signed": lambda its: its.leg.signed_for_at is None,
        "complaint": lambda its: its.is_complaint,
        "no_complaint": lambda its: not its.is_complaint,
        "at_office": lambda its: its.is_office,
        "at_department": lambda its: not its.is_office,
        "classifiable": lambda its: its.leg.clock in clocks.CLASSES,
        "not_designated": lambda its: not its.leg.is_designated,
        "not_to_designate": lambda its: not its.is_office or its.around.times_moved < MOVED_OFTEN,
        "no_forward_request": lambda its: its.forward is None,
        "forward_request": lambda its: its.forward is not None,
        "other_than_requester": lambda its: (
            its.forward is not None and its.forward.asked_by_id not in its.work.actor.hands
        ),
        "sender": lambda its: its.leg.sender_leg_id is not None,
        "extendable": lambda its: (
            (its.leg.extended_to_days or its.rule.days) < (its.rule.cap_days or 0)
        ),
        "before_due": lambda its: not its.is_late,
        "no_extension_request": lambda its: its.extension is None,
        "extension_request": lambda its: its.extension is not None,
        "role_of_clock": lambda its: its.is_own and its.rule.agreed_by in its.roles,
        "own_leg": lambda its: its.is_own,
        "known_telephone": lambda its: (
            its.inquiry.phone_hash is not None and not its.inquiry.is_confidential
        ),
        "overdue": lambda its: its.is_late,
        "owes_explanation": lambda its: its.leg.state is LegState.OPEN or its.is_late,
        "no_explanation": lambda its: its.leg.id not in its.around.explained,
        "holds_accountability": lambda its: _holds(its.work, its.leg, "accountability"),
        "holds_supervised": lambda its: _holds(its.work, its.leg, "supervised"),
        "not_supervised": lambda its: its.leg.supervised_at is None,
        "supervised": lambda its: its.leg.supervised_at is not None,
        "upheld_complaint": lambda its: its.around.upheld_at is not None,
        "not_reopened": lambda its: not its.around.is_reopened,
    }
)
