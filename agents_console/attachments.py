"""Files on the page of an inquiry: added, taken back, cleared, fetched; fetching is noted."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agents_console import handling
from hotline.actions import attachments as acts
from hotline.actions import reading
from hotline.errors import NotFound
from hotline.files import Store
from hotline.pages import files
from hotline.records import Attachment, Audience, HandlingLeg, StoredFile
from hotline.reports import attachments, inquiry_page
from hotline.work import Work


def keep(work: Work, *, store: Store) -> ResponseReturnValue:
    """Keep the files of a form before it is looked at."""
    return files.take_in(work, store, holder=f"staff:{work.actor.id}", admit=lambda: None)


def add(work: Work, inquiry_id: int, leg_id: int) -> ResponseReturnValue:
    """Add files to a leg: for the staff alone, unless they are marked for the reply."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    given = files.given()
    if not given:
        handling.legs.guard(work, inquiry, leg, verb=acts.VERB)
    is_for_reply = request.form.get("audience") == Audience.REPLY
    audience = Audience.REPLY if is_for_reply else Audience.INTERNAL
    acts.attach(work, inquiry, given, audience=audience, leg=leg)
    return handling.done(inquiry_id, _("已添加附件。"))


def withdraw(work: Work, inquiry_id: int, leg_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take a file back that has not gone to the inquirer."""
    inquiry, leg = handling.held(work, inquiry_id, leg_id)
    acts.withdraw(work, inquiry, leg, _of_leg(work, leg, attachment_id))
    return handling.done(inquiry_id, _("已撤下附件，记录保留。"))


def clear(work: Work, inquiry_id: int, attachment_id: int) -> ResponseReturnValue:
    """Say that a confidential inquirer's file does not show who that is."""
    shown = inquiry_page.page(work, inquiry_id=inquiry_id)
    attachment = attachments.to_open(work, attachment_id=attachment_id)
    inquiry = handling.held_inquiry(work, attachment.inquiry_id)
    acts.clear(work, inquiry, attachment, may_see_asker=shown.inquirer is not None)
    return handling.done(inquiry_id, _("承办单位现在可以查看这个附件。"))


def fetch(work: Work, attachment_id: int, *, store: Store) -> ResponseReturnValue:
    """The file, to be saved; who fetched it is noted."""
    attachment = attachments.to_open(work, attachment_id=attachment_id)
    file = work.db.get_one(StoredFile, attachment.sha256)
    answer = files.download(store, file, attachment.file_name)
    reading.fetched_file(work, attachment_id=attachment_id)
    return answer


def _of_leg(work: Work, leg: HandlingLeg, attachment_id: int) -> Attachment:
    found = work.db.get(Attachment, attachment_id)
    if found is None or found.handling_leg_id != leg.id:
        raise NotFound(attachments.NO_SUCH_FILE)
    return found
