"""A file's rows to drafts: batch by batch, each row with its result; a bad one costs no other.

Nothing here publishes: what comes in is a draft and goes the way of every draft (R-52).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import DataError, IntegrityError

from faq_kb import wordings as words
from faq_kb.actions import OPEN
from faq_kb.drafting import KEPT, Draft, person, write
from faq_kb.exchange import refusals as say
from faq_kb.exchange.fields import HALF, BadCell, Reader, Row, Survey
from faq_kb.exchange.reading import LARGEST_FILE
from hotline import outbox
from hotline.errors import Refused
from hotline.records import (
    FaqEntry,
    FaqImport,
    FaqImportRow,
    FaqVersion,
    ImportState,
    RowResult,
    VersionState,
)
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.text import clean, clean_lines
from hotline.work import Work

LONGEST_NAME = 200
SHOWN_OF_CELL = 200


def receive(work: Work, *, unit_id: int, file_name: str, content: bytes) -> FaqImport:
    """A file has been sent in: a job will read it."""
    staff_id = person(work, "draft_answers", unit_id=unit_id)
    if not content:
        raise Refused(say.NO_FILE)
    if len(content) > LARGEST_FILE:
        raise Refused(say.TOO_LARGE)
    made = FaqImport(
        file_name=clean(HALF.sub("", file_name), limit=LONGEST_NAME) or "—",
        content=content,
        byte_count=len(content),
        unit_id=unit_id,
        staff_id=staff_id,
        received_at=work.now,
    )
    work.db.add(made)
    work.db.flush()
    outbox.put(work, "import_file", key=f"import:{made.id}", import_id=made.id)
    return made


def begin(found: FaqImport, survey: Survey) -> None:
    """The file has been read once and is a table: its rows come next."""
    found.state = ImportState.RUNNING
    found.row_count, found.ignored = survey.row_count, list(survey.ignored)


def unreadable(work: Work, found: FaqImport, reason: Wording) -> None:
    """The file is no table; nothing of it was taken."""
    found.state, found.fault = ImportState.UNREADABLE, _kept(reason)
    found.ended_at, found.content = work.now, None


def finish(work: Work, found: FaqImport) -> None:
    """Every row has its result, and the file has served its purpose."""
    found.state, found.ended_at, found.content = ImportState.DONE, work.now, None


def take(work: Work, found: FaqImport, rows: Sequence[Row]) -> None:
    """Make drafts of these rows and note what became of each; those done before are left out."""
    fresh = [row for row in rows if row.line > found.done_through]
    if not fresh:
        return
    try:
        with work.db.begin_nested():
            results = _results(work, found, fresh)
    except (DataError, IntegrityError):
        # One row is what no rule here knows and the database refuses: it must not cost the others.
        results = [one for row in fresh for one in _alone(work, found, row)]
    for row, result in zip(fresh, results, strict=True):
        result |= {"import_id": found.id, "line": row.line}
    work.db.execute(insert(FaqImportRow), results)
    found.done_through = fresh[-1].line


Result = dict[str, Any]


def _alone(work: Work, found: FaqImport, row: Row) -> list[Result]:
    try:
        with work.db.begin_nested():
            return _results(work, found, [row])
    except (DataError, IntegrityError):
        return [_refused(row, BadCell("", say.NOT_KEPT))]


def _results(work: Work, found: FaqImport, rows: Sequence[Row]) -> list[Result]:
    """What becomes of each row, in their order."""
    reader = Reader(work.book.organisation, unit_id=found.unit_id, on=today(work.now))
    results: dict[int, Result] = {}
    drafts: dict[int, Draft] = {}
    for row in rows:
        try:
            drafts[row.line] = reader.draft(row)
        except BadCell as fault:
            results[row.line] = _refused(row, fault)
    known = Known(work, drafts.values())
    first: dict[str, int] = {}
    by_line = {row.line: row for row in rows}
    for line, draft in drafts.items():
        there = known.get(draft)
        code = there.entry.code if there else draft.code or _code_for(work, draft)
        drafts[line] = replace(draft, code=code)
        if first.setdefault(code, line) != line:
            # Told apart by their writing, as a unit by its code and by its name, and yet the same.
            results[line] = _refused(by_line[line], BadCell("question", say.double(first[code])))
        elif there and there.says(work, draft):
            results[line] = _became(RowResult.UNCHANGED, there.entry.id)
    left = {line: draft for line, draft in drafts.items() if line not in results}
    for line, written in zip(left, write(work, list(left.values())), strict=True):
        if isinstance(written, Refused):
            column = COLUMN_OF.get(written.wording.key, "")
            results[line] = _refused(by_line[line], BadCell(column, written.wording))
        else:
            is_new = written.number == 1
            result = RowResult.NEW_ENTRY if is_new else RowResult.NEW_VERSION
            results[line] = _became(result, written.entry_id)
    return [results[row.line] for row in rows]


# Which cell is meant by a refusal of the rules that every draft must keep.
COLUMN_OF: Mapping[str, str] = {
    "answer.not_yours": "unit",
    "answer.wrong_code": "code",
    "answer.anothers": "code",
    "answer.in_review_already": "question",
    "answer.half_english": "answer_en",
    "answer.wrong_url": "source_url",
}


def _became(result: RowResult, entry_id: int) -> Result:
    return {"result": result, "entry_id": entry_id, "column_name": None, "given": None,
            "reason": None}  # fmt: skip


def _refused(row: Row, fault: BadCell) -> Result:
    given = clean_lines(HALF.sub("", row.cells.get(fault.column, "")), limit=SHOWN_OF_CELL)
    return {
        "result": RowResult.REFUSED,
        "entry_id": None,
        "column_name": fault.column or None,
        "given": given or None,
        "reason": _kept(fault.wording),
    }


def _kept(wording: Wording) -> dict[str, str]:
    """A wording as a row keeps it, in both languages."""
    return {"key": wording.key, "zh": wording.zh, "en": wording.en}


def _code_for(work: Work, draft: Draft) -> str:
    """A lasting code for an entry whose file gives none, the same every time it comes."""
    unit = work.book.organisation.units[draft.unit_id]
    digest = hashlib.sha256(draft.text.question.encode()).hexdigest()
    return f"{unit.code.replace('_', '-')[:60]}-{digest[:12]}"


# ---- what is there already -----------------------------------------------------------------------


@dataclass(frozen=True)
class There:
    """An entry that is there already, with the version a new text is compared to."""

    entry: FaqEntry
    version: FaqVersion

    def says(self, work: Work, draft: Draft) -> bool:
        """Whether the version says the very same."""
        try:
            text = words.checked(draft.text, on=today(work.now))
        except Refused:
            return False
        mine = {name: getattr(self.version, name) for name in KEPT}
        phrasings = tuple(phrasing.text for phrasing in self.version.phrasings)
        same = words.Text(**mine, category=self.entry.category, phrasings=phrasings)
        return same == text and self.entry.unit_id == draft.unit_id


class Known:
    """The entries that some drafts mean: by code, and without one by unit and question."""

    def __init__(self, work: Work, drafts: Collection[Draft]) -> None:
        """Read those that are there, each with its open version, else its live, else its last."""
        codes = {draft.code for draft in drafts if draft.code}
        questions = {_question(draft) for draft in drafts if not draft.code}
        asking = select(FaqVersion.entry_id).where(FaqVersion.question.in_(questions))
        query = (
            select(FaqEntry, FaqVersion)
            .join(FaqVersion, FaqVersion.entry_id == FaqEntry.id)
            .where(or_(FaqEntry.code.in_(codes), FaqEntry.id.in_(asking)))
            .ext(distinct_on(FaqEntry.id))
            .order_by(
                FaqEntry.id,
                FaqVersion.state.in_(OPEN).desc(),
                (FaqVersion.state == VersionState.PUBLISHED).desc(),
                FaqVersion.number.desc(),
            )
        )
        self._by_code: dict[str, There] = {}
        self._by_question: dict[tuple[int, str], There] = {}
        for entry, version in work.db.execute(query):
            there = There(entry, version)
            self._by_code[entry.code] = there
            self._by_question.setdefault((entry.unit_id, version.question), there)

    def get(self, draft: Draft) -> There | None:
        """The entry that this draft means, if it is there."""
        if draft.code:
            return self._by_code.get(draft.code)
        return self._by_question.get((draft.unit_id, _question(draft)))


def _question(draft: Draft) -> str:
    """The question as a version keeps it."""
    return clean(draft.text.question, limit=words.LONGEST_QUESTION + 1)
