"""What other phrasings of an entry would change: for missed questions, and for answered ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from faq_kb.live import Base
from faq_kb.matching import MatchingSettings, Phrasing, Verdict, judge
from faq_kb.matching.verdict import Kind
from faq_kb.search import KnowledgeBase
from hotline.work import Work

Asked = tuple[str, int]  # what was heard, and the place it was asked at


@dataclass(frozen=True)
class Change:
    """A question that would end otherwise; entries are those read out or offered."""

    heard: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    kind: Kind
    times: int  # it was asked so


@dataclass(frozen=True)
class Effect:
    """What would change: misses answered or offered the entry, and answers that would be lost."""

    misses: int
    answered: tuple[Change, ...]
    offered: tuple[Change, ...]
    answers: int
    worse: tuple[Change, ...]


def effect(
    work: Work,
    knowledge: KnowledgeBase,
    *,
    entry_id: int,
    unit_id: int,
    phrasings: Sequence[str],
    missed: Iterable[Asked],
    answered: Iterable[Asked],
) -> Effect:
    """What happens to these questions when the entry has exactly these phrasings.

    Only the changed entry is indexed anew, and only questions it comes near to are asked twice.
    """
    now, settings = knowledge.base(work)
    index = now.index.changed(
        remove=[entry_id], add=[Phrasing(entry_id, text) for text in dict.fromkeys(phrasings)]
    )
    then = replace(now, index=index, unit_of={**now.unit_of, entry_id: unit_id}, _within={})
    tried, kept = Counter(missed), Counter(answered)
    gains: list[Change] = []
    losses: list[Change] = []
    for asked, times in tried.items():
        change = _changed(work, settings, now, then, asked, entry_id, times)
        if change is not None:
            (losses if _is_worse(change, entry_id) else gains).append(change)
    for asked, times in kept.items():
        change = _changed(work, settings, now, then, asked, entry_id, times)
        if change is not None and _is_worse(change, entry_id):
            losses.append(change)
    helped = [change for change in gains if entry_id in change.after]
    return Effect(
        misses=tried.total(),
        answered=tuple(change for change in helped if change.kind == "answer"),
        offered=tuple(change for change in helped if change.kind == "choices"),
        answers=kept.total(),
        worse=tuple(losses),
    )


def _changed(
    work: Work,
    settings: MatchingSettings,
    now: Base,
    then: Base,
    asked: Asked,
    entry_id: int,
    times: int,
) -> Change | None:
    """How the question would end otherwise; None when it ends as it does now."""
    heard, place_id = asked
    organisation = work.book.organisation
    findings = then.index.find(heard, within=then.within(organisation, place_id))
    if all(candidate.entry_id != entry_id for candidate in findings.candidates):
        return None
    after = judge(findings, settings)
    before = judge(now.index.find(heard, within=now.within(organisation, place_id)), settings)
    if (before.kind, _entries(before)) == (after.kind, _entries(after)):
        return None
    return Change(heard, _entries(before), _entries(after), after.kind, times)


def _is_worse(change: Change, entry_id: int) -> bool:
    """One answer was read out, and not this entry's; now another, or a choice, or nothing is."""
    had_answer = len(change.before) == 1
    return had_answer and change.before != (entry_id,)


def _entries(verdict: Verdict) -> tuple[int, ...]:
    return tuple(candidate.entry_id for candidate in verdict.entries)
