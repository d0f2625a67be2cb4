"""A citizen asks, and the reviewed answer is read out (R-2 to R-6)."""

from __future__ import annotations

from hotline.records import Question, Rating, RatingSubject
from hotline.rules.outcome import Outcome
from tests.line import Line


def test_a_question_is_answered_with_source_and_date_and_rated(line: Line) -> None:
    call = line.call("社保卡丢了怎么补办", "1", "2")
    assert "您好，欢迎拨打" in call.said[0]
    assert "录音" in call.heard
    assert "以上内容来自" in call.heard
    assert "谢谢您的评价" in call.heard
    question = line.one(Question)
    assert question.verdict == "answer"
    assert question.solved is True
    assert line.one(Rating).score == 2
    assert line.one(Rating).subject is RatingSubject.SELF_SERVICE
    assert line.last_call.outcome is Outcome.SELF_SERVED_ONLY
    assert line.last_call.notice_version == line.house.book.line.notice_version
    assert line.last_call.notice_at is not None


def test_the_keypad_alone_reads_out_a_most_asked_entry(line: Line) -> None:
    call = line.call("1", "1", "1")
    assert "以上内容来自" in call.heard
    assert line.last_call.outcome is Outcome.SELF_SERVED_ONLY


def test_an_answer_can_be_heard_again(line: Line) -> None:
    call = line.call("社保卡丢了怎么补办", "4", "1", "5")
    assert call.heard.count("以上内容来自") == 2


def test_two_misses_lead_to_a_person_and_never_to_a_third_try(line: Line) -> None:
    call = line.call("诺贝尔奖怎么申报", "怎么去火星移民", hangs_up_on="请稍候")
    assert call.heard.count("没有找到对应的答复") + call.heard.count("说得再具体一些") == 1
    assert "正在为您转接" in call.heard


def test_one_common_word_alone_is_asked_about(line: Line) -> None:
    call = line.call("办理", stays=False)
    assert "说得再具体一些" in call.heard or "没有找到" in call.heard
    assert line.one(Question).verdict in ("ask_back", "nothing")


def test_silence_is_prompted_once_in_other_words_and_then_a_person_is_rung(line: Line) -> None:
    call = line.call("-", "-", stays=True)
    assert call.heard.count("没有听到您的声音") == 1
    assert call.rung


def test_keys_that_mean_nothing_are_prompted_once_and_then_a_person_is_rung(line: Line) -> None:
    call = line.call("*", "#", stays=True)
    assert call.heard.count("没有这个选项") <= 1
    assert call.rung


def test_an_emergency_is_answered_first_and_then_the_dialogue_goes_on(line: Line) -> None:
    call = line.call("我家着火了怎么办")
    heard = call.heard
    assert "拨打幺幺九" in heard or "拨打119" in heard
    assert line.events().count("emergency_named") == 1
    assert "找人工请按0" in heard


def test_a_receipt_of_a_police_report_is_no_emergency(line: Line) -> None:
    line.call("报警回执怎么开")
    assert "emergency_named" not in line.events()


def test_everyday_matters_are_redirected_politely_and_counted_apart(line: Line) -> None:
    call = line.call("今天天气怎么样")
    assert line.one(Question).verdict == "out_of_scope"
    assert "out_of_scope" in line.events()
    assert "12121" in call.heard or "幺二幺二幺" in call.heard


def test_a_demand_that_another_channel_owns_is_told_that_channel(line: Line) -> None:
    line.call("我要反映我们小区门口的路灯坏了")
    assert "channel_named" in line.events()


def test_the_county_named_by_the_caller_is_where_the_call_belongs(line: Line) -> None:
    line.call("我在青禾县，身份证丢了怎么补办")
    with line.work() as work:
        place = work.book.organisation.places[line.last_call.jurisdiction_id]
    assert place.code == "qinghe"


def test_a_caller_who_leaves_in_the_menu_is_counted_as_such(line: Line) -> None:
    line.call("!")
    assert line.last_call.outcome is Outcome.LEFT_IN_MENU
