"""A demand that 12345 owns goes there by interface, if its caller agrees (R-6)."""

from __future__ import annotations

from sqlalchemy import select

from hotline.actions import api_keys, calls, demands, webhooks
from hotline.actions.events import note_call
from hotline.records import ApiScope, Call, Channel, Demand
from hotline.work import HOTLINE
from tests.line import Line
from tests.receiver import Receiver, receiving

DEMAND = "我家门口的路灯坏了，派人来修"


def connect(line: Line, receiver: Receiver) -> None:
    """The city's 12345 takes what is passed on to it."""
    with line.house.open(HOTLINE) as work:
        key, _ = api_keys.make(
            work, name="示例12345", channel=None, place_id=work.book.organisation.place("nanke").id,
            scopes=[ApiScope.HEAR_DEMANDS],
        )  # fmt: skip
        _, receiver.secret = webhooks.register(
            work, line.house.settings, key, url=receiver.url, wants=[ApiScope.HEAR_DEMANDS],
            redirect="citizen_hotline",
        )  # fmt: skip


def test_only_with_consent_and_only_what_was_consented_to(line: Line) -> None:
    assert "请按1" not in line.call(DEMAND).heard.partition("12345")[2]
    with receiving() as receiver:
        connect(line, receiver)
        asked = line.call(DEMAND, "社保卡丢了怎么补办", from_="+8613800019999")
        assert "同意把您刚才说的话和来电号码转给他们办理，请按1" in asked.heard
        assert "社会保障卡" in asked.heard, "whoever goes on asking has not agreed"
        assert receiver.received == []
        agreed = line.call(DEMAND, "1", from_="+8613800018888")
        assert "已经转交" in agreed.heard
        [message] = receiver.received
        assert (message["type"], receiver.forged) == ("demand.passed_on", 0)
        told = message["data"]
        assert (told["text"], told["phone"]) == (DEMAND, "+8613800018888")
        assert (told["channel"], told["jurisdiction"]) == ("citizen_hotline", "nanke")
        assert "passed_on" in line.events()
        # What belongs to another channel is not this one's to take.
        assert "请按1" not in line.call("我要打官司").heard.partition("12348")[2]
    with line.work() as work:
        found = work.db.scalars(select(Demand).order_by(Demand.id)).all()
    assert [(one.redirect, one.consented_at is not None) for one in found] == [
        ("citizen_hotline", False), ("citizen_hotline", False), ("citizen_hotline", True),
        ("legal_aid", False),
    ]  # fmt: skip


def test_its_operator_passes_it_on_while_the_call_goes_on(line: Line) -> None:
    with receiving() as receiver:
        connect(line, receiver)
        line.call(DEMAND, from_="+8613800017777")
        call_id, place_id = line.last_call.id, line.last_call.jurisdiction_id
        with line.work() as work:
            call = work.db.get_one(Call, call_id)
            with line.work() as meanwhile:
                known = calls.find(meanwhile, sid=call.sid)
                assert known is not None
                note_call(meanwhile, known, "status", status="in-progress")
            demands.pass_on_written(
                work, origin="form:1:a", channel=Channel.PHONE, place_id=place_id,
                code="citizen_hotline", text=DEMAND, phone="+8613800017777", call=call,
            )  # fmt: skip
    assert line.events()[-2:] == ["status", "passed_on"]
