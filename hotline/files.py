"""Files that people give: kept on disk under their hash, and known by a token until they are used.

A form that is refused for something else does not cost the files that came with it: they are kept
first, in a Work of their own, and the form shown again carries their tokens. A file is on the disk,
whole, before any row says so.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import case, func
from sqlalchemy.dialects.postgresql import insert

from hotline import outbox
from hotline.errors import Refused
from hotline.records import FileFault, Scan, StoredFile
from hotline.rules.file_types import type_of
from hotline.rules.wording import Wording
from hotline.settings import Settings
from hotline.text import file_name
from hotline.work import Work

EMPTY = Wording(
    key="file.empty", zh="选的文件是空的，请重新选择。", en="The file is empty; choose another."
)
GONE = Wording(
    key="file.gone",
    zh="先前选的文件已过保留时间，请重新选择。",
    en="The file chosen earlier is kept no longer; choose it again.",
)


@dataclass(frozen=True)
class Store:
    """Where files are kept, and whether there is a scanner that must look at them first."""

    folder: Path
    has_scanner: bool

    def path(self, sha256: str) -> Path:
        """Where the content with this hash is, or would be."""
        return self.folder / sha256[:2] / sha256


@dataclass(frozen=True)
class Kept:
    """A file that was given and waits for the form, or the request, that uses it.

    `token` names it; only `holder`, who gave it, can use that.
    """

    token: str
    sha256: str
    file_name: str
    byte_count: int


def store_of(settings: Settings) -> Store:
    """The store these settings describe."""
    return Store(folder=settings.attachments_dir, has_scanner=settings.scanner_url is not None)


def keep(work: Work, store: Store, *, content: bytes, name: str, holder: str) -> Kept:
    """Keep a file; Refused when it is empty, too large or of no type that is taken."""
    rules = work.book.attachments
    if not content:
        raise Refused(EMPTY)
    if len(content) > rules.largest_bytes:
        raise Refused(too_large(work))
    found = type_of(content)
    if found is None or found.key not in rules.types:
        raise Refused(wrong_type(work))
    sha256 = hashlib.sha256(content).hexdigest()
    scan = Scan.WAITING if store.has_scanner else Scan.UNSCANNED
    given = insert(StoredFile).values(
        sha256=sha256, byte_count=len(content), file_type=found.key, kept_at=work.now, scan=scan,
        checked_at=work.now,
    )  # fmt: skip
    again: dict[str, Any] = {"kept_at": func.greatest(StoredFile.kept_at, work.now), "fault": None}
    if store.has_scanner:
        # What came before there was a scanner is looked at now.
        came_before = StoredFile.scan == Scan.UNSCANNED
        again["scan"] = case((came_before, Scan.WAITING), else_=StoredFile.scan)
    # The row is held until the file is there: whoever clears away what nobody uses waits.
    known = work.db.scalar(
        given.on_conflict_do_update(index_elements=[StoredFile.sha256], set_=again).returning(
            StoredFile.scan
        )
    )
    write_whole(store.path(sha256), content)
    if known is Scan.WAITING:
        outbox.put(work, "scan_file", key=f"scan:{sha256}:{work.now.isoformat()}", sha256=sha256)
    told = {
        "sha256": sha256, "name": file_name(name, suffixes=found.suffixes), "bytes": len(content),
        "at": work.now.isoformat(), "holder": holder,
    }  # fmt: skip
    return _kept(work.seal.close(json.dumps(told)).decode(), told)


def of_token(work: Work, token: str, *, holder: str) -> Kept:
    """The file a token names; Refused when it is another's, altered, or kept no longer."""
    try:
        told = json.loads(work.seal.open(token.encode()))
        age = work.now - datetime.fromisoformat(told["at"])
        is_theirs = told["holder"] == holder
    except (InvalidToken, ValueError, KeyError, TypeError):
        raise Refused(GONE) from None
    if not is_theirs or age > timedelta(hours=work.book.attachments.kept_hours):
        raise Refused(GONE)
    return _kept(token, told)


def check_together(work: Work, kept: Sequence[Kept]) -> None:
    """Raise Refused when these are too many for one form, or too large together."""
    rules = work.book.attachments
    if len(kept) > rules.most_files:
        raise Refused(
            Wording(
                key="file.too_many",
                zh=f"一次最多{rules.most_files}个文件，多出的没有收。",
                en=f"At most {rules.most_files} files at a time; the others were not taken.",
            )
        )
    if sum(one.byte_count for one in kept) > rules.most_bytes:
        megabytes = rules.most_bytes // 1024**2
        raise Refused(
            Wording(
                key="file.too_many_bytes",
                zh=f"文件合起来太大，一次最多{megabytes}兆字节（MB），最后选的没有收。",
                en=f"The files are too large together; at most {megabytes} MB at a time. The last "
                "was not taken.",
            )
        )


def read(store: Store, sha256: str) -> bytes | FileFault:
    """The content with this hash, or what is wrong with the file."""
    try:
        content = store.path(sha256).read_bytes()
    except OSError:
        return FileFault.MISSING
    return content if hashlib.sha256(content).hexdigest() == sha256 else FileFault.CHANGED


def write_whole(path: Path, content: bytes) -> None:
    """Write the file so that it is there whole or not at all, also after a power cut."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Voices and papers are for this account alone, also in a folder that was made before.
        folder.chmod(0o700)
    part = path.with_name(f"{path.stem}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder_itself = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder_itself)
    finally:
        os.close(folder_itself)


def too_large(work: Work) -> Wording:
    """That a file is too large, and how large it may be."""
    megabytes = work.book.attachments.largest_bytes // 1024**2
    return Wording(
        key="file.too_large",
        zh=f"文件太大，每个最大{megabytes}兆字节（MB），请压缩或分开后再选。",
        en=f"The file is too large; each may have {megabytes} MB. Make it smaller or divide it.",
    )


def wrong_type(work: Work) -> Wording:
    """That a file is of no type that is taken, and which are."""
    kinds = "、".join(work.book.attachments.types)
    return Wording(
        key="file.wrong_type",
        zh=f"不能收这种文件（以内容为准，带宏的也不收）。可以选：{kinds}。",
        en="Files of this type are not taken (its content counts, and macros are refused). "
        f"You may choose: {', '.join(work.book.attachments.types)}.",
    )


def _kept(token: str, told: dict[str, Any]) -> Kept:
    return Kept(
        token=token, sha256=told["sha256"], file_name=told["name"], byte_count=int(told["bytes"])
    )
