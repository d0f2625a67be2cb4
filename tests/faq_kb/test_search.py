"""What a caller hears is published, proactive, in date and of the caller's own place."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from faq_kb import actions
from faq_kb.search import NOTHING, Found, KnowledgeBase
from hotline.house import House
from hotline.records import FaqEntry, FaqReview, FaqVersion, Publicity
from hotline.work import CALLER, HOTLINE, Work
from tests.factories import BOOK, SETTINGS
from tests.faq_kb.example_base import questions, settings, unanswerable
from tests.faq_kb.office import Office
from tests.statements import statements

LOST = "身份证掉了咋个办"
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def base() -> KnowledgeBase:
    return KnowledgeBase(settings())


@pytest.fixture
def office(db: Session) -> Office:
    office = Office(db)
    office.publish_neighbours()
    return office


def ask(office: Office, base: KnowledgeBase, heard: str = LOST, *, place: str = "nanke") -> Found:
    return base.find(office.work(CALLER), heard, place_id=office.place(place))


def test_an_answer_comes_with_source_date_and_unit(office: Office, base: KnowledgeBase) -> None:
    version = office.publish(question_en="How?", answer_en="So.")
    found = ask(office, base)
    assert found.verdict == "answer"
    (answer,) = found.answers
    assert (answer.code, answer.version_id) == ("id-card-lost", version.id)
    assert (answer.answer, answer.answer_en) == (version.answer, "So.")
    assert (answer.source, answer.source_on) == (version.source, date(2026, 3, 2))
    assert answer.unit_id == found.unit_id == office.unit("public_security").id
    assert answer.score == found.score == found.candidates[0][1]
    assert found.candidates[0][0] == answer.entry_id
    assert 0.5 < answer.score <= 1


def test_an_empty_base_finds_nothing(db: Session, base: KnowledgeBase) -> None:
    office = Office(db)
    assert ask(office, base).verdict == "nothing"
    assert base.size(office.work()) == 0


@pytest.mark.parametrize("publicity", [Publicity.ON_REQUEST, Publicity.WITHHELD])
def test_what_is_not_public_of_its_own_accord_never_comes_out(
    office: Office, base: KnowledgeBase, publicity: Publicity
) -> None:
    office.publish(publicity=publicity, publicity_reason="涉及第三方。")
    assert ask(office, base).answers == ()
    assert base.entry(office.work(CALLER), code="id-card-lost") is None


def test_what_is_in_review_never_comes_out(office: Office, base: KnowledgeBase) -> None:
    version = office.submit(office.draft())
    office.review(version, "first_review")
    office.review(version, "second_review")
    assert ask(office, base).answers == ()
    office.review(version, "approval")
    assert ask(office, base).verdict == "answer"


def test_an_answer_is_read_to_the_end_of_its_last_day(office: Office, base: KnowledgeBase) -> None:
    office.publish(valid_until=date(2026, 12, 31))
    office.at("2026-12-31 23:59")
    assert ask(office, base).verdict == "answer"
    office.later(minutes=1)
    assert ask(office, base).verdict == "nothing"
    assert base.entry(office.work(CALLER), code="id-card-lost") is None
    assert base.size(office.work()) == 3


def test_a_withdrawn_answer_is_gone_even_where_nobody_has_noticed_yet(
    office: Office, base: KnowledgeBase
) -> None:
    version = office.publish()
    call = office.work(CALLER)
    assert base.find(call, LOST, place_id=office.place("nanke")).verdict == "answer"
    actions.withdraw(office.work(office.approver), version, opinion="有误。")
    assert base.find(call, LOST, place_id=office.place("nanke")).answers == ()
    assert base.entry(call, code="id-card-lost") is None
    assert ask(office, base).answers == ()


def test_a_new_version_is_read_at_once_and_asked_for_in_its_own_words(
    office: Office, base: KnowledgeBase
) -> None:
    office.publish()
    call = office.work(CALLER)
    base.find(call, LOST, place_id=office.place("nanke"))
    office.publish(answer="现在免费补领。", phrasings=["第二代证件挂失"])
    (answer,) = base.find(call, "居民身份证丢失后怎么补办", place_id=office.place("nanke")).answers
    assert answer.answer == "现在免费补领。"
    assert ask(office, base, "第二代证件挂失").verdict == "answer"


def test_a_second_process_sees_an_edit_with_its_next_call(
    office: Office, base: KnowledgeBase
) -> None:
    other = KnowledgeBase(settings())
    assert ask(office, other).verdict == "nothing"
    office.publish()
    assert ask(office, other).verdict == ask(office, base).verdict == "answer"


def test_a_county_hears_its_own_and_the_prefectures_answers_and_not_its_neighbours(
    office: Office, base: KnowledgeBase
) -> None:
    office.publish(unit_id=office.unit("qinghe-human_resources").id, code="county",
                   question="青禾县社保卡在哪里激活？", phrasings=["社保卡怎么激活"])  # fmt: skip
    office.publish()
    heard = "社保卡怎么激活"
    assert ask(office, base, heard, place="qinghe").verdict == "answer"
    assert ask(office, base, heard, place="bailu").answers == ()
    assert ask(office, base, heard, place="nanke").answers == ()
    for place in ("nanke", "qinghe", "bailu"):
        assert ask(office, base, place=place).verdict == "answer"


def test_a_question_in_another_language_finds_nothing(office: Office, base: KnowledgeBase) -> None:
    office.publish(question="ETC怎么办理", phrasings=["ETC", "etc card"])
    for heard in ("how do I get an etc card", "etc card", "1 2"):
        assert ask(office, base, heard) is NOTHING
    assert ask(office, base, "ETC怎么办").verdict == "answer"


def test_several_entries_are_read_by_one_query_in_the_order_asked(
    office: Office, base: KnowledgeBase
) -> None:
    first, second = office.publish(code="one"), office.publish(code="two")
    work = office.work(CALLER)
    with statements(office.db.connection()) as sent:
        found = base.entries(work, codes=["two", "none", "one"], entry_ids=[first.entry_id])
        assert base.entries(work) == ()
    assert [answer.entry_id for answer in found] == [
        second.entry_id, first.entry_id, first.entry_id,
    ]  # fmt: skip
    assert len(sent) == 1
    by_id = base.entry(work, entry_id=second.entry_id)
    assert by_id is not None
    assert by_id.code == "two"
    assert base.entry(work) is None


def test_a_question_costs_one_query_once_the_index_is_there(
    office: Office, base: KnowledgeBase
) -> None:
    office.publish()
    ask(office, base)
    work, place_id = office.work(CALLER), office.place("nanke")
    with statements(office.db.connection()) as sent:
        base.find(work, LOST, place_id=place_id)
    assert len(sent) == 1


# ---- the whole example base ----------------------------------------------------------------------


@pytest.fixture
def example(example_db: Session) -> Work:
    house = House(settings=SETTINGS, engine=example_db.connection().engine,
                  clock=lambda: NOON, book=BOOK)  # fmt: skip
    return house.work(example_db, HOTLINE)


def test_the_example_base_answers_what_it_is_asked(example: Work, base: KnowledgeBase) -> None:
    place_id = example.book.organisation.place("nanke").id
    found = base.find(example, "社保卡丢了怎么补办", place_id=place_id)
    assert [answer.code for answer in found.answers] == ["social-card-lost"]
    assert base.size(example) > 250


def test_the_example_base_guesses_the_unit_rightly_or_not_at_all(
    example: Work, base: KnowledgeBase
) -> None:
    organisation = example.book.organisation
    place_id = organisation.place("nanke").id
    guessed = right = asked = 0
    for text, code in questions("held_out"):
        found = base.find(example, text, place_id=place_id)
        if found.verdict == "answer":
            continue
        entry = base.entry(example, code=code)
        assert entry is not None
        asked += 1
        guessed += found.unit_id is not None
        right += found.unit_id == entry.unit_id
    assert right / guessed > 0.95
    assert guessed / asked > 0.7


def test_what_the_example_base_cannot_answer_it_mostly_guesses_no_unit_for(
    example: Work, base: KnowledgeBase
) -> None:
    place_id = example.book.organisation.place("nanke").id
    found = [base.find(example, text, place_id=place_id) for text in unanswerable()]
    assert sum(one.unit_id is None for one in found) / len(found) > 0.7


def test_the_topics_of_the_line_can_be_heard_in_both_languages(
    example: Work, base: KnowledgeBase
) -> None:
    topics = base.entries(example, codes=BOOK.line.topics)
    assert [topic.code for topic in topics] == list(BOOK.line.topics)
    assert len(topics) == 5
    assert all(topic.question_en and topic.answer_en for topic in topics)


def test_every_example_version_is_marked_and_reviewed_by_three(example_db: Session) -> None:
    reviewed: dict[int, set[int]] = {}
    for one in example_db.query(FaqReview):
        reviewed.setdefault(one.version_id, set()).add(one.staff_id)
    versions = example_db.query(FaqVersion).all()
    assert all(entry.is_example for entry in example_db.query(FaqEntry))
    assert {version.id for version in versions} == reviewed.keys()
    assert all(len(people | {0}) == 4 for people in reviewed.values())
    assert not any(version.author_id in reviewed[version.id] for version in versions)
