"""Files become part of an inquiry: the asker's, the staff's own, and those that go with a reply."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from hotline.actions import legs
from hotline.actions.events import note_inquiry
from hotline.errors import NotAllowed, Refused
from hotline.files import GONE, Kept
from hotline.records import Attachment, Audience, HandlingLeg, Inquiry, StoredFile
from hotline.rules.wording import Wording
from hotline.work import Work

VERB = "attach_file"
MAY_NOT_CLEAR = Wording(
    key="file.may_not_clear",
    zh="只有可以看到查询人的人员，才能确认其附件不含身份信息。",
    en="Only somebody who may see who asked can say that a file does not show it.",
)


def attach(
    work: Work,
    inquiry: Inquiry,
    files: Sequence[Kept],
    *,
    audience: Audience,
    leg: HandlingLeg | None = None,
) -> None:
    """Add these files to an inquiry that is held; the same one twice is there once.

    To a leg only those add who may work on it.
    """
    if not files:
        return
    if leg is not None:
        legs.guard(work, inquiry, leg, verb=VERB, given={"file"})
    count = select(func.count()).where(Attachment.inquiry_id == inquiry.id)
    most = work.book.attachments.most_of_inquiry
    if (work.db.scalar(count) or 0) + len(files) > most:
        raise Refused(_too_many(most))
    # What is to be thrown away as unused is held by whoever throws it away: wait, then look.
    wanted = {file.sha256 for file in files}
    held = select(StoredFile.sha256).where(StoredFile.sha256.in_(wanted)).with_for_update(read=True)
    if set(work.db.scalars(held)) != wanted:
        raise Refused(GONE)
    for file in files:
        taken = (
            insert(Attachment)
            .values(
                inquiry_id=inquiry.id, handling_leg_id=leg.id if leg else None,
                sha256=file.sha256, audience=audience, file_name=file.file_name,
                given_at=work.now, given_by_id=work.actor.id,
            )
            .on_conflict_do_nothing()
            .returning(Attachment.id)
        )  # fmt: skip
        attachment_id = work.db.scalar(taken)
        if attachment_id is not None:
            # The name may name a person: it stands in the row, which can be erased, and not here.
            note_inquiry(
                work, inquiry, "file_attached", leg_id=leg.id if leg else None,
                attachment_id=attachment_id, audience=audience.value, sha256=file.sha256,
                bytes=file.byte_count,
            )  # fmt: skip


def withdraw(work: Work, inquiry: Inquiry, leg: HandlingLeg, attachment: Attachment) -> None:
    """Take a file back before the leg is closed; it stays in the history, and unseen."""
    legs.guard(work, inquiry, leg, verb=VERB, given={"file"})
    if attachment.withdrawn_at is None:
        attachment.withdrawn_at, attachment.withdrawn_by_id = work.now, work.actor.id
        note_inquiry(work, inquiry, "file_withdrawn", leg_id=leg.id, attachment_id=attachment.id)


def clear(work: Work, inquiry: Inquiry, attachment: Attachment, *, may_see_asker: bool) -> None:
    """Somebody who may know who asked has looked: this file does not tell the handling unit."""
    if not may_see_asker or attachment.audience is not Audience.FROM_INQUIRER:
        raise NotAllowed(MAY_NOT_CLEAR)
    if attachment.cleared_at is None:
        attachment.cleared_at, attachment.cleared_by_id = work.now, work.actor.id
        note_inquiry(work, inquiry, "file_cleared", attachment_id=attachment.id)


def is_used() -> ColumnElement[bool]:
    """Condition on StoredFile: an inquiry has taken it."""
    return exists().where(Attachment.sha256 == StoredFile.sha256)


def _too_many(most: int) -> Wording:
    return Wording(
        key="file.too_many_of_inquiry",
        zh=f"一个事项最多{most}个附件。",
        en=f"An inquiry takes at most {most} files.",
    )
