"""Personal data stops an entry until it is removed, or confirmed as official for a kept reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from faq_kb import wordings as say
from faq_kb.personal import find
from hotline.errors import Refused
from hotline.records import FaqCleared, FaqEntry, FaqPhrasing, FaqVersion
from hotline.rules.wording import Wording
from hotline.text import clean
from hotline.work import Work

Held = Sequence[tuple[FaqVersion, FaqEntry]]
# What of a version may reach the public: the catalogue of withheld items tells their reasons.
PUBLIC = ("question", "answer", "question_en", "answer_en", "publicity_reason", "source")


def clear(work: Work, held: Held, *, reasons: Mapping[str, str]) -> None:
    """Keep why what looks personal in these versions is official; Refused where that is not said.

    `reasons` are by the text found. What was confirmed for an entry once needs no second word.
    """
    for version, entry, text in _open(work, held):
        reason = clean(reasons.get(text, ""), limit=say.LONGEST_NOTE)
        if not reason:
            raise Refused(say.PERSONAL_DATA)
        row = insert(FaqCleared).values(
            entry_id=entry.id, version_id=version.id, text=text, reason=reason,
            staff_id=work.actor.id, cleared_at=work.now,
        )  # fmt: skip
        work.db.execute(row.on_conflict_do_nothing())


def must_be_clear(work: Work, held: Held, *, refusal: Wording) -> None:
    """Raise Refused when anything that looks personal is not confirmed as official."""
    if next(iter(_open(work, held)), None) is not None:
        raise Refused(refusal)


def _open(work: Work, held: Held) -> Iterable[tuple[FaqVersion, FaqEntry, str]]:
    """What looks personal in these versions and is not confirmed yet."""
    phrasings = _phrasings(work, [version.id for version, _ in held])
    found = [
        (version, entry, one.text)
        for version, entry in held
        for text in (*(getattr(version, name) for name in PUBLIC), *phrasings.get(version.id, ()))
        for one in find(text or "")
    ]
    if not found:
        return []
    ids = {entry.id for _, entry, _ in found}
    query = select(FaqCleared.entry_id, FaqCleared.text).where(FaqCleared.entry_id.in_(ids))
    cleared = {(entry_id, text) for entry_id, text in work.db.execute(query)}
    return [one for one in found if (one[1].id, one[2]) not in cleared]


def _phrasings(work: Work, version_ids: Sequence[int]) -> dict[int, list[str]]:
    query = select(FaqPhrasing.version_id, FaqPhrasing.text)
    found: dict[int, list[str]] = {}
    for version_id, text in work.db.execute(query.where(FaqPhrasing.version_id.in_(version_ids))):
        found.setdefault(version_id, []).append(text)
    return found
