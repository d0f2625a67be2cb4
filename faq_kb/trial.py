"""What a question would find, with one version in place of its entry's live one, and why (试问)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from faq_kb.live import Base
from faq_kb.matching import Candidate, Findings, Phrasing, judge
from faq_kb.matching.verdict import Kind
from faq_kb.search import Answer, KnowledgeBase, is_foreign
from hotline.records import FaqEntry, FaqVersion, Publicity
from hotline.rules.zone import today
from hotline.work import Work


@dataclass(frozen=True)
class Near:
    """An entry that came into question: by which phrasing, how likely, and what agreed."""

    answer: Answer
    phrasing: str
    likelihood: float
    agreed: Mapping[str, float]


@dataclass(frozen=True)
class Tried:
    """The verdict as a caller would meet it, and all that came near."""

    verdict: Kind
    answers: tuple[Answer, ...]
    near: tuple[Near, ...]


def try_question(
    work: Work,
    knowledge: KnowledgeBase,
    heard: str,
    *,
    place_id: int,
    instead: FaqVersion | None = None,
) -> Tried:
    """Ask the live base, or one in which `instead` stands for its entry; nothing is changed."""
    if is_foreign(heard):
        return Tried("nothing", (), ())
    base, settings = knowledge.base(work)
    own: dict[int, Answer] = {}
    if instead is not None:
        entry = work.db.get_one(FaqEntry, instead.entry_id)
        base = _with(base, entry, instead, heard_by_callers=may_be_heard(work, instead))
        own = {entry.id: _answer(entry, instead)}
    findings = base.index.find(heard, within=base.within(work.book.organisation, place_id))
    verdict = judge(findings, settings)
    found = _answers(work, knowledge, [one.entry_id for one in findings.candidates], own)
    chosen = [one.entry_id for one in verdict.entries if one.entry_id in found]
    return Tried(
        verdict=verdict.kind,
        answers=tuple(found[entry_id] for entry_id in chosen),
        near=tuple(
            _near(findings, found[one.entry_id], one, share)
            for one, share in zip(findings.candidates, findings.shares, strict=True)
            if one.entry_id in found
        ),
    )


def may_be_heard(work: Work, version: FaqVersion) -> bool:
    """Whether callers would hear this version, were it published now."""
    return version.publicity is Publicity.PROACTIVE and version.valid_until >= today(work.now)


def _with(base: Base, entry: FaqEntry, version: FaqVersion, *, heard_by_callers: bool) -> Base:
    """The base with this version for its entry, or without the entry if callers cannot hear it."""
    units = {entry_id: unit for entry_id, unit in base.unit_of.items() if entry_id != entry.id}
    texts = (version.question, *(phrasing.text for phrasing in version.phrasings))
    add = [Phrasing(entry.id, text) for text in texts] if heard_by_callers else []
    return Base(
        edition=base.edition,
        on=base.on,
        index=base.index.changed(remove=[entry.id], add=add),
        unit_of=units | ({entry.id: entry.unit_id} if heard_by_callers else {}),
    )


def _answers(
    work: Work, knowledge: KnowledgeBase, entry_ids: Collection[int], own: Mapping[int, Answer]
) -> dict[int, Answer]:
    live = knowledge.entries(work, entry_ids=[one for one in entry_ids if one not in own])
    return {answer.entry_id: answer for answer in live} | dict(own)


def _near(findings: Findings, answer: Answer, one: Candidate, share: float) -> Near:
    likelihood = findings.probability * share
    return Near(
        answer=replace(answer, score=likelihood),
        phrasing=one.phrasing,
        likelihood=likelihood,
        agreed=one.agreed,
    )


def _answer(entry: FaqEntry, version: FaqVersion) -> Answer:
    return Answer(
        entry_id=entry.id,
        version_id=version.id,
        code=entry.code,
        question=version.question,
        answer=version.answer,
        question_en=version.question_en,
        answer_en=version.answer_en,
        source=version.source,
        source_on=version.source_on,
        unit_id=entry.unit_id,
    )
