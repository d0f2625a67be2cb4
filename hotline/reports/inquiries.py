"""Lists of inquiries, each with the leg that counts: all in scope, a unit's to-do, the overdue."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from hotline.records import (
    Channel,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    LegState,
)
from hotline.reports import deadlines, keyset, scope
from hotline.reports.names import Names
from hotline.reports.shown import (
    InquiryRow,
    Page,
)
from hotline.reports.wanted import Wanted, conditions
from hotline.work import Work

Current = aliased(HandlingLeg)


def listed(
    work: Work, *, wanted: Wanted | None = None, after: str | None = None, limit: int = 50
) -> Page[InquiryRow]:
    """Inquiries in scope, each with the leg that counts now: the newest first, and if only those
    overdue are wanted, the one due first."""
    wanted = wanted or Wanted()
    if wanted.is_overdue:
        late = HandlingLeg.open_and_overdue(work.now), _counts_now(work), *conditions(work, wanted)
        return _by_deadline(work, *late, after=after, limit=limit)
    chosen = select(Inquiry.id, Inquiry.received_at).where(
        scope.inquiries_in_scope(work), *conditions(work, wanted)
    )
    page = keyset.newest_first(
        chosen, Inquiry.received_at, Inquiry.id, after=after, limit=limit  # type: ignore[arg-type]
    ).subquery()  # fmt: skip
    # The page first, then the leg of each that stands on it, and not of each that is wanted.
    query = with_current_leg(work, select(Inquiry).join(page, page.c.id == Inquiry.id))
    query = query.order_by(page.c.received_at.desc(), page.c.id.desc())
    found, following = keyset.cut(
        work.db.execute(query).all(),
        limit=limit,
        key=lambda row: (row[0].received_at, row[0].id),
    )
    names = Names(work)
    return Page(rows=tuple(row_of(work, names, *row) for row in found), after=following)


def todo(work: Work, *, after: str | None = None, limit: int = 50) -> Page[InquiryRow]:
    """The open legs of the actor's own units, the one due first on top."""
    return _by_deadline(work, _mine_to_do(work), after=after, limit=limit)


def _by_deadline(
    work: Work, *conditions: ColumnElement[bool], after: str | None, limit: int
) -> Page[InquiryRow]:
    """Legs in scope with their inquiries, the one due first on top."""
    query = (
        select(Inquiry, HandlingLeg)
        .join(HandlingLeg, HandlingLeg.inquiry_id == Inquiry.id)
        .where(scope.leg_in_scope(work, HandlingLeg), *conditions)
    )
    query = keyset.oldest_first(query, HandlingLeg.due_at, HandlingLeg.id, after=after, limit=limit)  # type: ignore[arg-type]
    found, following = keyset.cut(
        work.db.execute(query).all(), limit=limit, key=lambda row: (row[1].due_at, row[1].id)
    )
    names = Names(work)
    return Page(rows=tuple(row_of(work, names, *row) for row in found), after=following)


def todo_count(work: Work) -> int:
    """How many open legs the actor's own units have, as the index tells."""
    query = select(func.count()).select_from(HandlingLeg).where(_mine_to_do(work))
    return work.db.scalar(query) or 0


def _mine_to_do(work: Work) -> ColumnElement[bool]:
    return and_(HandlingLeg.state == LegState.OPEN, HandlingLeg.unit_id.in_(scope.my_units(work)))


def of_citizen(
    work: Work, *, code: str | None = None, phone: str | None = None, limit: int = 50
) -> tuple[InquiryRow, ...]:
    """Inquiries in scope found by what the citizen tells: the lookup code, or the telephone.

    By telephone nobody finds a confidential inquiry who may not know who asked it.
    """
    if code is not None:
        theirs = Inquiry.lookup_code_hash == work.seal.hash("lookup_code", code)
    else:
        is_from = Inquiry.phone_hash == work.seal.hash("telephone", phone or "")
        theirs = and_(is_from, scope.inquirer_shown(work))
    query = (
        with_current_leg(work, select(Inquiry))
        .where(scope.inquiries_in_scope(work), theirs)
        .order_by(Inquiry.received_at.desc(), Inquiry.id.desc())
        .limit(limit)
    )
    names = Names(work)
    return tuple(row_of(work, names, *row) for row in work.db.execute(query))


def to_listen(work: Work, *, limit: int = 10) -> tuple[tuple[InquiryRow, ...], int]:
    """Voicemails nobody has written down yet, the one due first on top; and how many there are."""
    query = (
        with_current_leg(work, select(Inquiry, func.count().over()))
        .where(scope.inquiries_in_scope(work), *conditions(work, Wanted(needs_listening=True)))
        .order_by(HandlingLeg.due_at, Inquiry.id)
        .limit(limit)
    )
    names = Names(work)
    found = work.db.execute(query).all()
    rows = tuple(row_of(work, names, inquiry, leg) for inquiry, _, leg in found)
    return rows, found[0][1] if found else 0


def with_current_leg(work: Work, query: Select[*tuple[Any, ...]]) -> Select[Any]:
    """A query of inquiries, each with the leg that counts now of those in scope: the open one
    that is due first, else the last."""
    is_open = Current.state == LegState.OPEN
    current = (
        select(Current.id)
        .where(Current.inquiry_id == Inquiry.id, scope.leg_in_scope(work, Current))
        .order_by(is_open.desc(), case((is_open, Current.due_at)), Current.id.desc())
        .limit(1)
        .correlate(Inquiry)
        .lateral()
    )
    legs = query.join_from(Inquiry, current, true())
    legs = legs.join(HandlingLeg, HandlingLeg.id == current.c.id)
    return legs.add_columns(HandlingLeg)


def _counts_now(work: Work) -> ColumnElement[bool]:
    """Condition on an open leg in a list of legs: it is the one that counts now."""
    is_sooner = or_(
        Current.due_at < HandlingLeg.due_at,
        and_(Current.due_at == HandlingLeg.due_at, Current.id > HandlingLeg.id),
    )
    sooner = exists().where(
        Current.inquiry_id == Inquiry.id,
        Current.state == LegState.OPEN,
        scope.leg_in_scope(work, Current),
        is_sooner,
    )
    return ~sooner


def row_of(work: Work, names: Names, inquiry: Inquiry, leg: HandlingLeg) -> InquiryRow:
    """An inquiry in a list, with this leg of it."""
    is_open = leg.state is LegState.OPEN
    return InquiryRow(
        id=inquiry.id,
        reference=inquiry.reference,
        kind=inquiry.kind,
        channel=inquiry.channel,
        channel_name=names.word("channel", inquiry.channel.value),
        state=inquiry.state,
        state_name=names.word("inquiry_state", inquiry.state.value),
        place=names.place(inquiry.jurisdiction_id),
        received_at=inquiry.received_at,
        text=inquiry.text,
        needs_listening=inquiry.text is None and is_open and _was_spoken(inquiry),
        is_confidential=inquiry.is_confidential,
        unit_id=leg.unit_id,
        unit=names.unit(leg.unit_id),
        leg_id=leg.id,
        leg_state=leg.state,
        due_on=leg.due_on,
        due_at=leg.due_at,
        is_provisional=leg.is_provisional,
        is_overdue=leg.is_overdue(work.now),
        working_days_left=deadlines.working_days_left(
            work, unit_id=leg.unit_id, place_id=inquiry.jurisdiction_id, due_on=leg.due_on,
            is_open=is_open,
        ),
    )  # fmt: skip


def _was_spoken(inquiry: Inquiry) -> bool:
    """Whether it was left as a message: a voicemail, or a complaint by telephone."""
    by_telephone = inquiry.channel is Channel.PHONE and inquiry.kind is InquiryKind.COMPLAINT
    return inquiry.channel is Channel.VOICEMAIL or by_telephone
