"""Files in forms: kept before the form is read, shown again with it, handed out as downloads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

from flask import abort, g, request, send_file
from flask.wrappers import Response

from hotline import files
from hotline.errors import Refused
from hotline.files import FileFault, Kept, Store
from hotline.records import StoredFile
from hotline.rulebook import AttachmentRules
from hotline.rules.file_types import TYPES
from hotline.rules.wording import Wording
from hotline.work import Work

FIELD, KEPT = "files", "kept_file"
# Whatever is in it, it is looked at by nobody's browser here.
POLICY = "sandbox; default-src 'none'"

Keep = Callable[[bytes, str], Kept]


@dataclass
class Given:
    """The files of one form: those that are kept, and what was wrong with another."""

    kept: list[Kept] = field(default_factory=list)
    refusal: Wording | None = None


def take_in(work: Work, store: Store, *, holder: str, admit: Callable[[], None]) -> str:
    """Keep what came with this form, so that whatever else is wrong with it costs no file.

    `admit` refuses whoever sends too many.
    """
    given = g.files = Given()
    for token in request.form.getlist(KEPT)[: work.book.attachments.most_of_inquiry]:
        try:
            _add(work, given, files.of_token(work, token, holder=holder))
        except Refused as refusal:
            given.refusal = refusal.wording
    for sent in request.files.getlist(FIELD)[: work.book.attachments.most_files + 1]:
        if not sent.filename:
            continue
        try:
            admit()
            content = sent.stream.read(work.book.attachments.largest_bytes + 1)
            name = sent.filename
            _add(work, given, files.keep(work, store, content=content, name=name, holder=holder))
        except Refused as refusal:
            given.refusal = refusal.wording
    return ""


def given() -> list[Kept]:
    """The files of this form; Refused when something was wrong with one of them."""
    found: Given = g.get("files") or Given()
    if found.refusal is not None:
        raise Refused(found.refusal, field=FIELD)
    return found.kept


def given_again() -> Given:
    """For the page that shows a form: the files it came with, if it came."""
    return g.get("files") or Given()


def rules() -> AttachmentRules:
    """What files are taken, for the field that takes them."""
    found: AttachmentRules = g.work.book.attachments
    return found


def download(store: Store, file: StoredFile, name: str) -> Response:
    """The file to be saved, never to be shown; 410 when it is not what was given any more."""
    content = files.read(store, file.sha256)
    if isinstance(content, FileFault):
        # The watch on all files (`hotline.scanning`) comes by within a week and tells of it.
        abort(410)
    response = send_file(
        BytesIO(content), mimetype=TYPES[file.file_type].media_type, as_attachment=True,
        download_name=name, etag=False,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _add(work: Work, given: Given, one: Kept) -> None:
    if one.sha256 not in {each.sha256 for each in given.kept}:
        files.check_together(work, [*given.kept, one])
        given.kept.append(one)
