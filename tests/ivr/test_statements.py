"""A webhook costs a fixed number of SQL statements, however much has happened before."""

from __future__ import annotations

import pytest

from hotline.records import Call, CallLeg
from ivr.practice.people import NO_ANSWER
from tests.ivr.faults import asks
from tests.line import Line
from tests.statements import statements

CARD = "社保卡丢了怎么补办"
# Measured; a statement more is a round trip more for every caller, so say why when raising them.
MOST = {"voice": 11, "question": 11, "next telephone": 11, "code": 25}


@pytest.fixture(autouse=True)
def _prepared(line: Line) -> None:
    """As a process that serves: what is made beside is made, and asks nothing meanwhile."""
    with line.work() as work:
        line.app.extensions["knowledge"].prepare(work)


def turn(line: Line) -> int:
    return line.last_call.turn


def test_no_webhook_asks_more_than_it_did(line: Line) -> None:
    asks(line, "CAwarm", "/ivr/voice")
    asks(line, "CAwarm", "/ivr/main?turn=1", SpeechResult=CARD)
    spent: dict[str, int] = {}
    with statements(line.house.engine) as sent:
        asks(line, "CAcount", "/ivr/voice")
    spent["voice"] = len(sent)
    for n in range(8):
        with statements(line.house.engine) as sent:
            asks(line, "CAcount", f"/ivr/main?turn={turn(line)}", SpeechResult=CARD)
        assert spent.setdefault("question", len(sent)) == len(sent), f"question {n + 1}: {sent}"
        asks(line, "CAcount", f"/ivr/solved?turn={turn(line)}", Digits="3")
    print(spent)
    assert all(spent[what] <= MOST[what] for what in spent), spent


def test_ringing_the_fourth_telephone_costs_no_more_than_the_second(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    asks(line, "CArings", "/ivr/voice")
    asks(line, "CArings", "/ivr/main?turn=1", SpeechResult=CARD)
    asks(line, "CArings", "/ivr/solved?turn=2", Digits="2")
    spent = []
    while "<Dial" in (answer := _rings(line, spent)):
        assert len(spent) < 10, answer
    assert len(line.rows(CallLeg)) == 4
    print(f"next telephone {spent[:-1]}, code {spent[-1]}")
    assert len(set(spent[:-1])) == 1
    assert spent[0] <= MOST["next telephone"]
    assert spent[-1] <= MOST["code"]


def _rings(line: Line, spent: list[int]) -> str:
    with line.house.sessions() as db:
        number = db.query(Call).one().turn
    with statements(line.house.engine) as sent:
        answer = asks(
            line, "CArings", f"/ivr/after-dial?turn={number}", DialCallStatus="no-answer",
            DialBridged="false",
        )  # fmt: skip
    spent.append(len(sent))
    return answer
