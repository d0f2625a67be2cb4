"""What the caller is told: the answer, a choice among close entries, or nothing."""

from dataclasses import dataclass
from typing import Literal

from faq_kb.matching.index import Candidate, Findings
from faq_kb.matching.settings import MatchingSettings

Kind = Literal["answer", "choices", "nothing", "ask_back"]


@dataclass(frozen=True)
class Verdict:
    """What to do with a question: ``entries`` is one for an answer, two or three for choices."""

    kind: Kind
    entries: tuple[Candidate, ...]
    probability: float  # that the first candidate is right


def judge(findings: Findings, settings: MatchingSettings) -> Verdict:
    """Answer only what is surely meant: a wrong official answer costs more than a transfer.

    Words that name no matter, or one matter that many entries share, ask the caller for more.
    """
    bounds = settings.thresholds
    probability = findings.probability
    if findings.names_nothing:
        return Verdict("ask_back", (), probability)
    if probability >= bounds.answer_probability:
        return Verdict("answer", findings.candidates[:1], probability)
    if findings.length <= bounds.short_question and findings.holding_all > bounds.choices:
        return Verdict("ask_back", (), probability)
    if probability >= bounds.choice_probability and len(findings.candidates) > 1:
        close = [
            candidate
            for candidate, share in zip(findings.candidates, findings.shares, strict=True)
            if share >= bounds.choice_share
        ][: bounds.choices]
        if len(close) < 2:
            close = list(findings.candidates[:2])
        return Verdict("choices", tuple(close), probability)
    return Verdict("nothing", (), probability)
