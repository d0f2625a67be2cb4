"""Following by code: nothing personal without the proof, and guessing is hopeless."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.actions import deadlines, inquiries, legs, overdue, working_time
from hotline.records import HandlingLeg, Inquiry, InquiryEvent, OutboxRow, Rating, RatingSubject
from hotline.rules import lookup_code
from hotline.rules.calendar import DayKind, SpecialDay
from tests.factories import BOOK
from tests.public_site.visitor import PASSWORD, Visitor, code_on, words

RULE = BOOK.line.guards["web_lookup"]
TEXT, REPLY = "夜市几点收摊", "夜市二十三时收摊。"


def asked(visitor: Visitor, **more: str) -> str:
    unit = str(visitor.office.unit("public_security").id)
    return code_on(visitor.ask(TEXT, unit=unit, **more))


def reply(visitor: Visitor) -> None:
    """The unit answers what was asked last."""
    (inquiry,) = visitor.inquiries()
    leg = visitor.office.db.query(HandlingLeg).one()
    work = visitor.office.work(visitor.office.acting_for(leg.unit_id))
    legs.reply(work, inquiry, leg, reply=REPLY, internal_note="内部情况")


def wrong_code(right: str) -> str:
    """Another code whose check digit is right."""
    numbers = iter(range(10**9))
    while True:
        code = lookup_code.new_code(lambda _: next(numbers))
        if code != right.replace(" ", ""):
            return code


def test_the_code_alone_tells_state_legs_and_deadline_and_nothing_personal(
    visitor: Visitor,
) -> None:
    code = asked(visitor, name="张示例")
    page = words(visitor.follow(code))
    assert "办理中" in page
    assert "南柯州公安局" in page
    assert "2026年11月30日（周一）" in page
    assert "2026-11-23收到，自次日起算5个工作日" in page
    assert "2026年11月28日（周六）" in page
    for personal in (TEXT, "张示例", PASSWORD):
        assert personal not in page


@pytest.mark.parametrize(
    ("phone", "password", "proof"),
    [
        ("", PASSWORD, PASSWORD),
        ("13800010001", "", "０００１"),
        ("13800010001", PASSWORD, PASSWORD),
    ],
)
def test_the_proof_opens_the_reply_and_never_the_internal_note(
    visitor: Visitor, phone: str, password: str, proof: str
) -> None:
    code = asked(visitor, phone=phone, query_password=password)
    reply(visitor)
    closed = words(visitor.follow(code))
    assert REPLY not in closed
    assert "看答复内容" in closed
    wrong = visitor.follow(code, "9999999")
    assert wrong.status_code == 422
    assert "不对" in words(wrong)
    assert REPLY not in words(wrong)
    opened = words(visitor.follow(code, proof))
    assert REPLY in opened
    assert TEXT in opened
    assert "内部情况" not in opened


def test_a_code_is_found_however_it_is_written(visitor: Visitor) -> None:
    code = asked(visitor)
    wide = code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    for written in ("{0} {1} {2}", "{0}-{1}-{2}", " {0}{1}{2}\t", "{0}\u200b{1}\u202e{2}", wide):
        assert "办理环节" in words(visitor.follow(written.format(*code.split())))


def test_what_is_no_code_is_told_and_not_counted(visitor: Visitor) -> None:
    for code in ("", "123", "二〇二六-02-30", "👍" * 20, "\x00", "1" * 61, "a" * 100_000):
        page = visitor.follow(code)
        assert page.status_code == 422
        assert ("最多60个字" if len(code) > 60 else "12位数字") in words(page)
    assert visitor.attempts() == 0


def test_a_mistyped_digit_is_no_guess(visitor: Visitor) -> None:
    code = asked(visitor)
    before = visitor.attempts()
    digit = (int(code[-1]) + 1) % 10
    page = visitor.follow(f"{code[:-1]}{digit}")
    assert "没有找到这个查询码" in words(page)
    assert code[:-1] + str(digit) in page.text
    assert visitor.attempts() == before


def test_an_address_that_guesses_is_shut_out_and_another_is_not(visitor: Visitor) -> None:
    code = asked(visitor)
    guess = wrong_code(code)
    for _ in range(RULE.per_subject):
        assert visitor.follow(guess).status_code == 422
    assert visitor.follow(code).status_code == 429
    assert visitor.follow(code, address="198.51.100.7").status_code == 200
    visitor.office.later(minutes=RULE.per_subject_minutes, seconds=1)
    assert visitor.follow(code).status_code == 200


def test_a_household_of_ipv6_is_one_address(visitor: Visitor) -> None:
    code = asked(visitor)
    for n in range(RULE.per_subject):
        visitor.follow(wrong_code(code), address=f"2001:db8::{n + 1:x}")
    assert visitor.follow(code, address="2001:db8::ffff").status_code == 429
    assert visitor.follow(code, address="2001:db8:0:1::1").status_code == 200


def test_a_proof_is_guessed_at_by_nobody_from_however_many_addresses(visitor: Visitor) -> None:
    code = asked(visitor, phone="13800010001")
    for n in range(RULE.per_subject):
        assert visitor.follow(code, f"{n + 1000}", address=f"198.51.100.{n}").status_code == 422
    page = visitor.follow(code, "0001", address="203.0.113.1")
    assert page.status_code == 429
    assert TEXT not in words(page)


def test_the_written_reply_is_rated_once(visitor: Visitor) -> None:
    code = asked(visitor)
    assert "满意吗" not in words(visitor.follow(code))
    early = visitor.send("/rate", code=code, score="1")
    assert early.status_code == 422
    reply(visitor)
    assert "您对书面答复满意吗" in words(visitor.follow(code))
    for nonsense in ("", "0", "6", "abc"):
        refused = visitor.send("/rate", code=code, score=nonsense)
        assert "请选择一项评价" in words(refused)
    assert "谢谢您的评价" in words(visitor.send("/rate", code=code, score="2"))
    assert "以第一次为准" in words(visitor.send("/rate", code=code, score="5"))
    rating = visitor.office.db.query(Rating).one()
    assert (rating.subject, rating.score) == (RatingSubject.REPLY, 2)


def test_a_calendar_that_moves_the_day_is_told_with_the_day_before(visitor: Visitor) -> None:
    code = asked(visitor)
    leg = visitor.office.db.query(HandlingLeg).one()
    working_time.set_calendar_days(
        visitor.office.work(), place_id=None,
        days=[SpecialDay(date(2026, 11, 25), DayKind.HOLIDAY, "示例假日", "example notice")],
    )  # fmt: skip
    (inquiry,) = visitor.inquiries()
    assert deadlines.recount(visitor.office.work(), inquiry, leg, reason="calendar_changed")
    page = words(visitor.follow(code))
    assert "到期 2026年12月1日（周二）" in page
    assert "日历调整后重算，原到期日 2026年11月30日（周一）" in page
    assert "2026年11月25日（周三） 示例假日" in page


def test_a_late_unit_s_public_explanation_is_read_by_everybody_once_reviewed(
    visitor: Visitor,
) -> None:
    office = visitor.office
    code = asked(visitor)
    (inquiry,), leg = visitor.inquiries(), office.db.query(HandlingLeg).one()
    office.at("2026-12-01 09:00")
    officer = office.make_staff("reply_officer", unit="public_security")
    explanation = overdue.explain(
        office.work(officer), inquiry, leg, text="会商未结束", public_text="正在会商，月底前答复。"
    )
    for page in (visitor.follow(code), visitor.get("/explanations")):
        assert "月底前答复" not in words(page)
    (inquiry,) = visitor.inquiries()
    for reviewer in office.reviewer_of.values():
        work = office.work(reviewer)
        overdue.review(work, inquiry, leg, explanation, passed=True, opinion="同意")
    for page in (visitor.follow(code), visitor.get("/explanations")):
        assert "正在会商，月底前答复。" in words(page)
        assert "会商未结束" not in words(page)
        assert "南柯州公安局" in words(page)
    assert "已逾期" in words(visitor.follow(code))
    assert "月底前" not in words(visitor.get(f"/explanations?place={office.place('bailu')}"))


def test_what_was_shown_to_whom_stands_in_the_history(visitor: Visitor) -> None:
    code = asked(visitor)
    reply(visitor)
    visitor.follow(code, PASSWORD)
    visitor.send("/rate", code=code, score="1")
    kinds = [row.kind for row in visitor.office.db.query(InquiryEvent).order_by(InquiryEvent.id)]
    assert {"code_looked_up", "reply_shown", "invited", "rated"} <= set(kinds)
    assert visitor.office.db.query(Inquiry).one().query_password_hash != PASSWORD


def test_the_code_opens_nothing_any_more_two_years_after_all_of_it_is_closed(
    visitor: Visitor,
) -> None:
    code = asked(visitor)
    visitor.office.later(days=1000)
    assert visitor.follow(code).status_code == 200, "while its clock runs, however late"
    reply(visitor)
    visitor.office.later(days=700)
    complained = code_on(visitor.complain(code=code))
    visitor.office.later(days=100)
    assert visitor.follow(code).status_code == 200, "while a complaint about it is open"
    complaint = inquiries.already(visitor.office.work(), origin="web:a-form")
    assert complaint is not None
    visitor.office.answer_complaint(complaint)
    visitor.office.later(days=729)
    assert visitor.follow(code).status_code == 200
    visitor.office.later(days=3)
    attempts = visitor.attempts()
    for path in ("/follow", "/rate", "/complain"):
        page = visitor.send(
            path, code=code, step="send", form_id="late", text="不满意", query_password=PASSWORD
        )
        assert page.status_code == 422, path
        assert "查询码已到期" in words(page)
        assert "南柯州公安局" not in words(page) or path == "/complain"
    assert visitor.attempts() == attempts, "it is no guess"
    assert "查询码已到期" in words(visitor.follow(complained))


def test_a_lost_code_is_asked_for_and_nobody_learns_whether_there_is_one(visitor: Visitor) -> None:
    asked(visitor, phone="13800010001", query_password="")
    said = []
    for phone in ("138 0001 0001", "13900020002", "１３９０００３０００３"):
        page = visitor.send("/lost-code", phone=phone)
        assert page.status_code == 200
        said.append(words(page))
    assert said[0] == said[1] == said[2]
    assert visitor.office.db.query(OutboxRow).filter_by(kind="text_lost_codes").count() == 3
    assert "013800010001" not in str([row.payload for row in visitor.office.db.query(OutboxRow)])
    for wrong in ("", "0878-12345", "0871 6361 2345"):
        page = visitor.send("/lost-code", phone=wrong)
        assert page.status_code == 422
        assert 'id="phone-wrong"' in page.text
    visitor.send("/lost-code", phone="13800010001")
    assert visitor.send("/lost-code", phone="13800010001").status_code == 429
    assert visitor.office.db.query(OutboxRow).filter_by(kind="text_lost_codes").count() == 3
