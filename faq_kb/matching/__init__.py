"""Find which published entry answers a spoken question, or say honestly that none does."""

from faq_kb.matching.index import Candidate, Findings, Index, Within
from faq_kb.matching.phrasings import Phrasing
from faq_kb.matching.settings import MatchingSettings, load_settings
from faq_kb.matching.unit import guess_unit
from faq_kb.matching.verdict import Verdict, judge

__all__ = [
    "Candidate",
    "Findings",
    "Index",
    "MatchingSettings",
    "Phrasing",
    "Verdict",
    "Within",
    "guess_unit",
    "judge",
    "load_settings",
]
