"""Files over the interface: handed in before the inquiry they go with, fetched by proof."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from hotline import files
from hotline.errors import Refused
from hotline.files import FileFault, Kept, Store
from hotline.records import ApiKey, Audience, Inquiry
from hotline.rules.file_types import TYPES
from hotline.work import Work
from public_site import fetching
from public_site.api import shapes


def keep(
    work: Work, key: ApiKey, asked: shapes.AttachmentAsked, *, store: Store
) -> shapes.AttachmentKept:
    """Keep a file until an inquiry of this key takes it."""
    kept = files.keep(
        work, store, content=asked.content, name=asked.file_name, holder=_holder(key)
    )  # fmt: skip
    return shapes.AttachmentKept.model_validate(kept)


def given(work: Work, key: ApiKey, tokens: Sequence[str]) -> list[Kept]:
    """The files an inquiry names, as many as a form may bring."""
    kept = [files.of_token(work, token, holder=_holder(key)) for token in tokens]
    found = list({one.sha256: one for one in kept}.values())
    files.check_together(work, found)
    return found


def offered(work: Work, inquiry: Inquiry) -> list[shapes.AttachmentOffered]:
    """What whoever has shown the proof may fetch."""
    return [
        shapes.AttachmentOffered(
            file_name=shown.file_name or "",
            byte_count=shown.byte_count,
            is_from_inquirer=shown.audience is Audience.FROM_INQUIRER,
            token=token or None,
        )
        for shown, token in fetching.offered(work, inquiry)
    ]


def fetch(
    work: Work, _: ApiKey, asked: shapes.OfferAsked, *, store: Store
) -> shapes.AttachmentContent | Refused:
    """The file of an offer."""
    attachment, file = fetching.opened(work, asked.token)
    content = files.read(store, file.sha256)
    if isinstance(content, FileFault):
        return Refused(fetching.EXPIRED)
    return shapes.AttachmentContent(
        file_name=attachment.file_name,
        media_type=TYPES[file.file_type].media_type,
        byte_count=file.byte_count,
        sha256=file.sha256,
        content=b64encode(content),
    )


def _holder(key: ApiKey) -> str:
    return f"key:{key.id}"
