"""A question is tried as a caller would ask it, also against a version nobody has published yet."""

from __future__ import annotations

import pytest

from faq_kb.search import KnowledgeBase
from faq_kb.trial import Tried, try_question
from hotline.records import FaqVersion, Publicity
from tests.faq_kb.office import Office

ODD = "本本掉水里泡烂了"


@pytest.fixture
def knowledge() -> KnowledgeBase:
    return KnowledgeBase()


def tried(
    office: Office, knowledge: KnowledgeBase, words: str, instead: FaqVersion | None = None
) -> Tried:
    return try_question(
        office.work(office.author), knowledge, words,
        place_id=office.place("nanke"), instead=instead,
    )  # fmt: skip


def test_it_is_the_verdict_of_the_line(office: Office, knowledge: KnowledgeBase) -> None:
    office.publish()
    office.publish_neighbours()
    for words in ("身份证掉了咋个办", "租房提取公积金", "天上有几颗星星", "办理", "How is it?"):
        found = knowledge.find(office.work(), words, place_id=office.place("nanke"))
        result = tried(office, knowledge, words)
        assert result.verdict == found.verdict, words
        assert [one.entry_id for one in result.answers] == [one.entry_id for one in found.answers]


def test_it_says_which_phrasing_and_what_agreed(office: Office, knowledge: KnowledgeBase) -> None:
    version = office.publish()
    office.publish_neighbours()
    result = tried(office, knowledge, "身份证掉了咋个办")
    near = result.near[0]
    assert (near.answer.entry_id, near.phrasing) == (version.entry_id, "身份证掉了咋个办")
    assert near.agreed["asked found"] > 0.99
    assert near.likelihood > 0.5


def test_a_version_in_preparation_stands_for_its_live_one(
    office: Office, knowledge: KnowledgeBase
) -> None:
    live = office.publish()
    office.publish_neighbours()
    draft = office.draft(phrasings=[ODD], answer="泡烂了也按丢失补办。")
    assert live.entry_id not in [one.entry_id for one in tried(office, knowledge, ODD).answers]
    result = tried(office, knowledge, ODD, draft)
    assert result.verdict == "answer"
    assert result.answers[0].answer == "泡烂了也按丢失补办。"
    assert result.answers[0].version_id == draft.id
    # The line still answers with the live one, and knows nothing of the draft.
    assert live.entry_id not in [one.entry_id for one in tried(office, knowledge, ODD).answers]
    found = knowledge.find(office.work(), "身份证掉了咋个办", place_id=office.place("nanke"))
    assert [one.version_id for one in found.answers] == [live.id]


def test_an_entry_never_published_is_tried_too(office: Office, knowledge: KnowledgeBase) -> None:
    office.publish_neighbours()
    draft = office.draft()
    assert tried(office, knowledge, "身份证掉了咋个办", draft).verdict == "answer"


def test_what_callers_could_not_hear_is_not_found(office: Office, knowledge: KnowledgeBase) -> None:
    office.publish()
    office.publish_neighbours()
    draft = office.draft(publicity=Publicity.WITHHELD, publicity_reason="内部事项")
    assert tried(office, knowledge, "身份证掉了咋个办").verdict == "answer"
    result = tried(office, knowledge, "身份证掉了咋个办", draft)
    assert result.verdict != "answer"
    assert draft.entry_id not in [one.answer.entry_id for one in result.near]
