"""The REST interface, asked through the provider's own library."""

import io
import wave
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from ivr.practice.exchange import Exchange
from ivr.practice.people import Speech
from ivr.practice.server import serving
from tests.ivr.practice.office import ACCOUNT, ORIGIN, TOKEN, Office, doc, gather, say


@pytest.fixture
def at() -> Office:
    return Office(
        {
            "/ivr/voice": '<Record action="/kept"/>',
            "/kept": "<Hangup/>",
            "/out": say("您好") + gather("/out2", "请按键"),
            "/out2": say("再见"),
            "/new": say("转到这里"),
            "/leg": "",
        }
    )


@pytest.fixture
def phone(at: Office) -> Exchange:
    return at.phone()


@pytest.fixture
def url(phone: Exchange) -> Iterator[str]:
    with serving(phone) as address:
        yield address


@pytest.fixture
def client(url: str) -> Client:
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = url
    return client


def test_a_recording_is_fetched_checked_and_deleted(phone: Exchange, client: Client) -> None:
    call = phone.place(Speech("路灯坏了", seconds=7))
    phone.pass_time(8.5)
    [recording] = client.recordings.list(call_sid=call.sid)
    sound = f"{recording.media_url}.wav"
    auth = (ACCOUNT, TOKEN)
    assert recording.status == "processing"
    assert requests.get(sound, auth=auth, timeout=5).status_code == 404
    phone.finish(call)
    assert requests.get(sound, timeout=5).status_code == 401
    answer = requests.get(sound, auth=auth, timeout=5)
    with wave.open(io.BytesIO(answer.content)) as file:
        assert file.getframerate() == 8000
        assert file.getnframes() / 8000 == 7
    part = requests.get(sound, auth=auth, headers={"Range": "bytes=0-3"}, timeout=5)
    assert (part.status_code, part.content) == (206, b"RIFF")
    assert (
        requests.get(f"{recording.media_url}.mp3", auth=auth, timeout=5).content[:2] == b"\xff\xe3"
    )
    fetched = client.recordings(recording.sid).fetch()
    assert (fetched.status, fetched.duration, fetched.call_sid) == ("completed", "7", call.sid)
    assert fetched.date_created.tzinfo is UTC
    assert client.recordings(recording.sid).delete()
    assert requests.get(sound, auth=auth, timeout=5).status_code == 404
    with pytest.raises(TwilioRestException, match="404"):
        client.recordings(recording.sid).fetch()


def test_calls_are_listed_by_status_and_time(phone: Exchange, client: Client) -> None:
    done = phone.call("-")
    waiting = phone.place("-")
    phone.pass_time(2)
    soon = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251 - the provider's own clock
    assert [call.sid for call in client.calls.list(status="completed")] == [done.sid]
    assert {call.sid for call in client.calls.list(start_time_before=soon)} == {
        done.sid,
        waiting.sid,
    }
    assert client.calls.list(start_time_after=soon) == []
    got = client.calls(done.sid).fetch()
    assert (got._from, got.to, got.direction) == ("+8613800000000", "96128", "inbound")
    assert got.duration == str(done.leg.duration_seconds)
    assert client.calls(waiting.sid).fetch().status == "in-progress"


def test_the_hotline_calls_somebody(at: Office, phone: Exchange, client: Client) -> None:
    phone.people.set("sip:", "accept")
    made = client.calls.create(
        to="sip:citizen@gw.example",
        from_="96128",
        url=f"{ORIGIN}/out",
        status_callback=f"{ORIGIN}/leg",
        status_callback_event=["ringing", "answered", "completed"],
    )
    call = phone.finish(phone.calls[-1])
    assert call.sid == made.sid
    assert call.said == ["您好", "请按键", "再见"]
    statuses = [form["CallStatus"] for form in at.asked("/leg")]
    assert statuses == ["ringing", "in-progress", "completed"]
    assert at.asked("/out")[0]["Direction"] == "outbound-api"


def test_events_in_one_value_are_taken_and_never_come(
    at: Office, phone: Exchange, client: Client
) -> None:
    client.calls.create(
        to="+8613800000009",
        from_="96128",
        twiml=doc(say("您好")),
        status_callback=f"{ORIGIN}/leg",
        status_callback_event=["ringing answered completed"],
    )
    phone.finish(phone.calls[-1])
    assert not at.asked("/leg")


def test_a_live_leg_is_sent_elsewhere_or_ended(phone: Exchange, client: Client) -> None:
    call = phone.place("-", stays=True)
    phone.pass_time(2)
    client.calls(call.sid).update(url=f"{ORIGIN}/new")
    assert phone.finish(call).said == ["转到这里"]
    with pytest.raises(TwilioRestException) as refused:
        client.calls(call.sid).update(twiml=doc("<Hangup/>"))
    assert refused.value.code == 21220
    other = phone.place("-", stays=True)
    phone.pass_time(2)
    client.calls(other.sid).update(status="completed")
    assert phone.finish(other).status == "completed"


def test_messages_are_kept(phone: Exchange, client: Client) -> None:
    sent = client.messages.create(to="+8613800000001", from_="96128", body="查询码 1234 5678 9012")
    assert [message.body for message in phone.account.messages()] == ["查询码 1234 5678 9012"]
    assert client.messages.list()[0].sid == sent.sid
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to="+8613800000001", from_="96128", body="好" * 1601)
    assert refused.value.code == 21617


def test_strangers_and_strange_parameters_are_refused(url: str, client: Client) -> None:
    calls = f"{url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    assert requests.get(calls, timeout=5).status_code == 401
    assert requests.get(calls, auth=(ACCOUNT, "wrong"), timeout=5).status_code == 401
    answer = requests.post(calls, auth=(ACCOUNT, TOKEN), data={"To": "1", "Speed": "9"}, timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    with pytest.raises(TwilioRestException) as refused:
        client.calls("CA" + "0" * 32).fetch()
    assert refused.value.code == 20404
