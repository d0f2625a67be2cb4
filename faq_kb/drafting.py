"""Writing drafts, one or thousands at once: each becomes a version, or is told why it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from faq_kb import wordings as say
from faq_kb.wordings import Text, checked
from hotline.errors import NotAllowed, Refused
from hotline.records import FaqEntry, FaqPhrasing, FaqVersion, VersionState
from hotline.rules.zone import today
from hotline.work import Work


@dataclass(frozen=True)
class Draft:
    """What is to become a version: whose, under which code, and its text."""

    unit_id: int
    code: str
    text: Text
    is_example: bool = False
    # The number of the version it was written from (0: there was none); None: whichever.
    after: int | None = None
    needs: str = "draft_answers"


def may(work: Work, permission: str, *, unit_id: int) -> bool:
    """Whether the actor is a member of staff who holds this permission for the unit."""
    unit = work.book.organisation.units.get(unit_id)
    if unit is None or work.actor.kind != "staff" or work.actor.id is None:
        return False
    roles = work.actor.roles_at(place_id=unit.place_id, unit_id=unit.id)
    return work.book.may(roles, permission)


def person(work: Work, permission: str, *, unit_id: int) -> int:
    """The member of staff at work, who must hold this permission for the unit."""
    if not may(work, permission, unit_id=unit_id):
        raise NotAllowed(say.NOT_YOURS)
    assert work.actor.id is not None
    return work.actor.id


def write(work: Work, drafts: Sequence[Draft]) -> list[FaqVersion | Refused]:
    """Make versions of these drafts, no two under one code; what is refused costs no other.

    An entry that is there already is held until the Work ends, so that two authors cannot write
    the same version; a draft that nobody has handed in yet gives way to the new one.
    """
    results: dict[str, FaqVersion | Refused] = {}
    ready: dict[str, Draft] = {}
    for each in drafts:
        try:
            person(work, each.needs, unit_id=each.unit_id)
            say.check_code(each.code)
            ready[each.code] = replace(each, text=checked(each.text, on=today(work.now)))
        except Refused as refusal:
            results[each.code] = refusal
    new = _new_entries(work, ready.values())
    held = _held_entries(work, ready.keys() - new.keys())
    taken = _last_versions(work, [entry.id for entry in held.values()])
    for code, entry in held.items():
        if reason := _why_not(ready[code], entry, taken.get(entry.id)):
            results[code] = reason
    entries = {code: entry for code, entry in (new | held).items() if code not in results}
    _give_way(work, [entry.id for code, entry in entries.items() if code in held])
    versions = {
        code: _version(work, ready[code], entry, 1 + (taken[entry.id][0] if code in held else 0))
        for code, entry in entries.items()
    }
    work.db.add_all(versions.values())
    work.db.flush()
    results |= versions
    return [results[each.code] for each in drafts]


def _new_entries(work: Work, drafts: Iterable[Draft]) -> dict[str, FaqEntry]:
    """Entries made now, by code; in the order of their codes, so that nobody waits in a ring."""
    rows = [
        {"code": each.code, "unit_id": each.unit_id, "category": each.text.category,
         "is_example": each.is_example}
        for each in sorted(drafts, key=lambda each: each.code)
    ]  # fmt: skip
    if not rows:
        return {}
    statement = insert(FaqEntry).on_conflict_do_nothing(index_elements=[FaqEntry.code])
    made = work.db.scalars(statement.values(rows).returning(FaqEntry))
    return {entry.code: entry for entry in made}


def _held_entries(work: Work, codes: Iterable[str]) -> dict[str, FaqEntry]:
    wanted = list(codes)
    if not wanted:
        return {}
    query = select(FaqEntry).where(FaqEntry.code.in_(wanted)).order_by(FaqEntry.code)
    return {entry.code: entry for entry in work.db.scalars(query.with_for_update())}


def _last_versions(work: Work, entry_ids: Sequence[int]) -> Mapping[int, tuple[int, bool]]:
    """The highest number of a version of each entry, and whether one of them is in review."""
    query = select(FaqVersion.entry_id, FaqVersion.number, FaqVersion.state)
    found: dict[int, tuple[int, bool]] = {}
    for entry_id, number, state in work.db.execute(query.where(FaqVersion.entry_id.in_(entry_ids))):
        highest, in_review = found.get(entry_id, (0, False))
        found[entry_id] = max(highest, number), in_review or state is VersionState.IN_REVIEW
    return found


def _why_not(draft: Draft, entry: FaqEntry, last: tuple[int, bool] | None) -> Refused | None:
    highest, is_in_review = last or (0, False)
    if entry.unit_id != draft.unit_id or (draft.is_example and not entry.is_example):
        return Refused(say.ANOTHERS)
    if is_in_review:
        return Refused(say.IN_REVIEW_ALREADY)
    if draft.after is not None and draft.after != highest:
        return Refused(say.OVERTAKEN if draft.after else say.TAKEN)
    return None


def _give_way(work: Work, entry_ids: Sequence[int]) -> None:
    if entry_ids:
        work.db.execute(
            update(FaqVersion)
            .where(FaqVersion.entry_id.in_(entry_ids), FaqVersion.state == VersionState.DRAFT)
            .values(state=VersionState.SUPERSEDED, ended_at=work.now)
        )


# What a version keeps of its text under the same name.
KEPT = tuple(name for name in Text.__annotations__ if name not in ("category", "phrasings"))


def _version(work: Work, draft: Draft, entry: FaqEntry, number: int) -> FaqVersion:
    entry.category = draft.text.category
    kept: dict[str, Any] = {name: getattr(draft.text, name) for name in KEPT}
    return FaqVersion(
        entry_id=entry.id,
        number=number,
        state=VersionState.DRAFT,
        author_id=work.actor.id,
        drafted_at=work.now,
        phrasings=[FaqPhrasing(text=phrasing) for phrasing in draft.text.phrasings],
        **kept,
    )
