"""Inquiries as the console shows them: lists, a unit's to-do, and the page of one inquiry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from hotline.errors import NotFound
from hotline.records import (
    Call,
    Channel,
    Complaint,
    HandlingLeg,
    Inquiry,
    InquiryEvent,
    InquiryKind,
    InquiryState,
    LegState,
    Rating,
    Recording,
    RecordingKind,
)
from hotline.reports import attachments, deadlines, keyset, parts, published, requests, scope
from hotline.reports.names import Names
from hotline.reports.sentences import Teller
from hotline.reports.shown import (
    CallLink,
    ComplaintShown,
    ContactShown,
    DeadlineShown,
    HandlingLegShown,
    Inquirer,
    InquiryLink,
    InquiryPage,
    InquiryRow,
    Page,
    RequestShown,
)
from hotline.reports.wanted import Wanted, conditions
from hotline.rules.wording import Wording
from hotline.work import Work

Current = aliased(HandlingLeg)
NO_SUCH_INQUIRY = Wording(
    key="inquiry.unknown",
    zh="没有这个事项，或者您无权查看。",
    en="There is no such inquiry, or none that you may see.",
)


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


def page(work: Work, *, inquiry_id: int) -> InquiryPage:
    """Everything about one inquiry; NotFound when there is none, or none this actor may see."""
    found = work.db.execute(
        select(Inquiry, scope.inquirer_shown(work).label("inquirer_shown"), Complaint, Call)
        .outerjoin(Complaint, Complaint.inquiry_id == Inquiry.id)
        .outerjoin(Call, and_(Call.id == Inquiry.call_id, scope.calls_in_scope(work)))
        .where(Inquiry.id == inquiry_id, scope.inquiries_in_scope(work))
    ).one_or_none()
    if found is None:
        raise NotFound(NO_SUCH_INQUIRY)
    inquiry, inquirer_shown, complaint, call = found
    names = Names(work)
    every = select(HandlingLeg).where(HandlingLeg.inquiry_id == inquiry_id)
    legs = scope.parts_shown(work, inquiry, work.db.scalars(every.order_by(HandlingLeg.id)).all())
    counted = deadlines.of_legs(work, names, legs)
    asked = requests.of_legs(work, names, legs)
    rung = parts.contacts(work, counted, with_number=inquirer_shown)
    unit_of = {leg.id: names.unit(leg.unit_id) for leg in legs}
    return InquiryPage(
        row=row_of(work, names, inquiry, _current(legs)),
        event_count=inquiry.event_count,
        place_id=inquiry.jurisdiction_id,
        inquirer=(
            Inquirer(name=inquiry.inquirer_name, phone_masked=inquiry.phone_masked)
            if inquirer_shown
            else None
        ),
        category=inquiry.category,
        language=inquiry.language,
        other_ways_told=inquiry.other_ways_told,
        code_given_at=inquiry.code_given_at,
        replied_at=inquiry.replied_at,
        public_reply=published.reply_to(work, inquiry),
        first_responder=names.maybe_unit(inquiry.first_responder_unit_id),
        legs=tuple(
            _leg(
                names, leg, counted[leg.id], requests=asked.get(leg.id, ()),
                contacts=rung.get(leg.id, ()), sender=unit_of.get(leg.sender_leg_id or 0),
            )
            for leg in legs
        ),
        timeline=Teller(
            work, _history(work, inquiry_id, legs), units={leg.id: leg.unit_id for leg in legs}
        ).tell(),
        complaint=_complaint(work, names, complaint),
        merged_into=next(
            iter(parts.links(work, names, Inquiry.id == inquiry.merged_into_id)), None
        ),
        duplicates=_duplicates(work, names, inquiry),
        complaints_about=parts.links(
            work, names,
            Inquiry.id.in_(
                select(Complaint.inquiry_id).where(Complaint.about_inquiry_id == inquiry_id)
            ),
        ),
        call=_call(call),
        recordings=parts.recordings(work, names, _recordings_of(inquiry)),
        attachments=attachments.of_inquiry(
            work, names, inquiry_id, [leg.id for leg in legs], with_asker=inquirer_shown
        ),
        rating=parts.rating(work, names, Rating.inquiry_id == inquiry_id),
    )  # fmt: skip


def _duplicates(work: Work, names: Names, inquiry: Inquiry) -> tuple[InquiryLink, ...]:
    """The same caller's other inquiries, where nobody asked for confidentiality."""
    if inquiry.phone_hash is None or inquiry.is_confidential:
        return ()
    others = and_(
        Inquiry.phone_hash == inquiry.phone_hash,
        Inquiry.id != inquiry.id,
        Inquiry.kind == InquiryKind.INQUIRY,
        ~Inquiry.is_confidential,
        Inquiry.merged_into_id.is_(None),
        Inquiry.state != InquiryState.WITHDRAWN,
    )
    return parts.links(work, names, others)


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


def _current(legs: Sequence[HandlingLeg]) -> HandlingLeg:
    open_legs = [leg for leg in legs if leg.state is LegState.OPEN]
    return min(open_legs, key=lambda leg: leg.due_at) if open_legs else legs[-1]


def _history(work: Work, inquiry_id: int, legs: Sequence[HandlingLeg]) -> Sequence[InquiryEvent]:
    """The inquiry's events, without those of legs that are not shown."""
    query = select(InquiryEvent).where(InquiryEvent.inquiry_id == inquiry_id)
    shown = {leg.id for leg in legs} | {None}
    return [
        event
        for event in work.db.scalars(query.order_by(InquiryEvent.seq))
        if event.handling_leg_id in shown
    ]


def _recordings_of(inquiry: Inquiry) -> ColumnElement[bool]:
    """Its voicemail; and what was recorded of the call it arose from."""
    own = Recording.inquiry_id == inquiry.id
    if inquiry.call_id is None:
        return own
    of_call = and_(Recording.call_id == inquiry.call_id, Recording.kind != RecordingKind.VOICEMAIL)
    return own | of_call


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


def _leg(
    names: Names,
    leg: HandlingLeg,
    deadline: DeadlineShown,
    *,
    requests: tuple[RequestShown, ...],
    contacts: tuple[ContactShown, ...],
    sender: Wording | None,
) -> HandlingLegShown:
    return HandlingLegShown(
        id=leg.id,
        unit_id=leg.unit_id,
        unit=names.unit(leg.unit_id),
        clock=leg.clock,
        state=leg.state,
        state_name=names.word("leg_state", leg.state.value),
        received_at=leg.received_at,
        signed_for_at=leg.signed_for_at,
        closed_at=leg.closed_at,
        internal_note=leg.internal_note,
        reply=leg.reply,
        version=leg.version,
        deadline=deadline,
        sender=sender,
        is_designated=leg.is_designated,
        classified_because=leg.classified_because,
        requests=requests,
        contacts=contacts,
    )


def _complaint(work: Work, names: Names, row: Complaint | None) -> ComplaintShown | None:
    if row is None:
        return None
    about = parts.links(work, names, Inquiry.id == row.about_inquiry_id)
    return ComplaintShown(
        ground=row.ground,
        ground_name=names.word("ground", row.ground.value),
        about=about[0] if about else None,
        about_unit=names.maybe_unit(row.about_unit_id),
        findings=row.findings,
        opinion=row.opinion,
        outcome=row.outcome,
    )


def _call(call: Call | None) -> CallLink | None:
    return CallLink(id=call.id, arrived_at=call.arrived_at) if call is not None else None
