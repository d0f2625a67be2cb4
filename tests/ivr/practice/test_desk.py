"""The running practice phone: its buttons, its command, and real HTTP all the way."""

import argparse
import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from ivr.practice.desk import Desk
from ivr.practice.dial import dial, people_from, play
from ivr.practice.server import desk_serving
from tests.ivr.practice.office import ACCOUNT, TOKEN, Office, gather, say

NOBODY = "http://127.0.0.1:9"  # the discard port: no practice phone runs there
ASK = 'input="dtmf speech" language="cmn-Hans-CN" numDigits="1"'
FAST = 20  # twenty times the speed of a real telephone


@pytest.fixture
def at() -> Office:
    return Office(
        {
            "/ivr/voice": gather("/ask", "您好，请说", ASK),
            "/ask": lambda form: (
                say(form.get("SpeechResult") or form["Digits"])
                + '<Dial action="/done" timeout="20">'
                '<Sip url="/w">sip:liaison@gw.example</Sip></Dial>'
            ),
            "/w": gather("/accept", "有来电，请按1"),
            "/accept": "",
            "/done": lambda form: say("转接" + form["DialCallStatus"]) + "<Hangup/>",
        }
    )


@pytest.fixture
def hotline(at: Office) -> Iterator[str]:
    with at.served() as url:
        yield url


@pytest.fixture
def running(hotline: str) -> Iterator[tuple[str, Desk]]:
    with desk_serving(
        hotline_url=hotline, account_sid=ACCOUNT, auth_token=TOKEN, port=0, pace=FAST
    ) as (url, desk):
        yield url, desk


class Buttons:
    """A page's view of the practice phone."""

    def __init__(self, url: str, desk: Desk) -> None:
        self.url = f"{url}/practice"
        self.desk = desk

    def push(self, path: str, **body: Any) -> Any:
        answer = requests.post(f"{self.url}/{path}", json=body, timeout=5)
        answer.raise_for_status()
        return answer.json()

    def until(self, text: str) -> dict[str, Any]:
        """Wait until a transcript has this text; the state then."""
        desk = self.desk
        assert desk.until(lambda: any(text in each["text"] for each in desk.items(since=0))), text
        return requests.get(f"{self.url}/state", timeout=5).json()


def test_one_person_is_caller_and_liaison(running: tuple[str, Desk], at: Office) -> None:
    page = Buttons(*running)
    call = page.push("calls")["id"]
    page.until("您好，请说")
    page.push(f"calls/{call}/say", text="社保卡丢了怎么补办")
    state = page.until("响铃")
    liaison = state["calls"][0]["legs"][1]
    assert liaison["listening"] == {"kind": "ringing"}
    page.push(f"legs/{liaison['id']}/answer")
    page.until("有来电，请按1")
    page.push(f"legs/{liaison['id']}/press", keys="1")
    page.until("通话")
    page.push(f"legs/{liaison['id']}/hangup")
    state = page.until("转接completed")
    assert at.asked("/done")[0]["DialBridged"] == "true"
    page.until("通话结束：completed")
    said = [item["text"] for item in state["items"] if item["kind"] == "said"]
    assert said == ["您好，请说", "社保卡丢了怎么补办", "有来电，请按1", "转接completed"]
    numbers = [item["number"] for item in state["items"]]
    assert numbers == sorted(set(numbers))


def test_a_liaison_declines_and_a_caller_hangs_up(running: tuple[str, Desk], at: Office) -> None:
    page = Buttons(*running)
    call = page.push("calls", **{"from": "+8613900000000"})["id"]
    page.until("您好，请说")
    page.push(f"calls/{call}/press", keys="5")
    leg = page.until("响铃")["calls"][0]["legs"][1]["id"]
    page.push(f"legs/{leg}/decline")
    page.until("转接busy")
    assert at.asked("/ivr/voice")[0]["From"] == "+8613900000000"
    again = page.push("calls")["id"]
    page.desk.until(lambda: bool(page.desk.account.leg(again).listening))  # type: ignore[union-attr]
    page.push(f"calls/{again}/hangup")
    assert page.desk.until(lambda: page.desk.account.leg(again).over)  # type: ignore[union-attr]


def test_behaviours_are_set_from_outside(running: tuple[str, Desk], at: Office) -> None:
    page = Buttons(*running)
    assert page.push("people", liaison="busy") == {"liaison": "busy", "*": "live"}
    call = page.push("calls")["id"]
    page.until("您好，请说")
    page.push(f"calls/{call}/press", keys="5")
    page.until("转接busy")
    answer = requests.post(f"{page.url}/people", json={"x": "sleeps"}, timeout=5)
    assert answer.status_code == 400


def test_a_text_message_shows_on_the_page(running: tuple[str, Desk]) -> None:
    page = Buttons(*running)
    requests.post(
        f"{running[0]}/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        auth=(ACCOUNT, TOKEN),
        data={"To": "+8613800000001", "From": "96128", "Body": "查询码 123456789012"},
        timeout=5,
    )
    item = page.until("查询码")["items"][-1]
    assert (item["kind"], item["who"]) == ("sms", "+8613800000001")
    messages = requests.get(f"{page.url}/messages", timeout=5).json()
    assert messages[0]["body"] == "查询码 123456789012"


def test_two_talk_and_their_words_show(running: tuple[str, Desk], at: Office) -> None:
    at.pages["/w"] = ""
    page = Buttons(*running)
    call = page.push("calls")["id"]
    page.until("您好，请说")
    page.push(f"calls/{call}/press", keys="5")
    liaison = page.until("响铃")["calls"][0]["legs"][1]["id"]
    page.push(f"legs/{liaison}/answer")
    page.until("通话")
    page.push(f"legs/{liaison}/say", text="您好，社保局")
    page.until("您好，社保局")
    page.push(f"calls/{call}/hangup")
    page.until("通话结束")
    assert page.desk.until(lambda: bool(at.asked("/done")))
    assert at.asked("/done")[0]["CallStatus"] == "completed"


def test_other_sites_pages_may_not_press_the_buttons(running: tuple[str, Desk]) -> None:
    url = f"{running[0]}/practice/calls"
    evil = {"Origin": "http://evil.example"}
    assert requests.post(url, json={}, headers=evil, timeout=5).status_code == 403
    assert requests.post(url, data={"from": "1"}, timeout=5).status_code == 415
    ours = {"Origin": running[1].hotline_url}
    assert requests.options(url, headers=ours, timeout=5).headers["Access-Control-Allow-Origin"]


@pytest.mark.parametrize("shared", [True, False])
def test_a_call_from_the_terminal(
    running: tuple[str, Desk], hotline: str, at: Office, shared: bool
) -> None:
    out = io.StringIO()
    code = play(
        ["社保卡丢了怎么补办", "!"],
        hotline_url=hotline,
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        people=people_from(["liaison=no-answer"]),
        practice_url=running[0] if shared else NOBODY,
        out=out,
    )
    text = out.getvalue()
    assert code == 0, text
    assert "🔊 热线" in text
    assert "转接no-answer" in text
    assert "无故障" in text
    assert bool(running[1].calls()) is shared


def test_a_slip_shows_loud_and_in_the_exit_code(hotline: str, at: Office) -> None:
    at.pages["/ivr/voice"] = "<Say>您好</Say>"
    out = io.StringIO()
    code = play(
        [],
        hotline_url=hotline,
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        as_json=True,
        practice_url=NOBODY,
        out=out,
    )
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert code == 1
    assert any(line["kind"] == "fault" for line in lines)
    assert "neither voice nor language" in lines[-1]["problems"][0]


def test_unknown_behaviours_are_named() -> None:
    with pytest.raises(ValueError, match="sleeps"):
        people_from(["liaison=sleeps"])


def test_the_commands_words_and_settings(
    running: tuple[str, Desk], hotline: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = settings(hotline, port=int(running[0].rpartition(":")[2]) - 1)
    given = {"caller": "+8613900000000", "dialled": "96128", "stay": False, "json": False}
    right = argparse.Namespace(people=["liaison=busy"], **given)
    assert dial(["户口", "!"], options=right, environ=environ) == 0
    assert "转接busy" in capsys.readouterr().out
    assert running[1].calls()[0].leg.from_ == "+8613900000000"
    wrong = argparse.Namespace(people=["liaison=sleeps"], **given)
    assert dial(["户口"], options=wrong, environ=environ) == 2
    assert dial(["!sometime"], options=right, environ=environ) == 2
    assert "sleeps" in capsys.readouterr().err


def settings(hotline: str, *, port: int) -> dict[str, str]:
    return {
        "PUBLIC_URL": hotline,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PORT": str(port),
    }


def test_it_runs_in_a_process_of_its_own(hotline: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = "import os, sys; from ivr.practice.server import serve; sys.exit(serve(os.environ))"
    environ = {**os.environ, **settings(hotline, port=port - 1)}
    with subprocess.Popen([sys.executable, "-c", run], env=environ) as process:
        session = requests.Session()
        session.mount("http://", HTTPAdapter(max_retries=Retry(connect=8, backoff_factor=0.05)))
        health = session.get(f"http://127.0.0.1:{port}/practice/health", timeout=5).json()
        assert health == {"hotline_url": hotline, "account_sid": ACCOUNT}
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
