"""The jobs that read a file of entries and hand its drafts in, in batches that survive a crash.

Each batch is a Work of its own, which also notes how far the file is; a job that was broken off,
or is done twice at once, goes on there. A long file is several jobs, each far shorter than a lease.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import undefer

from faq_kb.exchange import handing_in, imports
from faq_kb.exchange.rows import rows, survey
from hotline import outbox
from hotline.actions.roles import actor_of
from hotline.errors import Refused
from hotline.house import House
from hotline.records import FaqImport, ImportState, Staff
from hotline.work import HOTLINE, Actor, Work
from ivr.phone import Phone

BATCH = 500
BATCHES_OF_A_JOB = 40


def import_file(house: House, phone: Phone, *, import_id: int) -> None:
    """Make drafts of a file's rows."""
    with house.open(HOTLINE) as work:
        found = work.db.get_one(FaqImport, import_id, options=[undefer(FaqImport.content)])
        content, through = found.content, found.done_through
        is_new, staff_id = found.state is ImportState.WAITING, found.staff_id
    if content is None:
        return
    with tempfile.NamedTemporaryFile(prefix="hotline-import-") as file:
        file.write(content)
        file.flush()
        path = Path(file.name)
        if is_new and not _begin(house, import_id, path):
            return
        left = (row for row in rows(path) if row.line > through)
        for _ in range(BATCHES_OF_A_JOB):
            batch = list(islice(left, BATCH))
            with _as_person(house, staff_id) as work:
                found = _held(work, import_id)
                if not batch:
                    imports.finish(work, found)
                    return
                imports.take(work, found, batch)
    with house.open(HOTLINE) as work:
        key = f"import:{import_id}:{batch[-1].line}"
        outbox.put(work, "import_file", key=key, import_id=import_id)


def _begin(house: House, import_id: int, path: Path) -> bool:
    """Read the file through once; whether it is a table of entries."""
    try:
        seen = survey(path)
    except Refused as refusal:
        with house.open(HOTLINE) as work:
            imports.unreadable(work, _held(work, import_id), refusal.wording)
        return False
    with house.open(HOTLINE) as work:
        imports.begin(_held(work, import_id), seen)
    return True


def hand_in_drafts(house: House, phone: Phone, *, import_id: int) -> None:
    """Hand in all drafts of a file for their review."""
    for _ in range(BATCHES_OF_A_JOB):
        with house.open(HOTLINE) as work:
            staff_id = work.db.get_one(FaqImport, import_id).staff_id
        with _as_person(house, staff_id) as work:
            found = _held(work, import_id)
            if not handing_in.go_on(work, found, limit=BATCH):
                return
            through = found.handing_in_through
    with house.open(HOTLINE) as work:
        key = f"hand_in:{import_id}:{work.now.timestamp()}:{through}"
        outbox.put(work, "hand_in_drafts", key=key, import_id=import_id)


@contextmanager
def _as_person(house: House, staff_id: int) -> Iterator[Work]:
    """A Work of this person or of who took over; who has lost the rights by now does nothing."""
    with house.open(HOTLINE) as work:
        staff = work.db.get_one(Staff, staff_id)
        while not staff.is_active and staff.handed_to_id is not None:
            staff = work.db.get_one(Staff, staff.handed_to_id)
        nobody = Actor(kind="staff", id=staff.id, name=staff.name)
        actor = actor_of(work.book.organisation, staff) if staff.is_active else nobody
    with house.open(actor) as work:
        yield work


def _held(work: Work, import_id: int) -> FaqImport:
    return work.db.get_one(FaqImport, import_id, with_for_update=True)
