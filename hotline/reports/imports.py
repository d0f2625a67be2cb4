"""Files of entries that somebody has sent in: how far each is, and what became of its rows.

Only the sender sees them: a file may hold rows of every unit in the sender's scope.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from hotline.errors import NotFound
from hotline.records import (
    FaqEntry,
    FaqImport,
    FaqImportRow,
    ImportState,
    RowResult,
    whose_is_theirs,
)
from hotline.rules.wording import Wording
from hotline.work import Work

LISTED = 50
SHOWN = 100
BATCH = 1000

NO_SUCH = Wording(
    key="import.no_such",
    zh="没有这次导入，或者不是您做的。",
    en="There is no such import, or it is not yours.",
)


@dataclass(frozen=True)
class ImportPage:
    """A file with the results so far; `refused` are the first of those that were not taken."""

    file: FaqImport
    refused: Sequence[FaqImportRow]
    # Of the drafts that could not be handed in, the first.
    kept_back: Sequence[FaqImportRow]

    @property
    def done_count(self) -> int:
        return sum(self.file.counts.values())

    @property
    def is_moving(self) -> bool:
        is_handed_in = self.file.handing_in_through is not None
        return is_handed_in or self.file.state in (ImportState.WAITING, ImportState.RUNNING)


def listed(work: Work) -> list[FaqImport]:
    """What one has sent in lately, the newest first."""
    return list(work.db.scalars(_mine(work).order_by(FaqImport.id.desc()).limit(LISTED)))


def page(work: Work, *, import_id: int) -> ImportPage:
    """One file; NotFound when it is not one's own."""
    file = _one(work, import_id)
    refused = work.db.scalars(_rows(import_id, only_refused=True).limit(SHOWN))
    kept_back = _rows(import_id).where(
        FaqImportRow.version_id.is_not(None), FaqImportRow.reason["key"].astext.is_not(None)
    )
    return ImportPage(file, list(refused), list(work.db.scalars(kept_back.limit(SHOWN))))


def rows(
    work: Work, *, import_id: int, only_refused: bool = False
) -> Iterator[tuple[FaqImportRow, str | None]]:
    """What became of each row, with its entry's code; NotFound when it is not one's own."""
    query = _rows(_one(work, import_id).id, only_refused=only_refused)
    for row in work.db.execute(query, execution_options={"yield_per": BATCH}):
        yield row.FaqImportRow, row.code


def _mine(work: Work) -> Select[FaqImport]:
    return select(FaqImport).where(FaqImport.staff_id.in_(whose_is_theirs(work.actor.hands)))


def _one(work: Work, import_id: int) -> FaqImport:
    file = work.db.scalar(_mine(work).where(FaqImport.id == import_id))
    if file is None:
        raise NotFound(NO_SUCH)
    return file


def _rows(import_id: int, *, only_refused: bool = False) -> Select[FaqImportRow, str]:
    query = (
        select(FaqImportRow, FaqEntry.code)
        .outerjoin(FaqEntry, FaqEntry.id == FaqImportRow.entry_id)
        .where(FaqImportRow.import_id == import_id)
        .order_by(FaqImportRow.line)
    )
    return query.where(FaqImportRow.result == RowResult.REFUSED) if only_refused else query
