"""Files are watched over: scanned where there is a scanner, compared with their hash, cleared away.

The scanner is clamd, spoken to over its socket: https://docs.clamav.net/manual/Usage/Scanning.html,
and INSTREAM in the manual page clamd(8).
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from sqlalchemy import or_, select, update

from hotline import files, outbox
from hotline.actions import attachments
from hotline.errors import Away, Impersonal
from hotline.files import store_of
from hotline.house import House
from hotline.records import FileFault, Scan, StoredFile
from hotline.work import HOTLINE, Work
from ivr.phone import Phone

log = structlog.get_logger()

CHUNK = 64 * 1024
CLEAN, FOUND = "OK", "FOUND"
LONGEST_ANSWER = 4096
# Each file is compared so often; a batch holds the disk for a second or so.
CHECKED_EVERY = timedelta(days=7)
BATCH = 200


def scan_file(house: House, phone: Phone, *, sha256: str) -> None:
    """Have the scanner look at a file; nobody is given it before."""
    store = store_of(house.settings)
    content = files.read(store, sha256)
    if isinstance(content, FileFault):
        _note(house, sha256, fault=content)
        return
    if house.settings.scanner_url is None:
        _note(house, sha256, scan=Scan.UNSCANNED)
        return
    answer = _ask(house.settings.scanner_url, content, seconds=house.book.attachments.scan_seconds)
    if answer.endswith(FOUND):
        log.warning("infected file", sha256=sha256, says=answer)
        _note(house, sha256, scan=Scan.INFECTED)
    elif answer.endswith(CLEAN):
        _note(house, sha256, scan=Scan.CLEAN)
    else:
        raise Impersonal(f"the scanner says: {answer[:200]}")


def check_files(house: House, phone: Phone) -> None:
    """Compare files with their hashes, those first that have waited longest; unused ones go.

    Where a scanner has been set up since a file came, it looks at that one too.
    """
    store = store_of(house.settings)
    with house.open(HOTLINE) as work:
        _throw_away(work, store)
        is_due = or_(
            StoredFile.checked_at.is_(None),
            StoredFile.checked_at < work.now - CHECKED_EVERY,
            StoredFile.fault.is_not(None),
        )
        due = list(
            work.db.scalars(
                select(StoredFile.sha256).where(is_due).order_by(StoredFile.checked_at).limit(BATCH)
            )
        )
        if store.has_scanner:
            _scan_what_came_before(work)
    for sha256 in due:
        found = files.read(store, sha256)
        _note(house, sha256, fault=found if isinstance(found, FileFault) else None)


def _scan_what_came_before(work: Work) -> None:
    unscanned = select(StoredFile).where(StoredFile.scan == Scan.UNSCANNED).limit(BATCH)
    for file in work.db.scalars(unscanned.with_for_update(skip_locked=True)):
        file.scan = Scan.WAITING
        key = f"scan:{file.sha256}:{work.now.isoformat()}"
        outbox.put(work, "scan_file", key=key, sha256=file.sha256)


def _throw_away(work: Work, store: files.Store) -> None:
    """What was given and never used, because its form was left: an hour after its token ends."""
    hours = work.book.attachments.kept_hours + 1
    is_old = StoredFile.kept_at < work.now - timedelta(hours=hours)
    query = select(StoredFile).where(is_old, ~attachments.is_used()).limit(BATCH)
    for file in work.db.scalars(query.with_for_update(skip_locked=True)):
        store.path(file.sha256).unlink(missing_ok=True)
        work.db.delete(file)


def _note(house: House, sha256: str, **values: object) -> None:
    with house.open(HOTLINE) as work:
        at = "scanned_at" if "scan" in values else "checked_at"
        told = {**values, at: work.now}
        work.db.execute(update(StoredFile).where(StoredFile.sha256 == sha256).values(told))


def _ask(url: str, content: bytes, *, seconds: int) -> str:
    """What clamd says of this content, such as `stream: OK`; Away when it cannot be asked."""
    try:
        with _connected(url, seconds) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                scanner.sendall(struct.pack("!L", len(chunk)) + chunk)
            scanner.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                more = scanner.recv(LONGEST_ANSWER)
                if not more:
                    break
                answer += more
    except OSError as error:
        raise Away("the virus scanner cannot be reached") from error
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


@contextmanager
def _connected(url: str, seconds: int) -> Iterator[socket.socket]:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(seconds)
            line.connect(parts.path)
            yield line
    else:
        address = (parts.hostname or "", parts.port or 0)
        with socket.create_connection(address, timeout=seconds) as line:
            yield line
