from collections.abc import Mapping

import pytest

from ivr.practice.calls import CallWentWrong
from ivr.practice.faults import (
    Concurrently,
    Forged,
    Garbled,
    Late,
    LostAnswer,
    Never,
    OutOfOrder,
    Replayed,
    TimesOut,
    Twice,
)
from ivr.practice.people import Speech
from ivr.practice.transport import Answer, CannotConnect
from tests.ivr.practice.office import Office, gather, say


@pytest.fixture
def at() -> Office:
    return Office(
        {
            "/ivr/voice": gather("/menu", "请按键"),
            "/menu": say("好"),
            "/ivr/fallback": lambda form: say(form["ErrorCode"]),
        }
    )


def paths(at: Office) -> list[str]:
    return [path for path, _ in at.seen]


@pytest.mark.parametrize("fault", [Twice("gather"), LostAnswer("gather"), Concurrently("/menu")])
def test_delivered_twice_with_one_token(at: Office, fault: Twice) -> None:
    call = at.phone().call("1", faults=[fault])
    assert paths(at) == ["/ivr/voice", "/menu", "/menu", "/ivr/status"]
    assert len(set(at.tokens)) == 3
    assert call.said == ["请按键", "好"]
    first, second = call.repeats[0]
    assert first.body == second.body


def test_only_the_webhook_meant(at: Office) -> None:
    at.pages["/menu"] = gather("/menu", "再按")
    at.phone().call("1", "2", faults=[Twice("gather", nth=2)])
    assert [form["Digits"] for form in at.asked("/menu")] == ["1", "2", "2"]


def test_a_forged_request_must_be_refused(at: Office) -> None:
    call = at.phone().call("1", faults=[Forged("voice")])
    assert [sent.status for sent in call.sent("voice")] == [403, 200]
    assert len(at.asked("/ivr/voice")) == 1


def test_replayed_after_all_is_over(at: Office) -> None:
    at.phone().call("1", faults=[Replayed("gather")])
    assert paths(at)[-2:] == ["/ivr/status", "/menu"]
    assert at.tokens[-1] == at.tokens[1]


def test_an_input_that_arrives_after_the_caller_has_gone(at: Office) -> None:
    call = at.phone().call("1", faults=[Late("gather")])
    assert paths(at) == ["/ivr/voice", "/ivr/status", "/menu"]
    assert at.asked("/menu")[0]["CallStatus"] == "completed"
    assert call.said == ["请按键"]


def test_callbacks_never_or_last_first(at: Office) -> None:
    every = "initiated ringing answered completed"
    at.phone(status_events=every).call("1", faults=[Never("status")])
    assert "/ivr/status" not in paths(at)
    at.phone(status_events=every).call("1", faults=[OutOfOrder("status")])
    assert [form["CallStatus"] for form in at.asked("/ivr/status")] == [
        "completed", "in-progress", "ringing", "initiated",
    ]  # fmt: skip


def test_only_one_status_late(at: Office) -> None:
    every = "ringing completed"
    at.phone(status_events=every).call("1", faults=[Late("status:ringing", seconds=600)])
    assert [form["CallStatus"] for form in at.asked("/ivr/status")] == ["completed", "ringing"]


@pytest.mark.parametrize(
    ("fault", "code", "seen"),
    [
        (Never("gather"), "11205", 0),
        (TimesOut("gather"), "11200", 1),
        (Garbled("gather"), "11200", 0),
        (Garbled("gather", status=200, body="<Response><Sa", content_type="text/xml"), "12100", 0),
        (Garbled("gather", delivered=True), "11200", 1),
    ],
)
def test_what_no_document_comes_of_leads_to_the_fallback(
    at: Office, fault: Never, code: str, seen: int
) -> None:
    call = at.phone().call("1", faults=[fault])
    assert call.said == ["请按键", code]
    assert len(at.asked("/menu")) == seen


def test_a_recording_may_be_told_late_or_be_lost() -> None:
    at = Office(
        {
            "/ivr/voice": '<Record action="/kept" recordingStatusCallback="/rec" '
            'recordingStatusCallbackEvent="completed absent"/>',
            "/kept": "<Hangup/>",
            "/rec": "",
        }
    )
    phone = at.phone()
    call = phone.call(Speech("喂", seconds=3), faults=[Late("recording", seconds=600)])
    assert call.exchange.world.seconds > 600
    assert paths(at)[-1] == "/rec"
    phone.recordings_become = "absent"
    phone.call(Speech("喂", seconds=3))
    assert at.asked("/rec")[-1]["RecordingStatus"] == "absent"


def test_a_burst_of_calls_at_once(at: Office) -> None:
    calls = at.phone().burst(40, "1", threads=8)
    assert len({call.sid for call in calls}) == 40
    assert len({call.leg.from_ for call in calls}) == 40
    assert all(call.said == ["请按键", "好"] for call in calls)


def test_calls_one_after_the_other(at: Office) -> None:
    calls = at.phone().burst(3, "1", every_seconds=30)
    assert [round(call.leg.created_seconds) for call in calls] == [0, 30, 60]
    assert calls[2].seconds < 20


def test_a_request_outside_any_call(at: Office) -> None:
    phone = at.phone()
    form = {"CallSid": "CA" + "9" * 32, "CallStatus": "completed", "SpeechResult": " 户口 "}
    assert phone.knock("/ivr/status?dept=%E6%88%B7%E7%B1%8D", form).status == 204
    assert phone.knock("/ivr/status", [("a", "2"), ("a", "1")], signature="").status == 403
    assert phone.knock("/ivr/status", form, signature="x").status == 403
    assert phone.knock("/ivr/status", form, method="GET").status == 204
    assert len(at.asked("/ivr/status")) == 2


def test_a_failing_callback_is_a_problem(at: Office) -> None:
    at.pages["/ivr/status"] = lambda form: (500, "", [])
    with pytest.raises(CallWentWrong, match=r"status .* answered 500"):
        at.phone().call("1")


@pytest.mark.parametrize(("fragment", "tries"), [("", 2), ("#rc=3", 4), ("#rc=0", 1)])
def test_a_connection_that_fails_is_tried_again_with_the_same_token(
    at: Office, fragment: str, tries: int
) -> None:
    at.pages["/ivr/voice"] = gather(f"/menu{fragment}", "请按键")
    phone = at.phone()
    deliver, tokens = phone.delivery.post, []

    def unplugged(*, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if url.endswith("/menu"):
            tokens.append(headers["I-Twilio-Idempotency-Token"])
            raise CannotConnect("unplugged")
        return deliver(method=method, url=url, body=body, headers=headers)

    phone.delivery.post = unplugged
    call = phone.call("1", expect_problems=True)
    assert len(tokens) == tries
    assert len(set(tokens)) == 1
    assert call.said == ["请按键", "11205"]
