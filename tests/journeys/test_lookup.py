"""An inquiry is followed by its code, and complained about (R-21, R-40, R-42)."""

from __future__ import annotations

from hotline.actions import legs
from hotline.records import (
    Complaint,
    FaqEntry,
    Ground,
    HandlingLeg,
    Inquiry,
    InquiryKind,
    InquiryState,
    Question,
    Rating,
    RatingSubject,
)
from hotline.rules.lookup_code import grouped
from hotline.work import Actor, Grant
from ivr.practice.people import NO_ANSWER, Speech
from tests.line import Line, spoken_code

CALLER = "+8613800012345"


def logged(line: Line) -> str:
    """Somebody asked, nobody answered: the code they wrote down."""
    line.phone.people.set("*", NO_ANSWER)
    return spoken_code(line.call("社保卡丢了怎么补办", "2", stays=True, from_=CALLER).heard)


def reply(line: Line, text: str) -> None:
    """The unit answers."""
    with line.work() as work:
        leg = work.db.query(HandlingLeg).one()
        inquiry = work.db.get_one(Inquiry, leg.inquiry_id, with_for_update=True)
    officer = Actor(
        kind="staff", id=1, grants=(Grant("reply_officer", unit_ids=frozenset({leg.unit_id})),)
    )
    with line.house.open(officer) as work:
        leg = work.db.get_one(HandlingLeg, leg.id)
        inquiry = work.db.get_one(Inquiry, inquiry.id, with_for_update=True)
        legs.reply(work, inquiry, leg, reply=text, internal_note="已电话答复")


def test_the_code_tells_state_and_deadline(line: Line) -> None:
    code = logged(line)
    call = line.call("6", code)
    assert "正在由南柯州人力资源和社会保障局办理" in call.heard
    assert "最迟十一月三十日，星期一答复您" in call.heard


def test_after_the_deadline_the_caller_hears_that_it_is_late(line: Line) -> None:
    code = logged(line)
    line.at("2026-11-30 17:59")
    assert "超过办理时限" not in line.call("6", code).heard
    line.at("2026-11-30 18:01")
    assert "超过办理时限" in line.call("6", code).heard


def test_the_public_reply_is_read_by_the_code_alone_while_its_entry_is_live(line: Line) -> None:
    code = logged(line)
    assert "公开答复是" not in line.call("6", code).heard
    with line.work() as work:
        entry = work.db.query(FaqEntry).filter_by(code="id-card-lost").one()
        work.db.query(Inquiry).one().proposed_entry_id = entry.id
    assert "公开答复是，身份证丢失后，请本人带户口簿" in line.call("6", code).heard


def test_the_reply_to_the_inquirer_needs_the_last_four_digits(line: Line) -> None:
    code = logged(line)
    reply(line, "请携带身份证到窗口补办。")
    assert "请携带身份证" not in line.call("6", code, "#").heard
    assert "请携带身份证" not in line.call("6", code, "9999").heard
    assert "请携带身份证" in line.call("6", code, "2345").heard


def test_a_reply_that_was_heard_is_rated_by_key_and_once(line: Line) -> None:
    code = logged(line)
    reply(line, "请携带身份证到窗口补办。")
    call = line.call("6", code, "2345", "9", "3", "-", from_=CALLER)
    assert call.heard.index("请携带身份证") < call.heard.index("请您对这次答复做出评价")
    assert "请按1到5" in call.heard
    (rating,) = (row for row in line.rows(Rating) if row.subject is RatingSubject.REPLY)
    assert (rating.inquiry_id, rating.score) == (line.inquiry.id, 3)
    assert "做出评价" not in line.call("6", code, "2345", "-", from_=CALLER).heard


def test_wrong_codes_are_bounded_and_then_a_person_is_rung(line: Line) -> None:
    call = line.call("6", "123456789012", "123456789012", "123456789012", stays=True)
    assert call.heard.count("没有查到这个查询码") == 2
    assert call.rung


def test_a_complaint_about_a_reply_goes_to_supervision_with_its_own_code(line: Line) -> None:
    code = logged(line)
    reply(line, "请到窗口补办。")
    call = line.call("7", code, Speech("答复太简单了", seconds=9))
    complaint = next(i for i in line.rows(Inquiry) if i.kind is InquiryKind.COMPLAINT)
    assert line.one(Complaint).ground is Ground.REPLY
    leg = line.rows(HandlingLeg)[-1]
    assert leg.inquiry_id == complaint.id
    assert leg.clock == "complaint"
    assert line.unit_code(leg.unit_id) == "supervision_office"
    assert spoken_code(call.heard) != code


def test_a_complaint_about_no_reply_need_not_wait_for_one(line: Line) -> None:
    code = logged(line)
    line.call("7", code, Speech("一直没有人答复我", seconds=9))
    assert line.one(Complaint).ground is Ground.NO_REPLY


def test_a_complaint_about_conduct_needs_no_code_and_may_be_anonymous(line: Line) -> None:
    line.call("7", "1#", Speech("话务员态度不好", seconds=9), from_="anonymous")
    assert line.one(Complaint).ground is Ground.CONDUCT
    line.do_jobs(after_seconds=3600)
    assert line.inquiry.state is InquiryState.OPEN
    assert line.inquiry.phone_sealed is None


def test_guessing_codes_is_throttled(line: Line) -> None:
    from hotline.rules.lookup_code import is_valid

    guesses = [str(n) for n in range(200000000000, 200000000400) if is_valid(str(n))]
    for at in range(0, 12, 3):
        line.call("6", *guesses[at : at + 3], from_=CALLER)
    call = line.call("6", guesses[20], from_=CALLER)
    assert "查询次数过多" in call.heard


def test_a_code_said_aloud_is_masked_in_what_is_kept(line: Line) -> None:
    code = logged(line)
    line.call(f"我的查询码是{code}帮我查一下办到哪一步了")
    assert code not in "".join(question.heard for question in line.rows(Question))


def test_silence_while_the_paper_is_looked_for_costs_no_try(line: Line) -> None:
    code = logged(line)
    call = line.call("6", "-", code)
    assert "没有查到" not in call.heard
    assert "正在由" in call.heard


def test_a_lost_code_comes_by_text_message_to_the_telephone_it_was_given_to(line: Line) -> None:
    code = logged(line)
    line.phone.account.forget()
    call = line.call("6", "-", "1#", from_=CALLER)
    assert "查询码丢了的，请按1" in call.heard
    (text,) = line.phone.account.messages()
    assert text.to == CALLER
    assert grouped(code) in text.body
    assert "code_sent_again" in line.events(of=line.inquiry)
    line.phone.account.forget()
    heard = line.call("6", "-", "1#", from_="+8613900090009").heard
    assert "这个电话登记过的事项" in heard, "the same words, whoever calls"
    assert "查询码丢了" not in line.call("6", "-", from_="anonymous").heard
    assert line.phone.account.messages() == []


def test_a_code_whose_time_is_over_is_told_so(line: Line) -> None:
    code = logged(line)
    reply(line, "请到窗口补办。")
    line.at("2028-11-24 10:00")
    assert "查询码已经到期" in line.call("6", code).heard
    assert "查询码已经到期" in line.call("7", code).heard
