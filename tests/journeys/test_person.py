"""A person takes over: liaison, deputy, line, operator; and when nobody does (R-7 to R-10)."""

from __future__ import annotations

from datetime import date

from hotline.records import (
    CallLeg,
    Channel,
    Inquiry,
    LegKind,
    LegResult,
    Rating,
    RatingSubject,
)
from hotline.rules.outcome import Outcome
from ivr.practice.people import BUSY, DECLINES, IGNORES, MACHINE, NO_ANSWER, UNREACHABLE, accepts
from tests.line import Line, spoken_code

UNKNOWN = ("社保局的火星移民补贴怎么报名", "社保局的火星移民补贴怎么报名")


def test_the_departments_liaison_is_rung_and_hears_who_is_calling_about_what(line: Line) -> None:
    call = line.call("社保卡丢了怎么补办", "2", "1", "1")
    whispered = "".join(call.said_to(call.rung[0]))
    assert "九六幺二八转接" in whispered
    assert "社保卡丢了怎么补办" in whispered
    leg = line.one(CallLeg)
    assert leg.kind is LegKind.LIAISON
    assert line.unit_code(leg.unit_id) == "human_resources"
    assert leg.result is LegResult.ANSWERED
    assert line.last_call.outcome is Outcome.ANSWERED
    assert line.one(Rating).subject is RatingSubject.CALL
    assert line.one(Rating).score == 1
    assert not line.rows(Inquiry)


def test_deputy_line_and_operator_are_rung_in_turn_and_the_caller_is_never_dropped(
    line: Line,
) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.phone.people.set("sip:duty-operator@practice.invalid", accepts(talks_seconds=40))
    line.call("社保卡丢了怎么补办", "2", "1", "1")
    kinds = [leg.kind for leg in line.rows(CallLeg)]
    assert kinds == [
        LegKind.LIAISON, LegKind.LIAISON, LegKind.DEPARTMENT_LINE, LegKind.OPERATOR,
    ]  # fmt: skip
    assert line.last_call.outcome is Outcome.ANSWERED


def test_when_nobody_answers_the_caller_leaves_with_a_code_and_the_right_date(line: Line) -> None:
    line.at("2026-02-13 10:00").phone.people.set("*", NO_ANSWER)
    call = line.call("社保卡丢了怎么补办", "2", stays=True)
    assert call.heard.count("查询码是") == 1
    assert "二月二十七日，星期五" in call.heard
    inquiry = line.inquiry
    assert inquiry.channel is Channel.PHONE
    assert inquiry.text == "社保卡丢了怎么补办"
    assert line.leg.due_on == date(2026, 2, 27)
    assert line.leg.clock == "routine"
    assert line.unit_code(line.leg.unit_id) == "human_resources"
    with line.work() as work:
        assert work.seal.open(inquiry.lookup_code_sealed) == spoken_code(call.heard)
    assert line.last_call.outcome is Outcome.LOST


def test_the_code_is_sent_by_text_message_once(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call("社保卡丢了怎么补办", "2", stays=True, from_="+8613800010001")
    line.do_jobs(after_seconds=60)
    code = spoken_code(call.heard)
    texts = line.phone.account.messages()
    assert [message.to for message in texts] == ["+8613800010001"]
    assert code in texts[0].body.replace(" ", "")


def test_a_caller_who_hangs_up_while_all_telephones_ring_is_logged_all_the_same(
    line: Line,
) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.call("社保卡丢了怎么补办", "2", "!ringing")
    assert line.last_call.outcome is Outcome.ABANDONED_IN_QUEUE
    assert line.inquiry.text == "社保卡丢了怎么补办"


def test_a_talk_without_an_answer_becomes_an_inquiry_at_that_unit(line: Line) -> None:
    call = line.call("社保卡丢了怎么补办", "2", "2", "4")
    assert "查询码是" in call.heard
    assert line.unit_code(line.leg.unit_id) == "human_resources"
    assert line.one(Rating).score == 4


def test_a_talk_too_short_to_be_an_answer_becomes_an_inquiry(line: Line) -> None:
    line.phone.people.set("*", accepts(talks_seconds=4))
    line.call("社保卡丢了怎么补办", "2", "!talking")
    line.call("身份证丢了怎么补办", "2", "!")
    assert {inquiry.text for inquiry in line.rows(Inquiry)} == {
        "社保卡丢了怎么补办", "身份证丢了怎么补办",
    }  # fmt: skip


def test_failures_are_told_apart(line: Line) -> None:
    for behaviour, result in (
        (BUSY, LegResult.BUSY),
        (NO_ANSWER, LegResult.NO_ANSWER),
        (UNREACHABLE, LegResult.FAILED),
        (DECLINES, LegResult.DECLINED),
        (IGNORES, LegResult.DECLINED),
        (MACHINE, LegResult.DECLINED),
    ):
        line.phone.people.set("*", behaviour)
        line.call("0", "测试留言")
        assert line.rows(CallLeg)[-1].result is result, behaviour


def test_zero_reaches_a_person_everywhere(line: Line) -> None:
    for script in (("0",), ("6", "0#"), ("7", "0#"), ("社保卡丢了怎么补办", "0")):
        call = line.call(*script)
        assert call.rung, script


def test_out_of_hours_the_caller_is_told_when_and_leaves_a_message(line: Line) -> None:
    line.at("2026-11-23 22:00")
    call = line.call("0", "我想问问低保怎么申请")
    assert "现在不是工作时间" in call.heard
    assert "星期二，上午八点半" in call.heard
    assert not call.rung
    assert line.last_call.outcome is Outcome.CLOSED_HOURS
    assert line.inquiry.channel is Channel.VOICEMAIL


def test_on_a_make_up_saturday_offices_are_open(line: Line) -> None:
    line.at("2026-02-14 10:00")
    assert line.call("0").rung
    line.at("2026-02-16 10:00")
    assert not line.call("0").rung


def test_staff_cannot_skip_the_invitation_to_rate(line: Line) -> None:
    line.call("0", "1", "-")
    rating = line.one(Rating)
    assert rating.score is None
    assert rating.invited_at is not None


def test_a_county_caller_at_a_topic_key_reaches_the_countys_own_department(line: Line) -> None:
    line.call("1", "2", to="+868740196128")
    assert line.unit_code(line.rows(CallLeg)[0].unit_id) == "qinghe-public_security"


def test_zero_after_a_talk_rings_again_and_does_not_say_that_nobody_was_there(line: Line) -> None:
    call = line.call("社保卡丢了怎么补办", "2", "0", "1", "1")
    assert "电话都没有接通" not in call.heard
    assert len(line.rows(CallLeg)) == 2


def test_an_operators_talk_without_an_answer_leaves_the_question_with_its_department(
    line: Line,
) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.phone.people.set("sip:duty-operator@practice.invalid", accepts(talks_seconds=40))
    line.call("社保卡丢了怎么补办", "2", "2", "1")
    assert line.unit_code(line.leg.unit_id) == "human_resources"


def test_an_everyday_question_is_never_logged_as_the_callers_own(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.call("今天天气怎么样", "0", "我想问低保怎么申请")
    assert line.inquiry.channel is Channel.VOICEMAIL
    assert line.inquiry.text is None


def test_where_an_office_sorts_first_the_caller_is_promised_no_more_than_that(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call("诺贝尔奖怎么申报", "怎么去火星移民", stays=True)
    assert line.leg.clock == "forwarding"
    assert "最迟十一月三十日，星期一转交承办单位" in call.heard
    texts = line.phone.account.messages()
    assert "转交承办单位" in texts[-1].body
