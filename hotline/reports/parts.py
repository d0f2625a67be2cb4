"""Pieces that the pages of a call and of an inquiry share: recordings, rating, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, select

from hotline.records import ContactRecord, Inquiry, Rating, Recording, RecordingState, Staff
from hotline.reports import scope
from hotline.reports.names import Names
from hotline.reports.shown import ContactShown, InquiryLink, RatingShown, RecordingShown
from hotline.text import telephone
from hotline.work import Work

AT_HOME = {RecordingState.FETCHED, RecordingState.KEPT}
NUMBER = re.compile(r"(?<!\d)(\d{3})\d{4,}(\d{4})(?!\d)")


def recordings(
    work: Work, names: Names, condition: ColumnElement[bool]
) -> tuple[RecordingShown, ...]:
    """The recordings that meet the condition, oldest first; those to be heard are marked."""
    may_hear = scope.recordings_in_scope(work).label("may_hear")
    query = select(Recording, may_hear).where(condition).order_by(Recording.id)
    return tuple(
        RecordingShown(
            id=row.id,
            kind=row.kind,
            kind_name=names.word("recording_kind", row.kind.value),
            state=row.state,
            state_name=names.word("recording_state", row.state.value),
            announced_at=row.announced_at,
            duration_seconds=row.duration_seconds,
            byte_count=row.byte_count,
            sha256=row.sha256,
            listened_at=row.listened_at,
            inquiry_id=row.inquiry_id,
            can_play=heard and row.state in AT_HOME,
        )
        for row, heard in work.db.execute(query)
    )


def rating(work: Work, names: Names, condition: ColumnElement[bool]) -> RatingShown | None:
    """The one rating that meets the condition, asked for or given."""
    row = work.db.scalar(select(Rating).where(condition))
    if row is None:
        return None
    return RatingShown(
        subject=row.subject,
        subject_name=names.word("subject", row.subject.value),
        invited_at=row.invited_at,
        rated_at=row.rated_at,
        score=row.score,
        score_name=names.word("score", row.score) if row.score is not None else None,
    )


def links(work: Work, names: Names, condition: ColumnElement[bool]) -> tuple[InquiryLink, ...]:
    """The inquiries in scope that meet the condition."""
    query = select(Inquiry.id, Inquiry.reference, Inquiry.kind, Inquiry.state).where(
        condition, scope.inquiries_in_scope(work)
    )
    return tuple(
        InquiryLink(
            id=row.id,
            reference=row.reference,
            kind=row.kind,
            state=row.state,
            state_name=names.word("inquiry_state", row.state.value),
        )
        for row in work.db.execute(query.order_by(Inquiry.id))
    )


def contacts(
    work: Work, leg_ids: Iterable[int], *, with_number: bool
) -> Mapping[int, tuple[ContactShown, ...]]:
    """Who rang the inquirer when, by leg."""
    query = (
        select(ContactRecord, Staff.name)
        .join(Staff, Staff.id == ContactRecord.staff_id)
        .where(ContactRecord.handling_leg_id.in_(list(leg_ids)))
        .order_by(ContactRecord.id)
    )
    found: dict[int, tuple[ContactShown, ...]] = {}
    for row, by in work.db.execute(query):
        shown = ContactShown(
            contacted_at=row.contacted_at,
            by=by,
            number_masked=row.number_masked if with_number else None,
            was_reached=row.was_reached,
            note=row.note,
        )
        found[row.handling_leg_id] = (*found.get(row.handling_leg_id, ()), shown)
    return found


def masked_target(target: str) -> str:
    """Where somebody was rung, a telephone number in it masked: sip:138****5678@…"""
    known = telephone(target)
    if known is not None and not target.lower().startswith(("sip:", "sips:")):
        return known.masked
    return NUMBER.sub(r"\1****\2", target)
