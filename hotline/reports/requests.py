"""Forwards and extensions that were asked for: on the page of their leg, and in whose hands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from hotline.records import (
    Extension,
    Forward,
    HandlingLeg,
    Inquiry,
    InquiryEvent,
    LegState,
    Staff,
)
from hotline.reports import inquiries, scope
from hotline.reports.names import Names, person
from hotline.reports.shown import RequestShown, WaitingRow
from hotline.work import Work

LONGEST_LIST = 200
KINDS: tuple[Any, ...] = (Forward, Extension)
Asker, Decider = aliased(Staff), aliased(Staff)
ASKING = ("request_forward", "pass_on", "dispatch", "request_extension")
DECIDING = ("approve_forward", "refuse_forward", "approve_extension", "refuse_extension")
# By leg, instant, deputy, and whether it decided: the name of the person the deputy acted for.
Steads = Mapping[tuple[int | None, datetime | None, int | None, bool], str]


def of_legs(
    work: Work, names: Names, legs: Iterable[HandlingLeg]
) -> Mapping[int, tuple[RequestShown, ...]]:
    """All that was asked for on these legs, by leg id, in the order it was asked."""
    inquiry_of = {leg.id: leg.inquiry_id for leg in legs}
    rows: list[Any] = []
    for kind in KINDS:
        query = (
            select(kind, Asker.name, Decider.name)
            .join(Asker, Asker.id == kind.asked_by_id)
            .outerjoin(Decider, Decider.id == kind.decided_by_id)
            .where(kind.handling_leg_id.in_(inquiry_of))
        )
        rows += work.db.execute(query).all()
    steads = _steads(work, {inquiry_of[row.handling_leg_id] for row, *_ in rows})
    found: dict[int, list[RequestShown]] = {}
    for row, asked_by, decided_by in rows:
        found.setdefault(row.handling_leg_id, []).append(
            _shown(names, row, steads, asked_by=asked_by, decided_by=decided_by)
        )
    return {
        leg_id: tuple(sorted(rows, key=lambda one: one.asked_at)) for leg_id, rows in found.items()
    }


def forwards_waiting(work: Work) -> tuple[WaitingRow, ...]:
    """Forwards that wait for the actor's review, the leg that is due first on top."""
    reach = scope.reach(work, "review_forwards")
    return _waiting(work, Forward, reach.has_unit(HandlingLeg.unit_id))


def extensions_waiting(work: Work) -> tuple[WaitingRow, ...]:
    """Extensions that wait for the actor as the head whom the clock table names."""
    heads = {rule.agreed_by for rule in work.book.clocks.values() if rule.agreed_by}
    arms = [
        and_(
            HandlingLeg.clock.in_(
                [key for key, rule in work.book.clocks.items() if rule.agreed_by == head]
            ),
            scope.reach_as(work, head).has_unit(HandlingLeg.unit_id),
            HandlingLeg.unit_id.in_(scope.own_units(work)),
        )
        for head in sorted(heads)
    ]
    return _waiting(work, Extension, or_(false(), *arms))


def _waiting(work: Work, kind: Any, mine: ColumnElement[bool]) -> tuple[WaitingRow, ...]:
    query = (
        select(kind, Staff.name, Inquiry, HandlingLeg)
        .join(HandlingLeg, HandlingLeg.id == kind.handling_leg_id)
        .join(Inquiry, Inquiry.id == HandlingLeg.inquiry_id)
        .join(Staff, Staff.id == kind.asked_by_id)
        .where(
            kind.decided_at.is_(None),
            HandlingLeg.state == LegState.OPEN,
            mine,
            scope.leg_in_scope(work, HandlingLeg),
        )
        .order_by(HandlingLeg.due_at, kind.id)
        .limit(LONGEST_LIST)
    )
    names, rows = Names(work), work.db.execute(query).all()
    steads = _steads(work, {inquiry.id for _, _, inquiry, _ in rows})
    return tuple(
        WaitingRow(
            row=inquiries.row_of(work, names, inquiry, leg),
            request=_shown(names, row, steads, asked_by=asked_by, decided_by=None),
        )
        for row, asked_by, inquiry, leg in rows
    )


def _steads(work: Work, inquiry_ids: Collection[int]) -> Steads:
    """In whose stead a deputy did something on a leg: the history alone keeps it."""
    if not inquiry_ids:
        return {}
    stead = InquiryEvent.data["for"].as_integer()
    query = (
        select(InquiryEvent, Staff.name)
        .join(Staff, Staff.id == stead)
        .where(
            InquiryEvent.inquiry_id.in_(inquiry_ids),
            InquiryEvent.kind.in_(ASKING + DECIDING),
            stead.is_not(None),
        )
    )
    return {
        (event.handling_leg_id, event.at, event.actor_id, event.kind in DECIDING): name
        for event, name in work.db.execute(query)
    }


def _shown(
    names: Names,
    row: Forward | Extension,
    steads: Steads,
    *,
    asked_by: str,
    decided_by: str | None,
) -> RequestShown:
    leg_id = row.handling_leg_id
    forward = row if isinstance(row, Forward) else None
    return RequestShown(
        verb="approve_forward" if forward else "approve_extension",
        to_unit=names.unit(forward.to_unit_id) if forward else None,
        part_reply=forward.part_reply if forward else None,
        to_days=row.to_days if isinstance(row, Extension) else None,
        reason=row.reason,
        asked_by=person(asked_by, steads.get((leg_id, row.asked_at, row.asked_by_id, False))),
        asked_at=row.asked_at,
        is_agreed=row.is_agreed,
        decided_by=person(decided_by, steads.get((leg_id, row.decided_at, row.decided_by_id, True)))
        if decided_by
        else None,
        decided_at=row.decided_at,
        refusal_reason=row.refusal_reason,
    )
