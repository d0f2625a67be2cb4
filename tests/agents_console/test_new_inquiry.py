"""Logging by hand: once whatever is clicked, with a code to read out, and no text lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hotline.actions import demands
from hotline.records import Channel, Demand, Inquiry, Telling
from hotline.reports import messages
from hotline.work import CALLER
from tests.agents_console.conftest import Desk, words
from tests.demands import DEMAND, taking
from tests.factories import CALLER_NUMBER

NEW = "/console/inquiries/new"
CODE = re.compile(r"\b\d{4} \d{4} \d{4}\b")


def fields(desk: Desk, **more: str) -> dict[str, str]:
    return {
        "form_id": "one-form",
        "text": "低保怎么申请",
        "channel": "visit",
        "place": str(desk.town.place("nanke")),
        "unit": "",
        "phone": "",
        "name": "",
        **more,
    }


def inquiries(desk: Desk) -> list[Any]:
    desk.town.db.expire_all()
    return desk.town.db.query(Inquiry).order_by(Inquiry.id).all()


def test_the_code_is_shown_in_groups_and_nowhere_after(desk: Desk) -> None:
    desk.sit_down("operator")
    answer = desk.send(NEW, seen=NEW, **fields(desk, phone="138 0001 0001", name="张示例"))
    assert answer.status_code == 200
    code = CODE.search(words(answer))
    assert code is not None
    (inquiry,) = inquiries(desk)
    assert inquiry.channel is Channel.VISIT
    assert inquiry.phone_masked == "138****0001"
    assert inquiry.code_given_at is not None
    page = words(desk.get(f"/console/inquiries/{inquiry.id}"))
    assert code[0] not in page
    assert code[0].replace(" ", "") not in page


def test_two_submissions_of_a_form_are_one_inquiry_with_one_code(desk: Desk) -> None:
    desk.sit_down("operator")
    first = desk.send(NEW, seen=NEW, **fields(desk))
    second = desk.send(NEW, seen=NEW, **fields(desk))
    assert CODE.findall(words(first)) == CODE.findall(words(second)) != []
    assert len(inquiries(desk)) == 1
    desk.town.later(minutes=11)
    late = words(desk.send(NEW, seen=NEW, **fields(desk)))
    assert not CODE.search(late)
    assert "查询码已告知过" in late


def test_a_fresh_form_has_an_id_of_its_own(desk: Desk) -> None:
    desk.sit_down("operator")
    ids = {re.findall(r'name="form_id" value="([^"]+)"', desk.get(NEW).text)[0] for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": "  "}, "请填写查询内容"),
        ({"phone": "12"}, "电话号码不完整或有误"),
        ({"text": "长" * 5001}, "“查询内容”最多5000个字"),
        ({"name": "名" * 51}, "“姓名”最多50个字"),
        ({"place": ""}, "请选择属地"),
        ({"unit": "999999"}, "请从列表中选择承办单位"),
    ],
)
def test_a_refused_form_says_why_and_keeps_everything(
    desk: Desk, more: dict[str, str], said: str
) -> None:
    desk.sit_down("operator")
    unit = str(desk.town.unit("public_security").id)
    given = fields(desk, unit=unit, other_ways="先问村委会", confidential="1") | more
    answer = desk.send(NEW, seen=NEW, **given)
    assert answer.status_code == 422
    assert said in words(answer)
    assert "先问村委会" in answer.text
    assert 'name="confidential" value="1" checked' in answer.text
    assert 'value="visit" selected' in answer.text
    assert 'name="form_id" value="one-form"' in answer.text
    if "text" not in more:
        assert "低保怎么申请" in answer.text
    if "unit" not in more:
        assert f'value="{unit}" selected' in answer.text
    assert inquiries(desk) == []


def test_another_place_s_inquiry_is_not_logged_here(desk: Desk) -> None:
    desk.sit_down("operator", place="qinghe")
    answer = desk.send(NEW, seen=NEW, **fields(desk))
    assert answer.status_code == 403
    assert "低保怎么申请" in words(answer)
    assert inquiries(desk) == []


def test_a_unit_of_another_place_is_not_given_the_inquiry(desk: Desk) -> None:
    desk.sit_down("operator")
    town = desk.town
    here, below = str(town.unit("public_security").id), str(town.unit("qinghe-public_security").id)
    aside = str(town.unit("bailu-public_security").id)
    for place, unit in (("nanke", below), ("qinghe", aside)):
        wrong = desk.send(NEW, seen=NEW, **fields(desk, place=str(town.place(place)), unit=unit))
        assert wrong.status_code == 422
        assert "承办单位须属于所选属地或其上级" in words(wrong)
    assert inquiries(desk) == []
    for form_id, unit in (("own", below), ("above", here)):
        given = fields(desk, form_id=form_id, place=str(town.place("qinghe")), unit=unit)
        assert desk.send(NEW, seen=NEW, **given).status_code == 200
    assert [str(one.first_responder_unit_id) for one in inquiries(desk)] == [below, here]


def test_the_form_offers_units_of_the_place_and_of_those_above(desk: Desk) -> None:
    desk.sit_down("operator", place="qinghe")
    page = desk.get(NEW).text
    offered = {
        code
        for code in ("public_security", "qinghe-public_security", "bailu-public_security")
        if f'<option value="{desk.town.unit(code).id}"' in page.split('id="unit"')[1]
    }
    assert offered == {"public_security", "qinghe-public_security"}


def test_from_a_call_the_question_and_the_number_come_along(desk: Desk) -> None:
    call = desk.town.make_call(question="路灯坏了找谁", caller="+8613800010001")
    desk.sit_down("operator")
    form = desk.get(f"{NEW}?call={call.id}")
    assert "路灯坏了找谁" in form.text
    assert desk.reads() == [("opened_call", {"call_id": call.id})]
    desk.send(NEW, seen=NEW, **fields(desk, call=str(call.id), text="路灯坏了找谁"))
    (inquiry,) = inquiries(desk)
    assert inquiry.call_id == call.id
    assert inquiry.phone_masked == "138****0001"


def test_a_neighbour_s_call_brings_no_number_along(desk: Desk) -> None:
    call = desk.town.make_call(place="bailu")
    desk.sit_down("operator", place="qinghe")
    place = str(desk.town.place("qinghe"))
    answer = desk.send(NEW, seen=NEW, **fields(desk, call=str(call.id), place=place))
    assert answer.status_code == 404
    assert inquiries(desk) == []


def test_a_demand_of_another_channel_is_told_of_once_and_passed_on_with_consent(desk: Desk) -> None:
    taking(desk.town, desk.settings)
    call = desk.town.make_call(question=DEMAND, verdict="out_of_scope")
    desk.sit_down("operator")
    here = f"/console/inquiries/new?call={call.id}"
    assert "对方已同意，转交12345政务服务便民热线" in words(desk.get(here)), "as it was heard"
    form = fields(desk, text=DEMAND)
    told = desk.send(NEW, seen=here, **form)
    assert (told.status_code, desk.town.db.query(Inquiry).count()) == (200, 0)
    assert "可以拨打12345" in words(told)
    agreed = {"pass_on": "citizen_hotline", "call": str(call.id)}
    for _ in range(2):
        passed = desk.send(NEW, seen=here, **form, **agreed)
        assert passed.status_code == 302
    assert "已转交12345政务服务便民热线" in words(desk.get(NEW))
    (demand,) = desk.town.db.query(Demand).all()
    assert demand.consented_at is not None
    sent = messages.message(
        desk.town.work(), desk.town.db.query(Telling).one(), public_url="https://x.example"
    )
    assert (sent.data.text, sent.data.phone) == (DEMAND, CALLER_NUMBER)
    assert [kind for kind, _ in desk.reads()].count("passed_on") == 1
    logged = desk.send(NEW, seen=here, **(form | {"form_id": "b"}), told_of="citizen_hotline")
    assert "查询码" in words(logged)
    assert desk.town.db.query(Demand).filter_by(consented_at=None).count() == 1


def test_a_demand_told_of_in_a_call_is_the_one_its_operator_passes_on(desk: Desk) -> None:
    taking(desk.town, desk.settings)
    desk.sit_down("operator")
    for way in ("pass_on", "pass_on", "told_of"):
        call = desk.town.make_call(question=DEMAND, verdict="out_of_scope")
        demands.heard(desk.town.work(CALLER), call, code="citizen_hotline")
        form = fields(desk, text=f"{DEMAND}，在人民路", form_id=str(call.id), call=str(call.id))
        for _ in range(2):
            sent = desk.send(NEW, seen=NEW, **form, **{way: "citizen_hotline"})
            assert sent.status_code < 400
    found = desk.town.db.query(Demand).order_by(Demand.id).all()
    assert [one.consented_at is not None for one in found] == [True, True, False]
    assert {one.channel for one in found} == {Channel.PHONE}
    told = desk.town.db.query(Telling).order_by(Telling.id).all()
    assert [(one.subject_id, one.wanted_version) for one in told] == [
        (one.id, 1) for one in found[:2]
    ]
    said = messages.message(desk.town.work(), told[0], public_url="https://x.example")
    assert (said.data.text, said.data.phone) == (f"{DEMAND}，在人民路", CALLER_NUMBER)
    # What is passed on after that from the same call is another demand.
    for text in ("路灯坏了", "井盖丢了"):
        form |= {"text": f"{DEMAND}，{text}", "form_id": text}
        desk.send(NEW, seen=NEW, **form, pass_on="citizen_hotline")
    desk.town.db.expire_all()
    found = desk.town.db.query(Demand).order_by(Demand.id).all()
    assert [one.consented_at is not None for one in found] == [True] * 4
