from datetime import UTC, datetime

import pytest

from ivr.practice.calls import CallWentWrong
from ivr.practice.people import Keys, Speech
from tests.ivr.practice.office import Office, doc, gather, say

MENU = gather("/ivr/menu", "请按键") + say("没有听到")


def test_a_question_is_asked_by_voice_and_answered_by_key() -> None:
    ask = gather("/ivr/ask", "请说", 'input="dtmf speech" language="cmn-Hans-CN"')
    office = Office(
        {
            "/ivr/voice": ask,
            "/ivr/ask": lambda form: say(form["SpeechResult"]) + gather("/ivr/solved", "解决了吗"),
            "/ivr/solved": lambda form: say("按了" + form["Digits"]) + "<Hangup/>",
        }
    )
    call = office.phone().call("社保卡丢了怎么补办", "1")
    assert call.said == ["请说", "社保卡丢了怎么补办", "解决了吗", "按了1"]
    assert [path for path, _ in office.seen] == [
        "/ivr/voice", "/ivr/ask", "/ivr/solved", "/ivr/status",
    ]  # fmt: skip
    first, asked = office.asked("/ivr/voice")[0], office.asked("/ivr/ask")[0]
    assert first["CallStatus"] == "ringing"
    assert first["Direction"] == "inbound"
    assert first["To"] == "96128"
    assert asked["CallStatus"] == "in-progress"
    assert 0 < float(asked["Confidence"]) <= 1
    ended = office.asked("/ivr/status")[0]
    assert ended["CallStatus"] == "completed"
    assert int(ended["CallDuration"]) == round(call.seconds) > 5
    assert ended["SequenceNumber"] == "0"
    assert ended["CallbackSource"] == "call-progress-events"


def test_time_is_added_up_and_the_hotline_may_follow_it() -> None:
    gone: list[float] = []
    began = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
    phone = Office({"/ivr/voice": '<Pause length="30"/>'}).phone(
        on_time=gone.append, now=lambda: began
    )
    call = phone.call()
    assert call.seconds == 30
    assert sum(gone) >= 30
    assert call.sent("status")[0].params["Timestamp"] == "Fri, 13 Feb 2026 01:00:00 +0000"


def test_keys_end_at_the_number_wanted_and_the_rest_is_lost() -> None:
    office = Office({"/ivr/voice": MENU, "/ivr/menu": say("好")})
    call = office.phone().call("123")
    assert office.asked("/ivr/menu")[0]["Digits"] == "1"
    assert "多按的 23" in str(call.transcript)


@pytest.mark.parametrize(
    ("script", "digits", "ended"),
    [("123456#", "123456", "#"), ("#", "", "#"), ("12*", "12*", None)],
)
def test_keys_end_with_the_finish_key_or_with_patience(
    script: str, digits: str, ended: str | None
) -> None:
    office = Office({"/ivr/voice": gather("/a", "查询码", ""), "/a": say("好")})
    office.phone().call(script)
    form = office.asked("/a")[0]
    assert form["Digits"] == digits
    assert form.get("FinishedOnKey") == ended


def test_silence_goes_on_with_the_next_verb_and_asks_nobody() -> None:
    office = Office({"/ivr/voice": MENU})
    call = office.phone().call("-")
    assert call.said == ["请按键", "没有听到"]
    assert not office.asked("/ivr/menu")


def test_silence_asks_with_empty_fields_where_the_document_wants_it() -> None:
    more = 'actionOnEmptyResult="true" input="dtmf speech" language="cmn-Hans-CN"'
    office = Office({"/ivr/voice": gather("/a", "请说", more), "/a": say("没有听到")})
    office.phone().call("-")
    assert office.asked("/a")[0]["Digits"] == office.asked("/a")[0]["SpeechResult"] == ""


def test_words_where_only_keys_are_taken_are_silence() -> None:
    office = Office({"/ivr/voice": MENU})
    call = office.phone().call("户口")
    assert call.said == ["请按键", "没有听到"]


def test_a_caller_at_the_end_of_his_script_hangs_up_or_stays_silent() -> None:
    office = Office({"/ivr/voice": MENU})
    assert office.phone().call().said == ["请按键"]
    assert office.phone().call(stays=True).said == ["请按键", "没有听到"]


def test_a_caller_may_leave_in_the_middle_of_a_sentence() -> None:
    office = Office({"/ivr/voice": say("您的查询码是一二三") + say("再见")})
    call = office.phone().call(hangs_up_on="查询码")
    assert call.said == ["您的查询码是一二三"]
    assert office.asked("/ivr/status")[0]["CallStatus"] == "completed"


def test_a_message_is_recorded_and_can_be_heard_only_later() -> None:
    office = Office(
        {
            "/ivr/voice": say("请留言")
            + '<Record action="/kept" recordingStatusCallback="/ivr/recording" finishOnKey="#"/>',
            "/kept": say("已收到"),
            "/ivr/recording": "",
        }
    )
    call = office.phone().call(Speech("楼下路灯坏了", seconds=12))
    kept, told = office.asked("/kept")[0], office.asked("/ivr/recording")[0]
    assert (kept["Digits"], kept["RecordingDuration"]) == ("#", "12")
    assert told["RecordingStatus"] == "completed"
    assert told["RecordingUrl"] == kept["RecordingUrl"]
    assert told["CallSid"] == call.sid
    assert told["RecordingSource"] == "RecordVerb"
    assert call.recordings[0].words == "楼下路灯坏了"
    paths = [path for path, _ in office.seen]
    assert paths.index("/kept") < paths.index("/ivr/recording")


def test_a_message_ended_by_hanging_up_is_kept_all_the_same() -> None:
    office = Office({"/ivr/voice": '<Record action="/kept"/>', "/kept": "<Hangup/>"})
    call = office.phone().call("!")
    form = office.asked("/kept")[0]
    assert (form["Digits"], form["CallStatus"]) == ("hangup", "completed")
    assert call.recordings[0].status == "completed"


def test_a_failing_document_leads_to_the_fallback() -> None:
    office = Office(
        {
            "/ivr/voice": lambda form: (500, "<Response/>", []),
            "/ivr/fallback": lambda form: say(form["ErrorCode"]),
        }
    )
    call = office.phone().call(expect_problems=True)
    assert call.said == ["11200"]
    assert office.asked("/ivr/fallback")[0]["ErrorUrl"].endswith("/ivr/voice")
    with pytest.raises(CallWentWrong, match="answered 500"):
        office.phone().call()


def test_without_any_document_the_caller_hears_an_apology() -> None:
    call = Office({}).phone().call(expect_problems=True)
    assert call.said == ["We are sorry, an application error has occurred. Goodbye."]
    assert call.status == "no-answer"


def test_a_document_with_a_slip_fails_the_call_and_shows_the_transcript() -> None:
    office = Office({"/ivr/voice": "<Say>您好</Say>"})
    with pytest.raises(CallWentWrong, match="neither voice nor language") as wrong:
        office.phone().call()
    assert "拨打 96128" in str(wrong.value)


def test_a_dialogue_that_turns_in_circles_is_stopped() -> None:
    office = Office({"/ivr/voice": "<Redirect>/ivr/voice</Redirect>"})
    with pytest.raises(CallWentWrong, match="打转"):
        office.phone().call()


def test_a_rejected_call_is_never_answered() -> None:
    office = Office({"/ivr/voice": '<Reject reason="busy"/>'})
    call = office.phone().call()
    assert call.status == office.asked("/ivr/status")[0]["CallStatus"] == "busy"
    assert office.asked("/ivr/status")[0]["CallDuration"] == "0"


def test_cookies_belong_to_the_call_and_redirections_lose_the_form() -> None:
    office = Office(
        {
            "/ivr/voice": lambda form: (200, MENU, [("Set-Cookie", "turn=1; Path=/")]),
            "/ivr/menu": lambda form: (302, "", [("Location", "/there")]),
            "/there": lambda form: say(f"{form['cookie']} {form.get('Digits', '没有')}"),
        }
    )
    phone = office.phone()
    for _ in range(2):
        call = phone.call("1")
        assert call.said[-1] == "turn=1 没有"
    assert office.seen[-1][1].get("cookie") is None


def test_a_fragment_is_neither_sent_nor_signed_and_chinese_in_a_query_is_signed_raw() -> None:
    action = "/ivr/menu?dept=%E6%88%B7%E7%B1%8D#rc=3&amp;tt=5000"
    office = Office({"/ivr/voice": gather(action, "请按"), "/ivr/menu": say("好")})
    assert office.phone().call("1").said == ["请按", "好"]


def test_who_calls_over_sip_brings_more() -> None:
    office = Office({"/ivr/voice": "<Hangup/>"})
    office.phone().call(from_="sip:0871@trunk.example", params={"SipHeader_X-Trunk": "7"})
    form = office.asked("/ivr/voice")[0]
    assert form["SipDomain"] == "trunk.example"
    assert form["SipHeader_X-Trunk"] == "7"


def test_a_script_may_hold_acts_instead_of_words() -> None:
    office = Office({"/ivr/voice": MENU, "/ivr/menu": doc("<Hangup/>")})
    office.phone().call(Keys("7"))
    assert office.asked("/ivr/menu")[0]["Digits"] == "7"
