import pytest

from ivr.practice.checker import TwimlFault, read, read_inline
from tests.ivr.practice.office import doc, gather, say

GOOD = [
    say("您好"),
    gather("/ivr/ask?turn=1", "请说"),
    '<Gather input="dtmf speech" action="/a" language="cmn-Hans-CN" hints="社保卡,户口" '
    f'speechTimeout="auto" actionOnEmptyResult="true">{say("请说")}</Gather>'
    "<Redirect>/b</Redirect>",
    '<Gather input="speech" action="/a" language="zh" speechModel="deepgram_nova-2" '
    'speechTimeout="3"/>',
    '<Dial action="/a" record="record-from-answer-dual" recordingStatusCallback="/r" timeout="20">'
    '<Sip url="/w" statusCallback="/s" statusCallbackEvent="initiated ringing answered completed">'
    "sip:desk@gw.example</Sip></Dial>",
    "<Dial>+8613800000001</Dial>" + say("再见"),
    '<Dial><Client><Identity>op1</Identity><Parameter name="a" value="b"/></Client></Dial>',
    '<Record action="/a" maxLength="120" finishOnKey="#" playBeep="true"/>',
    '<Start><Recording recordingStatusCallback="/r" channels="dual"/></Start>' + say("好"),
    '<Say language="cmn-CN"><say-as interpret-as="digits">123</say-as></Say>',
    '<Say voice="Polly.Joanna-Neural" language="en-US">Hello</Say><Hangup/>',
    '<Enqueue action="/a" waitUrl="/w">people</Enqueue>',
    '<Reject reason="busy"/>',
    '<Play loop="2">/static/ring.wav</Play><Pause length="2"/>',
]


@pytest.mark.parametrize("inside", GOOD)
def test_takes_what_is_documented(inside: str) -> None:
    read(doc(inside).encode(), url="http://h/d")


BAD = [
    ("<Speak>hi</Speak>", "Speak", "unknown verb"),
    ("<Say>您好</Say>", "Say", "neither voice nor language"),
    ('<Say voice="Google.cmn-CN-Neural2-A" language="cmn-CN">好</Say>', "Say", "not documented"),
    ('<Say voice="Polly.Zhiyu" language="en-US">好</Say>', "Say", "does not speak"),
    ('<Say voice="Polly.Joanna">好</Say>', "Say", "Chinese text in a voice for"),
    ('<Say language="cmn-CN" speed="2">好</Say>', "Say", "unknown attribute 'speed'"),
    (say("好" * 501), "Say", "501 Chinese"),
    (f'<Say language="en-US">{"é " * 800}</Say>', "Say", "URL-encoded"),
    (say(" "), "Say", "holds no text"),
    ("<Gather/>", "Gather", "loop"),
    ("<Record/>", "Record", "loop"),
    ('<Gather action="/户口"/>', "Gather", "percent-encoded"),
    ('<Gather action="/a" numDigits="0"/>', "Gather", "not between"),
    ('<Gather action="/a" input="voice"/>', "Gather", "not one of"),
    ('<Gather action="/a" speechTimeout="3"/>', "Gather", "has no effect"),
    ('<Gather action="/a" input="speech" language="cmn-CN"/>', "Gather", "does not understand"),
    (
        '<Gather action="/a" input="speech" language="cmn-Hans-CN" speechModel="phone_call" '
        'speechTimeout="3"/>',
        "Gather",
        "does not understand",
    ),
    (
        '<Gather action="/a" input="speech" language="zh" speechModel="deepgram_nova-2" '
        'speechTimeout="auto"/>',
        "Gather",
        "must be a number",
    ),
    (f'<Gather action="/a" input="speech" hints="{",".join("一" * 501)}"/>', "Gather", "501"),
    (f'<Gather action="/a" input="speech" hints="{"一" * 101}"/>', "Gather", "100 characters"),
    ('<Gather action="/a"><Dial>110</Dial></Gather>', "Dial", "not allowed inside"),
    ('<Dial record="always">110</Dial>', "Dial", "not one of"),
    ('<Dial timeout="2">110</Dial>', "Dial", "not between"),
    ("<Dial/>", "Dial", "needs either"),
    ("<Dial><Queue>a</Queue><Number>110</Number></Dial>", "Dial", "alone"),
    ("<Dial><Sip>desk@gw</Sip></Dial>", "Sip", "not a SIP address"),
    (
        '<Dial><Number statusCallbackEvent="ringing,answered">110</Number></Dial>',
        "Number",
        "not one",
    ),
    ('<Dial action="/a">110</Dial>' + say("好"), "Say", "never be reached after <Dial>"),
    ('<Record action="/a"/>' + say("好"), "Say", "never be reached after <Record>"),
    ("<Redirect>/a</Redirect><Hangup/>", "Hangup", "never be reached"),
    ("<Leave/>", "Leave", "not allowed in a voice"),
    ("hello", "Response", "stray text"),
    (f"<Enqueue>{'q' * 65}</Enqueue>", "Enqueue", "64 characters"),
    (say("好") * 1500, "Response", "bytes"),
]


@pytest.mark.parametrize(("inside", "verb", "reason"), BAD)
def test_refuses_what_is_not(inside: str, verb: str, reason: str) -> None:
    with pytest.raises(TwimlFault) as fault:
        read(doc(inside).encode(), url="http://h/d")
    assert fault.value.verb == verb
    assert reason in str(fault.value)


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b" <Response/>", "text/xml", 12100),
        (b"", "text/xml", 12100),
        (b"<Response><Say>", "text/xml", 12100),
        (b"<html/>", "text/html", 12100),
        (b"<Response/>", "text/plain", 12300),
        (b"<Response/>", "", 12300),
        ("<Response/>".encode("utf-16"), "text/xml", 12100),
        (b"<!DOCTYPE x><Response/>", "text/xml", 12100),
    ],
)
def test_refuses_what_cannot_be_read(body: bytes, kind: str, code: int) -> None:
    with pytest.raises(TwimlFault) as fault:
        read(body, url="http://h/d", content_type=kind)
    assert fault.value.code == code


@pytest.mark.parametrize("room", ["whisper", "wait", "bridge", "hold"])
def test_a_document_for_one_purpose_may_not_dial(room: str) -> None:
    read(doc(say("好")).encode(), url="http://h/d", room=room)
    with pytest.raises(TwimlFault, match=f"not allowed in a {room}"):
        read(doc("<Dial>110</Dial>").encode(), url="http://h/d", room=room)


def test_an_inline_document_is_short_and_absolute() -> None:
    read_inline(doc(gather("http://h/a", "请按")), url="http://h/")
    with pytest.raises(TwimlFault, match="absolute"):
        read_inline(doc(gather("/a", "请按")), url="http://h/")
    with pytest.raises(TwimlFault, match="4000"):
        read_inline(doc(say("好" * 499) * 9), url="http://h/")
