"""The page of one inquiry: all of it that its reader may see."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select

from hotline.errors import NotFound
from hotline.records import (
    Call,
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
from hotline.reports import attachments, deadlines, inquiries, parts, published, requests, scope
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
    RequestShown,
)
from hotline.rules.wording import Wording
from hotline.work import Work

NO_SUCH_INQUIRY = Wording(
    key="inquiry.unknown",
    zh="没有这个事项，或者您无权查看。",
    en="There is no such inquiry, or none that you may see.",
)


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
        row=inquiries.row_of(work, names, inquiry, _current(legs)),
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
