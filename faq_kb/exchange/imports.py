"""A file's rows to drafts: batch by batch, each row with its result; a bad one costs no other.

Nothing here publishes: what comes in is a draft and goes the way of every draft (R-52).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DataError, IntegrityError

from faq_kb import wordings as words
from faq_kb.catalogue import INDEX_TAKEN, Described, Facts, describe
from faq_kb.drafting import Draft, may, person, write
from faq_kb.exchange import refusals as say
from faq_kb.exchange.fields import Given, Reader
from faq_kb.exchange.known import Known, There
from faq_kb.exchange.reading import LARGEST_FILE
from faq_kb.exchange.rows import HALF, BadCell, Row, Survey
from hotline import outbox
from hotline.errors import Refused
from hotline.records import FaqImport, FaqImportRow, FaqVersion, ImportState, RowResult
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.text import clean, clean_lines
from hotline.work import Work

LONGEST_NAME = 200
SHOWN_OF_CELL = 200


def receive(
    work: Work,
    *,
    unit_id: int,
    file_name: str,
    content: bytes,
    event_id: str | None = None,
    told_at: datetime | None = None,
) -> FaqImport:
    """A file has been sent in: a job will read it. A platform's event that comes again is the same.

    `told_at` says when what an event tells was so: by it late ones are known.
    """
    staff_id = person(work, "draft_answers", unit_id=unit_id)
    if not content:
        raise Refused(say.NO_FILE)
    if len(content) > LARGEST_FILE:
        raise Refused(say.TOO_LARGE)
    made = work.db.scalar(
        upsert(FaqImport)
        .values(
            file_name=clean(HALF.sub("", file_name), limit=LONGEST_NAME) or "—",
            content=content,
            byte_count=len(content),
            event_id=event_id,
            told_at=told_at,
            unit_id=unit_id,
            staff_id=staff_id,
            received_at=work.now,
            state=ImportState.WAITING,
            done_through=0,
            counts={},
            handed_in_count=0,
            kept_back_count=0,
            ignored=[],
        )
        .on_conflict_do_nothing(index_elements=[FaqImport.event_id])
        .returning(FaqImport)
    )
    if made is None:
        return work.db.scalars(select(FaqImport).where(FaqImport.event_id == event_id)).one()
    outbox.put(work, "import_file", key=f"import:{made.id}", import_id=made.id)
    return made


def begin(found: FaqImport, survey: Survey) -> None:
    """The file has been read once and is a table: its rows come next."""
    found.state = ImportState.RUNNING
    found.row_count, found.ignored = survey.row_count, list(survey.ignored)


def unreadable(work: Work, found: FaqImport, reason: Wording) -> None:
    """The file is no table; nothing of it was taken."""
    found.state, found.fault = ImportState.UNREADABLE, kept(reason)
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
    found.counts = dict(Counter(found.counts) + Counter(each["result"].value for each in results))


Result = dict[str, Any]


def _alone(work: Work, found: FaqImport, row: Row) -> list[Result]:
    try:
        with work.db.begin_nested():
            return _results(work, found, [row])
    except (DataError, IntegrityError):
        return [_refused(row, BadCell("", say.NOT_KEPT))]


def _results(work: Work, found: FaqImport, rows: Sequence[Row]) -> list[Result]:
    """What becomes of each row, in their order."""
    reader = Reader(work.book, unit_id=found.unit_id, on=today(work.now))
    by_line = {row.line: row for row in rows}
    results: dict[int, Result] = {}
    given: dict[int, Given] = {}
    for row in rows:
        try:
            given[row.line] = reader.given(row)
        except BadCell as fault:
            results[row.line] = _refused(row, fault)
    known = Known(work, given.values())
    steps: dict[int, Step] = {}
    first: dict[str, int] = {}
    for line, one in given.items():
        try:
            steps[line] = _step(work, known, one, told_at=found.told_at)
            if first.setdefault(steps[line].draft.code, line) != line:
                # Told apart by their writing, as a unit by its code and its name; and yet the same.
                raise BadCell("question", say.double(first[steps.pop(line).draft.code]))
        except BadCell as fault:
            results[line] = _refused(by_line[line], fault)
    written = {line: step for line, step in steps.items() if step.is_written}
    drafts = [step.draft for step in written.values()]
    versions = dict(zip(written, write(work, drafts), strict=True))
    for line, version in versions.items():
        if isinstance(version, Refused):
            del steps[line]
            column = COLUMN_OF.get(version.wording.key, "")
            results[line] = _refused(by_line[line], BadCell(column, version.wording))
    new = {line: each for line, each in versions.items() if isinstance(each, FaqVersion)}
    _describe(work, steps, new, told_at=found.told_at)
    for line, step in steps.items():
        results[line] = _became(step, new.get(line))
    return [results[row.line] for row in rows]


@dataclass(frozen=True)
class Step:
    """What a good row asks for: a new version or none, new facts or none, of which entry."""

    draft: Draft
    facts: Facts | None
    there: There | None
    is_written: bool
    has_same_facts: bool


def _step(work: Work, known: Known, given: Given, *, told_at: datetime | None) -> Step:
    """What is to be done with a row; raises BadCell where that may not be."""
    there, facts = known.get(given), given.facts
    if known.is_taken(given, there):
        raise BadCell("index_number", INDEX_TAKEN)
    code = there.entry.code if there else given.draft.code or _code_for(work, given)
    draft = replace(given.draft, code=code)
    if there is not None and there.is_told_later(told_at):
        # What the platform tells of the time before is past, however late it comes.
        return Step(draft, None, there, is_written=False, has_same_facts=True)
    is_known = facts is None or facts.same_as(there.item if there else None)
    if facts is not None and not facts.is_in_force:
        # Of one that nobody knew yet the catalogue keeps that it has ended: its draft is withdrawn.
        unit_id = there.entry.unit_id if there else draft.unit_id
        if not may(work, "withdraw_answers", unit_id=unit_id):
            raise BadCell("effectiveness", words.NOT_YOURS)
        return Step(draft, facts, there, is_written=there is None, has_same_facts=is_known)
    is_same = there is not None and there.says(work, given)
    if is_same and not may(work, "draft_answers", unit_id=draft.unit_id):
        raise BadCell("unit", words.NOT_YOURS)
    return Step(draft, facts, there, is_written=not is_same, has_same_facts=is_known)


def _describe(
    work: Work,
    steps: Mapping[int, Step],
    new: Mapping[int, FaqVersion],
    *,
    told_at: datetime | None,
) -> None:
    """Keep the facts of the items among the rows."""
    described: dict[int, Described] = {}
    for line, step in steps.items():
        version = new.get(line) or (step.there.version if step.there else None)
        is_told = line in new or not step.has_same_facts or told_at is not None
        if step.facts is not None and version is not None and is_told:
            described[version.entry_id] = Described(
                step.facts, version_id=version.id, is_change=line in new
            )
    if described:
        describe(work, described, told_at=told_at)


# Which cell is meant by a refusal of the rules that every draft must keep.
COLUMN_OF: Mapping[str, str] = {
    "answer.not_yours": "unit",
    "answer.wrong_code": "code",
    "answer.anothers": "code",
    "answer.in_review_already": "question",
    "answer.half_english": "answer_en",
    "answer.wrong_url": "source_url",
}


def _became(step: Step, version: FaqVersion | None) -> Result:
    if version is not None:
        result = RowResult.NEW_ENTRY if version.number == 1 else RowResult.NEW_VERSION
        entry_id = version.entry_id
    else:
        assert step.there is not None
        result = RowResult.UNCHANGED if step.has_same_facts else RowResult.NEW_FACTS
        entry_id = step.there.entry.id
    version_id = version.id if version is not None else None
    return {"result": result, "entry_id": entry_id, "version_id": version_id,
            "column_name": None, "given": None, "reason": None}  # fmt: skip


def _refused(row: Row, fault: BadCell) -> Result:
    given = clean_lines(HALF.sub("", row.cells.get(fault.column, "")), limit=SHOWN_OF_CELL)
    return {
        "result": RowResult.REFUSED,
        "entry_id": None,
        "version_id": None,
        "column_name": fault.column or None,
        "given": given or None,
        "reason": kept(fault.wording),
    }


def kept(wording: Wording) -> dict[str, str]:
    """A wording as a row keeps it, in both languages."""
    return {"key": wording.key, "zh": wording.zh, "en": wording.en}


def _code_for(work: Work, given: Given) -> str:
    """A lasting code for an entry whose file gives none, the same every time it comes."""
    unit = work.book.organisation.units[given.draft.unit_id]
    known_by = given.facts.index_number if given.facts else given.draft.text.question
    digest = hashlib.sha256(known_by.encode()).hexdigest()
    return f"{unit.code.replace('_', '-')[:60]}-{digest[:12]}"
