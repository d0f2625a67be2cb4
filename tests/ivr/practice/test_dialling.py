import pytest

from ivr.practice.calls import CallWentWrong
from ivr.practice.people import Callee, HangUp, accepts
from tests.ivr.practice.office import Office, gather, say

EVENTS = 'statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed"'
WHISPER = gather("/accept", "有市民来电，按1接听") + "<Hangup/>"


def office(dial: str, **more: str) -> Office:
    return Office(
        {
            "/ivr/voice": say("为您转接") + dial,
            "/done": lambda form: say(form["DialCallStatus"]) + gather("/rate", "请评价"),
            "/rate": say("谢谢"),
            "/leg": "",
            "/rec": "",
            "/whisper": WHISPER,
            "/accept": lambda form: "" if form["Digits"] == "1" else "<Hangup/>",
            **{f"/{name}": page for name, page in more.items()},
        }
    )


def sip(more: str = EVENTS, attributes: str = "") -> str:
    return (
        f'<Dial action="/done" timeout="20" {attributes}>'
        f'<Sip url="/whisper" {more}>sip:liaison@gw.example</Sip></Dial>'
    )


def statuses(at: Office) -> list[str]:
    return [form["CallStatus"] for form in at.asked("/leg")]


def test_a_liaison_hears_the_whisper_accepts_and_talks() -> None:
    at = office(sip())
    call = at.phone(people={"liaison": accepts(talks_seconds=45)}).call("5")
    done = at.asked("/done")[0]
    assert done["DialCallStatus"] == "completed"
    assert done["DialBridged"] == "true"
    assert done["DialCallDuration"] == "45"
    assert done["DialCallSid"] == call.rung[0].sid != call.sid
    assert done["CallStatus"] == "in-progress"
    assert statuses(at) == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in at.asked("/leg")] == ["0", "1", "2", "3"]
    whisper = at.asked("/whisper")[0]
    assert whisper["CallSid"] == call.rung[0].sid
    assert whisper["ParentCallSid"] == call.sid
    assert whisper["Direction"] == "outbound-dial"
    assert call.said_to(call.rung[0]) == ["有市民来电，按1接听"]
    assert call.said[-1] == "谢谢"


@pytest.mark.parametrize(
    ("behaviour", "status", "bridged", "steps"),
    [
        ("busy", "busy", "false", ["initiated", "ringing", "busy"]),
        ("no-answer", "no-answer", "false", ["initiated", "ringing", "no-answer"]),
        ("unreachable", "failed", "false", ["initiated", "failed"]),
        ("ignore", "completed", "false", ["initiated", "ringing", "in-progress", "completed"]),
        ("decline", "completed", "false", ["initiated", "ringing", "in-progress", "completed"]),
        ("hang-up", "completed", "false", ["initiated", "ringing", "in-progress", "completed"]),
        ("machine", "completed", "false", ["initiated", "ringing", "in-progress", "completed"]),
    ],
)
def test_whoever_does_not_take_the_call(
    behaviour: str, status: str, bridged: str, steps: list[str]
) -> None:
    at = office(sip())
    at.phone(people={"*": behaviour}).call("5")
    done = at.asked("/done")[0]
    assert (done["DialCallStatus"], done["DialBridged"]) == (status, bridged)
    assert statuses(at) == steps


def test_no_answer_rings_five_seconds_longer_than_asked() -> None:
    at = office(sip())
    call = at.phone(people={"*": "no-answer"}).call()
    assert 25 <= call.seconds < 35


def test_a_caller_who_leaves_while_it_rings_cancels_the_ringing() -> None:
    at = office(sip())
    call = at.phone(people={"*": Callee(after_seconds=15)}).call("!ringing")
    assert statuses(at)[-1] == "canceled"
    done = at.asked("/done")[0]
    assert (done["CallStatus"], done["DialCallStatus"]) == ("completed", "canceled")
    assert call.status == "completed"
    assert call.said == ["为您转接"]


def test_a_caller_who_leaves_the_conversation_ends_both_legs() -> None:
    at = office(sip())
    at.phone(people={"*": accepts(talks_seconds=600)}).call(HangUp(at="talking", after_seconds=20))
    done = at.asked("/done")[0]
    assert (done["CallStatus"], done["DialBridged"], done["DialCallDuration"]) == (
        "completed", "true", "20",
    )  # fmt: skip
    assert statuses(at)[-1] == "completed"


def test_a_conversation_is_recorded_under_the_callers_sid() -> None:
    at = office(sip(attributes='record="record-from-answer-dual" recordingStatusCallback="/rec"'))
    call = at.phone(people={"*": accepts(talks_seconds=33)}).call("1")
    told = at.asked("/rec")[0]
    assert told["CallSid"] == call.sid
    assert told["RecordingChannels"] == "2"
    assert told["RecordingSource"] == "DialVerb"
    assert told["RecordingDuration"] == "33"
    assert told["RecordingUrl"] == at.asked("/done")[0]["RecordingUrl"]


def test_an_unanswered_dial_makes_no_recording() -> None:
    at = office(sip(attributes='record="record-from-answer" recordingStatusCallback="/rec"'))
    at.phone(people={"*": "busy"}).call("1")
    assert not at.asked("/rec")


def test_several_are_rung_at_once_and_the_first_willing_one_is_connected() -> None:
    nouns = "".join(f"<Client {EVENTS}>op{n}</Client>" for n in (1, 2, 3))
    at = office(f'<Dial action="/done">{nouns}</Dial>')
    people = {
        "client:op1": "busy",
        "client:op2": Callee(after_seconds=9),
        "client:op3": Callee(after_seconds=4),
    }
    call = at.phone(people=people).call("1")
    assert at.asked("/done")[0]["DialCallSid"] == call.rung[2].sid
    assert [leg.status for leg in call.rung] == ["busy", "canceled", "completed"]


def test_one_after_the_other() -> None:
    nouns = "<Number>+8613800000001</Number><Sip>sip:b@gw.example</Sip>"
    at = office(f'<Dial action="/done" sequential="true" timeout="10">{nouns}</Dial>')
    call = at.phone(people={"+8613800000001": "no-answer"}).call("1")
    assert [leg.status for leg in call.rung] == ["no-answer", "completed"]
    assert call.rung[1].created_seconds >= 15


def test_a_broken_whisper_hangs_up_on_the_liaison_only() -> None:
    at = office(sip(), whisper="<Dial>110</Dial>")
    call = at.phone().call("1", expect_problems=True)
    assert at.asked("/done")[0]["DialBridged"] == "false"
    assert "请评价" in call.said
    with pytest.raises(CallWentWrong, match="not allowed in a whisper"):
        office(sip(), whisper="<Dial>110</Dial>").phone().call("1")


def test_until_bridged_the_caller_is_not_answered() -> None:
    at = Office(
        {
            "/ivr/voice": '<Dial action="/done" answerOnBridge="true">110</Dial>',
            "/done": "<Hangup/>",
        }
    )
    call = at.phone(people={"*": "busy"}).call()
    assert at.asked("/done")[0]["CallStatus"] == "ringing"
    assert call.status == "no-answer"


def test_machines_are_told_from_people() -> None:
    at = office(
        '<Dial action="/done"><Number url="/whisper" machineDetection="Enable">110</Number></Dial>'
    )
    at.phone(people={"*": "machine"}).call()
    assert at.asked("/whisper")[0]["AnsweredBy"] == "machine_start"
