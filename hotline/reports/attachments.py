"""The files of an inquiry, as its staff and its inquirer may see them.

A confidential inquirer's file may tell who that is. Whoever may not see who asked is told that
there is one, and gets it only once somebody who may has cleared it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from hotline.errors import NotFound
from hotline.records import (
    Attachment,
    Audience,
    HandlingLeg,
    Inquiry,
    LegState,
    Scan,
    Staff,
    StoredFile,
)
from hotline.reports import scope
from hotline.reports.names import Names
from hotline.reports.shown import AttachmentShown
from hotline.rules.wording import Wording
from hotline.work import Work

OPEN_TO_ALL = frozenset({Scan.UNSCANNED, Scan.CLEAN})
NO_SUCH_FILE = Wording(
    key="file.unknown",
    zh="没有这个附件，或者您无权查看。",
    en="There is no such file, or none that you may see.",
)


def of_inquiry(
    work: Work, names: Names, inquiry_id: int, leg_ids: Collection[int], *, with_asker: bool
) -> tuple[AttachmentShown, ...]:
    """Its files and those of these legs; `with_asker` says whether who asked may be known."""
    query = (
        select(Attachment, StoredFile, Staff.name)
        .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .outerjoin(Staff, Staff.id == Attachment.given_by_id)
        .where(
            Attachment.inquiry_id == inquiry_id,
            Attachment.withdrawn_at.is_(None),
            or_(Attachment.handling_leg_id.is_(None), Attachment.handling_leg_id.in_(leg_ids)),
        )
        .order_by(Attachment.id)
    )
    return tuple(
        _shown(names, attachment, file, by, with_asker=with_asker)
        for attachment, file, by in work.db.execute(query)
    )


def to_open(work: Work, *, attachment_id: int) -> Attachment:
    """The attachment, if this member of staff may open it now; NotFound otherwise."""
    found = work.db.execute(
        select(Attachment, Inquiry, scope.inquirer_shown(work))
        .join(Inquiry, Inquiry.id == Attachment.inquiry_id)
        .where(Attachment.id == attachment_id, scope.inquiries_in_scope(work))
    ).one_or_none()
    if found is None:
        raise NotFound(NO_SUCH_FILE)
    attachment, inquiry, with_asker = found
    every = select(HandlingLeg).where(HandlingLeg.inquiry_id == inquiry.id)
    legs = scope.parts_shown(work, inquiry, work.db.scalars(every.order_by(HandlingLeg.id)).all())
    ids = [leg.id for leg in legs]
    shown = of_inquiry(work, Names(work), inquiry.id, ids, with_asker=with_asker)
    if not any(one.id == attachment_id and one.can_open for one in shown):
        raise NotFound(NO_SUCH_FILE)
    return attachment


def for_inquirer(work: Work, inquiry: Inquiry) -> tuple[AttachmentShown, ...]:
    """What the inquirer sees with the proof: his own files, and those of replies he has (R-29)."""
    replied = select(HandlingLeg.id).where(
        HandlingLeg.inquiry_id == (inquiry.merged_into_id or inquiry.id),
        or_(HandlingLeg.state == LegState.REPLIED, HandlingLeg.reply.is_not(None)),
    )
    own = and_(Attachment.inquiry_id == inquiry.id, Attachment.audience == Audience.FROM_INQUIRER)
    of_reply = and_(Attachment.handling_leg_id.in_(replied), Attachment.audience == Audience.REPLY)
    return tuple(_theirs(work, or_(own, of_reply)))


def for_inquirer_to_open(
    work: Work, inquiry: Inquiry, *, attachment_id: int
) -> tuple[Attachment, StoredFile] | None:
    """The attachment, if this inquirer may fetch it now."""
    shown = for_inquirer(work, inquiry)
    if not any(one.id == attachment_id and one.can_open for one in shown):
        return None
    attachment = work.db.get_one(Attachment, attachment_id)
    return attachment, work.db.get_one(StoredFile, attachment.sha256)


def _theirs(work: Work, condition: ColumnElement[bool]) -> Sequence[AttachmentShown]:
    query = (
        select(Attachment, StoredFile)
        .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .where(condition, Attachment.withdrawn_at.is_(None))
        .order_by(Attachment.id)
    )
    names = Names(work)
    return [
        _shown(names, attachment, file, None, with_asker=True)
        for attachment, file in work.db.execute(query)
    ]


def _shown(
    names: Names, row: Attachment, file: StoredFile, by: str | None, *, with_asker: bool
) -> AttachmentShown:
    is_hidden = row.audience is Audience.FROM_INQUIRER and not with_asker and row.cleared_at is None
    return AttachmentShown(
        id=row.id,
        leg_id=row.handling_leg_id,
        audience=row.audience,
        audience_name=names.word("audience", row.audience.value),
        file_name=None if is_hidden else row.file_name,
        byte_count=file.byte_count,
        given_at=row.given_at,
        given_by=by,
        scan=file.scan,
        scan_name=names.word("scan", file.scan.value),
        fault_name=names.word("file_fault", file.fault.value) if file.fault else None,
        is_cleared=row.cleared_at is not None,
        can_open=not is_hidden and file.fault is None and file.scan in OPEN_TO_ALL,
    )
