"""Finds the published answer to what a caller says, and reads no other than a published one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, select

from faq_kb.live import Base, LiveBase
from faq_kb.matching import MatchingSettings, guess_unit, judge, load_settings
from faq_kb.matching.verdict import Kind
from faq_kb.recogniser import Hints
from hotline.records import FaqEntry, FaqVersion
from hotline.records.faq import heard_by_callers
from hotline.rules.zone import today
from hotline.settings import CONFIG_DIR
from hotline.work import Work

CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Answer:
    """An approved answer as it may be read out; `score` is how likely it is the one meant."""

    entry_id: int
    version_id: int
    code: str
    question: str
    answer: str
    question_en: str | None
    answer_en: str | None
    source: str
    source_on: date
    unit_id: int
    score: float | None = None


@dataclass(frozen=True)
class Found:
    """What a question finds: one answer, two or three to choose among, or none.

    `candidates` is what else was close, as [entry id, likelihood], for the console and for new
    phrasings; `unit_id` the unit whose matter it seems to be.
    """

    verdict: Kind
    answers: tuple[Answer, ...]
    score: float | None
    candidates: tuple[list[float], ...]
    unit_id: int | None


NOTHING = Found("nothing", (), None, (), None)


def is_foreign(heard: str) -> bool:
    """Whether this is a sentence in another language."""
    return len(heard.split()) > 1 and not CHINESE.search(heard)


class KnowledgeBase:
    """The published knowledge base, one for a process; every thread may ask it."""

    def __init__(self, settings: MatchingSettings | None = None) -> None:
        self._settings = settings or load_settings(CONFIG_DIR / "matching.toml")
        self._live = LiveBase(self._settings)
        self._hints = Hints(self._settings.background)

    def prepare(self, work: Work) -> None:
        """Build now what the first caller would have to wait for."""
        self._live.current(work)
        self._hints.make(work)

    def find(self, work: Work, heard: str, *, place_id: int) -> Found:
        """What the units of this place and of those above it answer to what was heard.

        What is said in another language finds nothing, and so a person: the letters of a sentence
        in English resemble all that is English in the base, and are no sign of the matter.
        """
        if is_foreign(heard):
            return NOTHING
        found = self._ask(work, self._live.current(work), heard, place_id=place_id)
        if found is None:
            # Withdrawn or replaced a moment ago, and this process has not yet taken notice.
            found = self._ask(work, self._live.refresh(work), heard, place_id=place_id)
        return found or NOTHING

    def listed(
        self, work: Work, words: str, *, place_id: int, limit: int
    ) -> tuple[tuple[Answer, ...], Kind]:
        """Answers for somebody who reads a list of them, the likeliest first; and what the line
        itself would do with the question."""
        found = self.find(work, words, place_id=place_id)
        first = [answer.entry_id for answer in found.answers]
        others = [int(entry_id) for entry_id, _ in found.candidates if entry_id not in first]
        shown = self.entries(work, entry_ids=[*first, *others][:limit])
        return shown, found.verdict

    def entry(
        self, work: Work, *, code: str | None = None, entry_id: int | None = None
    ) -> Answer | None:
        """The entry with this code or id, if callers may hear it."""
        codes, ids = [code] if code else [], [entry_id] if entry_id else []
        return next(iter(self.entries(work, codes=codes, entry_ids=ids)), None)

    def entries(
        self, work: Work, *, codes: Sequence[str] = (), entry_ids: Sequence[int] = ()
    ) -> tuple[Answer, ...]:
        """Those of these entries that callers may hear, in the order asked, by one query."""
        order: list[str | int] = [*codes, *entry_ids]
        known: dict[str | int, Answer] = {}
        for answer in approved(work, codes=codes, entry_ids=entry_ids):
            known[answer.code] = known[answer.entry_id] = answer
        return tuple(known[key] for key in order if key in known)

    def base(self, work: Work) -> tuple[Base, MatchingSettings]:
        """What a question is asked of now, and the settings it is judged by."""
        return self._live.current(work), self._settings

    def hints(self, work: Work, *, place_id: int) -> tuple[str, ...]:
        """What the recogniser should expect: names around the place, and terms of the base."""
        return self._hints.at(work, place_id)

    def size(self, work: Work) -> int:
        """How many entries callers may hear. The first to ask anything builds the index."""
        return len(self._live.current(work).unit_of)

    def _ask(self, work: Work, base: Base, heard: str, *, place_id: int) -> Found | None:
        """What is found in this base; None when something chosen may be read no more."""
        within = base.within(work.book.organisation, place_id)
        findings = base.index.find(heard, within=within)
        verdict = judge(findings, self._settings)
        candidates = tuple(
            [one.entry_id, round(findings.probability * share, 4)]
            for one, share in zip(findings.candidates, findings.shares, strict=True)
        )
        likely = {int(entry_id): score for entry_id, score in candidates}
        chosen = [one.entry_id for one in verdict.entries]
        answers = tuple(
            replace(answer, score=likely[answer.entry_id])
            for answer in self.entries(work, entry_ids=chosen)
        )
        if len(answers) < len(chosen):
            return None
        return Found(
            verdict=verdict.kind,
            answers=answers,
            score=candidates[0][1] if candidates else None,
            candidates=candidates,
            unit_id=answers[0].unit_id
            if verdict.kind == "answer"
            else guess_unit(findings, base.unit_of, self._settings.thresholds),
        )


# Every question ends with it, so it is built once and run below the ORM.
HEARD = select(
    FaqEntry.id,
    FaqVersion.id,
    FaqEntry.code,
    FaqVersion.question,
    FaqVersion.answer,
    FaqVersion.question_en,
    FaqVersion.answer_en,
    FaqVersion.source,
    FaqVersion.source_on,
    FaqEntry.unit_id,
).where(
    # Not ANY(array), whose length PostgreSQL cannot know: it would plan the query anew each time.
    FaqEntry.code.in_(bindparam("codes", expanding=True))
    | FaqEntry.id.in_(bindparam("entry_ids", expanding=True)),
    *heard_by_callers(bindparam("on")),
)


def approved(
    work: Work, *, codes: Collection[str] = (), entry_ids: Collection[int] = ()
) -> list[Answer]:
    """Those of these entries that callers may hear, by one query."""
    if not codes and not entry_ids:
        return []
    asked = {"codes": list(codes), "entry_ids": list(entry_ids), "on": today(work.now)}
    return [Answer(*row) for row in work.db.connection().execute(HEARD, asked)]
