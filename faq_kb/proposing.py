"""A reply of general use becomes the draft of an entry, with one action (R-27)."""

from __future__ import annotations

import re
from datetime import date

from faq_kb.drafting import Draft, write
from faq_kb.masking import masked, masked_reply
from faq_kb.wordings import LONGEST_ANSWER, LONGEST_QUESTION, Text
from hotline.errors import Refused
from hotline.records import FaqVersion, Publicity
from hotline.rules.wording import Wording
from hotline.rules.zone import today
from hotline.text import clean
from hotline.work import Work

_SENTENCE_ENDS = re.compile(r"(?<=[。！？!?；;])")
NO_QUESTION = Wording(
    key="proposal.no_question",
    zh="这件事项没有文字内容，请先记录下来再推荐。",
    en="There is no text in this inquiry; write it down before you propose it.",
)
TOO_LONG = Wording(
    key="proposal.too_long",
    zh=f"答复超过{LONGEST_ANSWER}字，不适合念给来电人听；请由信息员另行起草。",
    en=f"The reply is longer than {LONGEST_ANSWER} characters, too long to be read out; "
    "let an editor draft an entry from it.",
)


def propose(
    work: Work, *, unit_id: int, code: str, asked: str, reply: str, replied_on: date, category: str
) -> FaqVersion:
    """The question and the reply as a draft of the unit that replied; its editors go on from it.

    What is a private person's is hidden in both. Nobody hears it before it has passed review.
    """
    question = _question(masked(asked))
    if not question:
        raise Refused(NO_QUESTION)
    if len(reply) > LONGEST_ANSWER:
        raise Refused(TOO_LONG)
    unit = work.book.organisation.units[unit_id]
    on = today(work.now)
    text = Text(
        question=question,
        answer=masked_reply(reply),
        phrasings=(),
        category=clean(category, limit=LONGEST_QUESTION) or "待分类",
        publicity=Publicity.PROACTIVE,
        publicity_reason=None,
        source=f"{unit.name}的答复",
        source_on=replied_on,
        valid_until=on.replace(year=on.year + 1, day=min(on.day, 28)),
        question_en=None,
        answer_en=None,
    )
    [written] = write(work, [Draft(unit_id, code, text, after=0, needs="propose_answers")])
    if isinstance(written, Refused):
        raise written
    return written


def _question(text: str) -> str:
    """The text on one line; of a letter as many whole sentences as a question may have."""
    line = clean(text, limit=10_000)
    if len(line) <= LONGEST_QUESTION:
        return line
    kept = ""
    for sentence in _SENTENCE_ENDS.split(line):
        if len(kept) + len(sentence) > LONGEST_QUESTION:
            break
        kept += sentence
    return kept or line[:LONGEST_QUESTION]
