"""Files handed out to whoever has shown the proof, and for a while only."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from flask import request
from flask.typing import ResponseReturnValue

from hotline.actions.events import note_inquiry
from hotline.errors import Refused
from hotline.files import Store
from hotline.pages import files
from hotline.records import Attachment, Inquiry, StoredFile
from hotline.reports import attachments
from hotline.reports.shown import AttachmentShown
from hotline.rules.wording import Wording
from hotline.work import Work

EXPIRED = Wording(
    key="file.offer_expired",
    zh="这个附件现在不能下载，请回到“查进度”重新填写查询码后再试。",
    en="This file cannot be fetched now. Go back to “Check progress”, enter the lookup code again "
    "and retry.",
)


def offered(work: Work, inquiry: Inquiry) -> list[tuple[AttachmentShown, str]]:
    """The files of whoever has just shown the proof, each with what fetches it for a while."""
    until = work.now + timedelta(minutes=work.book.attachments.offered_minutes)
    return [
        (shown, _token(work, inquiry, shown, until) if shown.can_open else "")
        for shown in attachments.for_inquirer(work, inquiry)
    ]


def fetch(work: Work, *, store: Store) -> ResponseReturnValue:
    """The file of a token from a page that was opened with the proof."""
    attachment, file = opened(work, request.form.get("token", ""))
    return files.download(store, file, attachment.file_name)


def opened(work: Work, token: str) -> tuple[Attachment, StoredFile]:
    """What an offer is for, as long as it holds; that it leaves is noted."""
    try:
        told = json.loads(work.seal.open(token.encode()))
        inquiry_id, attachment_id = told["inquiry_id"], told["attachment_id"]
        is_late = work.now > datetime.fromisoformat(told["until"])
    except (InvalidToken, ValueError, KeyError, TypeError):
        raise Refused(EXPIRED) from None
    inquiry = work.db.get_one(Inquiry, inquiry_id, with_for_update=True)
    found = attachments.for_inquirer_to_open(work, inquiry, attachment_id=attachment_id)
    if is_late or found is None:
        raise Refused(EXPIRED)
    attachment, file = found
    note_inquiry(work, inquiry, "file_shown", attachment_id=attachment.id)
    return attachment, file


def _token(work: Work, inquiry: Inquiry, shown: AttachmentShown, until: datetime) -> str:
    told = {
        "inquiry_id": inquiry.id, "attachment_id": shown.id, "until": until.isoformat(),
    }  # fmt: skip
    return work.seal.close(json.dumps(told)).decode()
