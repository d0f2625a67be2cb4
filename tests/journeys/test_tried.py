"""What the console says a caller would hear is what a caller hears."""

from __future__ import annotations

import pytest

from agents_console.knowledge.trying import redirect_of, spoken
from faq_kb.search import KnowledgeBase
from faq_kb.trial import try_question
from tests.line import Line


@pytest.mark.parametrize(
    "words",
    [
        "社保卡丢了怎么补办",  # answered
        "公积金怎么提取",  # answered, or a choice of close entries
        "诺贝尔奖怎么申报",  # nothing, or asked to say more
        "办理",
        "我要投诉商家卖假货",  # another channel's
        "着火了怎么办",  # an emergency first
    ],
)
def test_a_question_tried_sounds_as_a_question_called(line: Line, words: str) -> None:
    with line.work() as work:
        place = work.book.organisation.place("nanke")
        redirect = redirect_of(work, words)
        knowledge = KnowledgeBase()
        tried = None if redirect else try_question(work, knowledge, words, place_id=place.id)
        sentences = tuple(spoken(work, words, redirect, tried))
    call = line.call(words, stays=False)
    heard = call.heard.replace("\n", "")
    for sentence in sentences:
        assert sentence.replace("\n", "") in heard, sentence
