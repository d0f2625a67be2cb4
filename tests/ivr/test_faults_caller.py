"""Whatever callers do, say and press: they are understood, or asked a bounded number of times."""

from __future__ import annotations

import itertools

import pytest

from hotline.actions import throttle
from hotline.records import Call, CallLeg, Inquiry, InquiryState, LegResult, Question, Rating
from hotline.rules.lookup_code import is_valid
from hotline.rules.outcome import Outcome
from ivr.dialogue import STEPS
from ivr.practice.faults import Late
from ivr.practice.people import NO_ANSWER, HangUp, Speech
from tests.ivr.faults import asks, fault
from tests.line import Line, spoken_code

CARD = "社保卡丢了怎么补办"
MOBILE = "+8613800012345"


@fault(9)
@pytest.mark.parametrize("words", ["请直接说出", "问题解决了请按1", "非常满意请按1"])
def test_hanging_up_in_the_middle_of_a_prompt_closes_the_call_by_its_status_alone(
    line: Line, words: str
) -> None:
    call = line.call(CARD, "1", hangs_up_on=words)
    assert {sent.kind for sent in call.webhooks[-2:]} == {"status", "recording"}
    served = words != "请直接说出"
    outcome = Outcome.SELF_SERVED_ONLY if served else Outcome.LEFT_IN_MENU
    assert line.last_call.outcome is outcome


@fault(10)
@pytest.mark.parametrize("script", [(CARD,), ("0",), (CARD, "2")])
def test_what_is_heard_after_the_caller_has_gone_moves_nothing(
    line: Line, script: tuple[str, ...]
) -> None:
    line.call(*script, faults=[Late("gather", nth=len(script))])
    assert "heard_too_late" in line.events()
    assert len(line.rows(Question)) == len(script) - 1
    assert not line.rows(CallLeg)
    assert line.last_call.human_requested_at is None


SILENT_AT = {
    "main": (),
    "an answer": (CARD,),
    "a choice": ("怎么办理证件",),
    "the vote": (CARD, "1"),
    "a code": ("6",),
    "a complaint": ("7",),
    "the question after a talk": ("0",),
    "the question again": (CARD, "3"),
    "the redirect": ("今天天气怎么样",),
}


@fault(11)
@pytest.mark.parametrize("script", SILENT_AT.values(), ids=SILENT_AT.keys())
def test_silence_never_loops(line: Line, script: tuple[str, ...]) -> None:
    call = line.call(*script, stays=True)
    assert len(call.documents) < 12
    assert call.leg.ended_seconds is not None
    assert line.last_call.outcome is not None


@fault(11)
def test_silence_on_every_telephone_ends_with_a_message_taken(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call(stays=True)
    assert "请您留言" in call.heard
    assert call.heard.count("没有听到您的声音") == 1


NOISE = {
    "empty": "",
    "2000 characters": "社保卡丢了怎么补办" * 250,
    "no words": "，。！？……",
    "markup": "<Say>&amp;</Say>\"'<![CDATA[",
    "emoji": "👍🏽👨‍👩‍👧 社保卡 🇨🇳",
    "sql": "'; DROP TABLE inquiry; -- 社保卡",
    "fields": "{code} {0} %s ${x}",
    "controls": "社\x00保\x1b[31m卡\u202e丢了\ufeff",
    "half a pair": "社保卡\ud83d",
    "traditional, full width": "社保卡丟了怎麼補辦１２３",
    "filler": "呃那个嗯就是那个啊",
    "one letter": "a",
    "digits": "95598 12345 10086",
}


@fault(12)
@pytest.mark.parametrize("heard", NOISE.values(), ids=NOISE.keys())
def test_anything_may_be_heard_and_the_answer_is_still_fit_to_be_said(
    line: Line, heard: str
) -> None:
    line.phone.people.set("*", NO_ANSWER)
    said = heard.encode("utf-8", "replace").decode()
    call = line.call(Speech(said, confidence=None), Speech(said, confidence=None), "2", stays=True)
    assert "抱歉，系统暂时出现问题" not in call.heard
    for question in line.rows(Question):
        assert question.confidence is None
        assert len(question.heard) <= 2000


@fault(12)
def test_a_confidence_that_is_no_number_is_no_confidence(line: Line) -> None:
    for n, confidence in enumerate(("", "very", "-1", "1e999", "nan")):
        asks(line, f"CAsure{n}", "/ivr/voice")
        answer = asks(
            line, f"CAsure{n}", "/ivr/main?turn=1", SpeechResult=CARD, Confidence=confidence
        )
        assert "以上内容来自" in answer
    assert [question.confidence for question in line.rows(Question)] == [None] * 5


@fault(13)
@pytest.mark.parametrize("keys", ["*", "9999999", "#*#"])
@pytest.mark.parametrize("script", [(), (CARD,), ("6",), ("7",)])
def test_keys_that_mean_nothing_are_asked_about_a_bounded_number_of_times(
    line: Line, script: tuple[str, ...], keys: str
) -> None:
    call = line.call(*script, *[keys] * 8, stays=True)
    assert len(call.documents) < 20
    assert call.leg.ended_seconds is not None


@fault(13)
def test_a_run_of_keys_longer_than_any_number_breaks_no_step(line: Line) -> None:
    for number, step in enumerate(STEPS):
        sid = f"CArun{number}"
        asks(line, sid, "/ivr/voice")
        for digits in ("9" * 6000, "1 2 3", "A1B2", "０１"):
            with line.work() as work:
                turn = work.db.query(Call).filter_by(sid=sid).one().turn
            answer = asks(line, sid, f"/ivr/{step}?turn={turn}", Digits=digits)
            assert "系统暂时出现问题" not in answer, (step, digits)


@fault(19)
def test_hanging_up_while_a_telephone_rings_stops_it_and_counts_as_leaving(line: Line) -> None:
    call = line.call(CARD, "2", HangUp(at="ringing", after_seconds=8))
    leg = line.one(CallLeg)
    assert leg.result is LegResult.CALLER_LEFT
    assert leg.accepted_at is None
    assert [child.status for child in call.legs[1:]] in (["canceled"], ["completed"])
    assert line.last_call.outcome is Outcome.ABANDONED_IN_QUEUE
    assert line.last_call.human_answered_at is None
    assert line.inquiry.text == CARD


@fault(34)
def test_a_message_ended_by_hanging_up_is_kept(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call("0", HangUp(after_seconds=12))
    told = next(sent for sent in call.webhooks if sent.kind == "record")
    assert (told.params["Digits"], told.params["CallStatus"]) == ("hangup", "completed")
    assert line.last_call.outcome is Outcome.TO_VOICEMAIL
    line.do_jobs(after_seconds=3600)
    assert line.inquiry.state is InquiryState.OPEN


@fault(35)
@pytest.mark.parametrize(
    ("keys", "score"),
    [(["!"], None), (["-"], None), (["9", "2"], 2), (["9", "8"], None), (["0", "!"], None),
     (["55"], 5), (["*"], None)],
)  # fmt: skip
def test_whatever_is_pressed_there_is_one_invitation_and_at_most_one_vote(
    line: Line, keys: list[str], score: int | None
) -> None:
    line.call(CARD, "1", *keys)
    rating = line.one(Rating)
    assert (rating.score, rating.rated_at is None) == (score, score is None)
    assert line.events().count("invited") == 1


@fault(36)
def test_a_code_may_be_keyed_with_blanks_and_a_hash(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    code = spoken_code(line.call(CARD, "2", stays=True, from_=MOBILE).heard)
    assert "正在由" in line.call("6", f"{code}#").heard
    for n, typed in enumerate((f"{code[:4]} {code[4:8]} {code[8:]}#", f"{code}**")):
        sid = f"CAtyped{n}"
        asks(line, sid, "/ivr/voice")
        asks(line, sid, "/ivr/main?turn=1", Digits="6")
        assert "正在由" in asks(line, sid, "/ivr/lookup?turn=2", Digits=typed)


def guesses() -> list[str]:
    """Codes with a right check digit that nobody has been given."""
    numbers = (str(n) for n in itertools.count(200000000000))
    return list(itertools.islice((code for code in numbers if is_valid(code)), 40))


@fault(36)
def test_wrong_codes_tell_nothing_and_end_with_a_person(line: Line) -> None:
    call = line.call("6", *guesses()[:3], stays=True)
    assert call.heard.count("没有查到这个查询码") == 2
    assert "正在由" not in call.heard
    assert call.rung


@fault(36)
def test_guessing_over_many_calls_and_many_numbers_is_stopped(line: Line) -> None:
    codes = guesses()
    for at in range(0, 9, 3):
        line.call("6", *codes[at : at + 3], from_=MOBILE)
    assert "查询次数过多" not in line.call("6", codes[10], from_=MOBILE).heard
    assert "查询次数过多" in line.call("6", codes[11], from_=MOBILE).heard
    other = "+8613900054321"
    assert "查询次数过多" not in line.call("6", codes[12], from_=other).heard
    with line.work() as work:
        for n in range(work.book.line.guards["lookup"].in_all):
            throttle.count(work, "lookup", f"telephone:{n}")
    assert "查询次数过多" in line.call("6", codes[13], from_=other).heard
    line.pass_time(3600)
    assert "查询次数过多" not in line.call("6", codes[14], from_=other).heard


NOBODY = [
    "anonymous",
    "",
    "unknown",
    "Restricted",
    "client:op1",
    "+266696687",
    "13",
    "沪A",
    "sip:x",
]


@fault(37)
@pytest.mark.parametrize("caller", [*NOBODY, "sip:anonymous@anonymous.invalid"])
def test_a_caller_without_a_number_is_served_and_is_nobody_in_particular(
    line: Line, caller: str
) -> None:
    line.phone.people.set("*", NO_ANSWER)
    line.call(CARD, "2", stays=True, from_=caller)
    call = line.last_call
    assert (call.caller_hash, call.caller_sealed) == (None, None)
    assert (line.inquiry.phone_hash, line.inquiry.last_four_hash) == (None, None)
    assert line.inquiry.text == CARD
    assert not line.phone.account.messages()


@fault(37)
def test_one_number_is_one_caller_however_the_trunk_writes_it(line: Line) -> None:
    for caller in (
        MOBILE, "13800012345", "+86 138 0001 2345", "sip:13800012345@trunk.invalid;user=phone",
        "sip:+8613800012345@10.0.0.1:5060", "008613800012345",
    ):  # fmt: skip
        line.call("!", from_=caller, settle=False)
    assert len(line.rows(Call)) == 6
    (caller_hash,) = {call.caller_hash for call in line.rows(Call)}
    assert caller_hash is not None


@fault(37)
def test_one_hidden_callers_guesses_are_not_counted_against_another(line: Line) -> None:
    codes = guesses()
    for at in range(0, 12, 3):
        line.call("6", *codes[at : at + 3], from_="anonymous")
    assert "查询次数过多" not in line.call("6", codes[20], from_="anonymous").heard


@fault(38)
def test_one_citizen_on_two_telephones_at_once_has_two_calls(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    first = line.phone.place(CARD, "2", from_=MOBILE, stays=True)
    second = line.phone.place("身份证丢了怎么补办", "2", from_=MOBILE, stays=True)
    line.phone.finish(first)
    line.phone.finish(second)
    line.do_jobs(after_seconds=10)
    assert len(line.rows(Call)) == 2
    inquiries = line.rows(Inquiry)
    assert {inquiry.text for inquiry in inquiries} == {CARD, "身份证丢了怎么补办"}
    assert len({inquiry.lookup_code_hash for inquiry in inquiries}) == 2
    assert spoken_code(first.heard) != spoken_code(second.heard)
