"""What a list of inquiries is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, func, select

from hotline.records import Channel, HandlingLeg, Inquiry, InquiryKind, InquiryState
from hotline.reports import scope
from hotline.rules.zone import end_of_day, instant
from hotline.work import Work


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; all of it together. `words` must all stand in the text."""

    kind: InquiryKind | None = None
    state: InquiryState | None = None
    channel: Channel | None = None
    place_id: int | None = None
    unit_id: int | None = None
    is_overdue: bool = False
    needs_listening: bool = False
    from_on: date | None = None
    to_on: date | None = None
    reference: str = ""
    words: str = ""


def conditions(work: Work, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Conditions on Inquiry: what is wanted. Being overdue is a leg's, and left to the list."""
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (Inquiry.kind, wanted.kind),
        (Inquiry.state, wanted.state),
        (Inquiry.channel, wanted.channel),
    ):
        if value is not None:
            found.append(column == value)
    if wanted.place_id is not None:
        found.append(Inquiry.jurisdiction_id.in_(scope.below(work, wanted.place_id)))
    if wanted.unit_id is not None:
        at_unit = select(HandlingLeg.inquiry_id).where(HandlingLeg.unit_id == wanted.unit_id)
        found.append(Inquiry.id.in_(at_unit))
    if wanted.needs_listening:
        found += [Inquiry.channel == Channel.VOICEMAIL, Inquiry.text.is_(None)]
        found.append(Inquiry.state == InquiryState.OPEN)
    if wanted.from_on is not None:
        found.append(Inquiry.received_at >= instant(on=wanted.from_on, at_time=time.min))
    if wanted.to_on is not None:
        found.append(Inquiry.received_at < end_of_day(wanted.to_on))
    if wanted.reference:
        found.append(Inquiry.reference.startswith(wanted.reference, autoescape=True))
    for word in wanted.words.split():
        if len(word) > 1:
            # What holds the word holds its pairs of characters, and of these there is an index.
            found.append(func.pairs_of(Inquiry.text).op("@>")(func.pairs_of(word)))
        found.append(Inquiry.text.icontains(word, autoescape=True))
    return found
