"""Queues and conferences: two calls that meet."""

import pytest

from ivr.practice.calls import CallWentWrong
from ivr.practice.exchange import Turn
from tests.ivr.practice.office import Office, gather, say

ENQUEUE = '<Enqueue action="/left" waitUrl="/wait">people</Enqueue>'


def office(**more: str) -> Office:
    def voice(form: dict[str, str]) -> str:
        if form["From"].startswith("client:"):
            return '<Dial action="/after" timeout="10"><Queue url="/now">people</Queue></Dial>'
        return say("请稍候") + ENQUEUE

    return Office(
        {
            "/ivr/voice": voice,
            "/wait": lambda form: say(f"前面{form['QueuePosition']}人") + '<Pause length="20"/>',
            "/left": lambda form: say(form["QueueResult"]) + gather("/rate", "请评价"),
            "/now": say("为您接通"),
            "/after": lambda form: say(form["DialCallStatus"]),
            "/rate": say("谢谢"),
            **{f"/{name}": page for name, page in more.items()},
        }
    )


def test_an_operator_takes_the_first_caller_out_of_the_queue() -> None:
    at = office()
    phone = at.phone()
    caller = phone.start("5", talks_seconds=None)
    second = phone.start("5", from_="+8613800000002")
    phone.pass_time(30)
    operator = phone.call(from_="client:op1", to="")
    phone.finish(caller)
    assert operator.said == ["completed"]
    assert caller.said[-3:] == ["bridged", "请评价", "谢谢"]
    assert "为您接通" in caller.said
    left = at.asked("/left")[0]
    assert left["QueueResult"] == "bridged"
    assert int(left["QueueTime"]) >= 30
    now = at.asked("/now")[0]
    assert (now["CallSid"], now["DequeingCallSid"]) == (caller.sid, operator.sid)
    assert at.asked("/wait")[0]["QueuePosition"] == "1"
    assert second.status == "in-progress"


def test_a_caller_may_have_enough_of_waiting() -> None:
    at = office()
    call = at.phone().call("!waiting")
    left = at.asked("/left")[0]
    assert (left["QueueResult"], left["CallStatus"]) == ("hangup", "completed")
    assert call.said == ["请稍候", "前面1人"]
    assert 60 < office().phone().call(patience_seconds=60).seconds < 70


def test_a_wait_document_may_lead_out() -> None:
    at = office(wait="<Leave/>")
    assert "leave" in at.phone().call("5").said


def test_a_wait_document_without_duration_would_be_a_storm() -> None:
    with pytest.raises(CallWentWrong, match="没有时长"):
        office(wait="<Redirect>/w2</Redirect>", w2="").phone().call("5")


def test_a_full_queue_takes_nobody() -> None:
    full = '<Enqueue action="/left" maxQueueSize="1">people</Enqueue>'
    at = Office({"/ivr/voice": full, "/left": lambda form: say(form["QueueResult"])})
    phone = at.phone()
    phone.start()
    assert phone.call().said == ["queue-full"]
    assert "QueueSid" not in at.asked("/left")[0]


def test_an_operator_finds_no_queue_or_an_empty_one() -> None:
    at = office()
    phone = at.phone()
    assert phone.call(from_="client:op1").said == ["failed"]
    phone.call("!waiting")
    call = phone.call(from_="client:op1")
    assert call.said == ["no-answer"]
    assert call.seconds >= 10


CONFERENCE = (
    '<Dial action="/after"><Conference statusCallback="/conf" startConferenceOnEnter="{start}" '
    'endConferenceOnExit="{end}" waitUrl="/hold" beep="false" '
    'statusCallbackEvent="start end join leave">room7</Conference></Dial>'
)


def test_two_meet_in_a_conference_that_one_of_them_ends() -> None:
    def voice(form: dict[str, str]) -> str:
        operator = form["From"].startswith("client:")
        flag = "true" if operator else "false"
        return CONFERENCE.format(start=flag, end=flag)

    at = Office(
        {
            "/ivr/voice": voice,
            "/hold": say("请稍候"),
            "/conf": "",
            "/after": lambda form: say(form["DialCallStatus"]),
        }
    )
    phone = at.phone()
    caller = phone.start()
    phone.pass_time(15)
    phone.call(from_="client:op1", talks_seconds=40)
    phone.finish(caller)
    assert caller.said == ["请稍候", "answered"]
    assert "DialCallSid" not in at.asked("/after")[0]
    events = [form["StatusCallbackEvent"] for form in at.asked("/conf")]
    assert events == [
        "participant-join", "participant-join", "conference-start",
        "participant-leave", "conference-end", "participant-leave",
    ]  # fmt: skip
    assert len({form["ConferenceSid"] for form in at.asked("/conf")}) == 1


def test_a_rest_call_takes_a_leg_out_of_its_dial_after_asking_the_action_in_vain() -> None:
    at = Office(
        {
            "/ivr/voice": '<Dial action="/after">110</Dial>',
            "/after": say("没有人听到"),
            "/new": say("转到这里"),
        }
    )
    phone = at.phone()
    call = phone.place("5")
    phone.pass_time(10)
    call.leg.turned.happen(Turn(url="http://hotline.test/new"))
    phone.finish(call)
    assert call.said == ["转到这里"]
    assert at.asked("/after")[0]["DialCallStatus"] == "completed"
    paths = [path for path, _ in at.seen]
    assert paths.index("/after") < paths.index("/new")
