"""The administrator keeps the keys of other systems: made, narrowed, revoked, and where they are
told; each act in the audit, the secret shown once."""

from __future__ import annotations

import re

import pytest

from hotline.actions import api_keys, telling, uniting
from hotline.errors import NotAllowed, Unidentified
from hotline.records import ApiKey, ApiScope, OrganisationEvent, OutboxRow, Telling, Webhook
from tests.agents_console.conftest import Desk, words

MADE = {"name": "示例图书馆", "channel": "reading_point", "per_minute": "30"}


def make(desk: Desk, *scopes: str, **fields: str) -> tuple[ApiKey, str]:
    """A key made on the page; its secret as the page showed it."""
    place = str(desk.town.place("nanke"))
    form = {"place": place, **MADE, **fields, "scope": list(scopes)}
    page = desk.send("/console/keys", seen="/console/keys", **form)  # type: ignore[arg-type]
    assert page.status_code == 200, words(page)
    secret = re.search(r'value="(hotline_[^"]+)"', page.text)
    assert secret is not None, words(page)
    return desk.town.db.query(ApiKey).order_by(ApiKey.id.desc()).limit(1).one(), secret[1]


def kept(desk: Desk) -> list[str]:
    """What the history of the organisation says of keys."""
    query = desk.town.db.query(OrganisationEvent).where(OrganisationEvent.about.like("key:%"))
    return [row.kind for row in query.order_by(OrganisationEvent.seq)]


def admit(desk: Desk, secret: str, scope: ApiScope) -> ApiKey:
    desk.town.db.expire_all()
    return api_keys.admit(desk.town.work(), secret=secret, scope=scope)


def test_a_key_is_made_shown_once_narrowed_and_revoked_and_each_is_kept(desk: Desk) -> None:
    administrator = desk.sit_down("administrator")
    key, secret = make(desk, "read_answers", "file_inquiries")
    assert key.made_by_id == administrator.id
    admit(desk, secret, ApiScope.FILE_INQUIRIES)
    here = f"/console/keys/{key.id}"
    page = desk.get(here)
    assert secret not in page.text
    assert "登记查询事项" in words(page)
    narrowed = {"scope": "read_answers", "per_minute": "10"}
    desk.send(f"{here}/narrow", seen=here, **narrowed)
    with pytest.raises(NotAllowed):
        admit(desk, secret, ApiScope.FILE_INQUIRIES)
    wider = desk.send(f"{here}/narrow", seen=here, scope="hear_place", per_minute="10")
    assert "只能缩小" in words(wider)
    listed = words(desk.get("/console/keys"))
    assert "示例图书馆 南柯州 查阅点 检索公开答复 10" in listed, listed
    desk.send(f"{here}/revoke", seen=here)
    with pytest.raises(Unidentified):
        admit(desk, secret, ApiScope.READ_ANSWERS)
    assert "已停用" in words(desk.get("/console/keys"))
    assert kept(desk) == ["key_made", "key_narrowed", "key_revoked"]
    history = words(desk.get(here)).partition("变动记录")[2]
    for said in ("停用密钥", "可以做什么：登记查询事项、检索公开答复 → 检索公开答复", "签发密钥"):
        assert said in history


def test_what_is_wrong_with_a_key_is_said_and_loses_nothing(desk: Desk) -> None:
    desk.sit_down("administrator")
    seen = "/console/keys"
    for changed, said in (
        ({"name": ""}, "请填写系统名称"),
        ({"place": "999999"}, "请选择属地"),
        ({"scope": ""}, "请选择至少一项权限"),
        ({"channel": ""}, "须选择渠道"),
        ({"per_minute": "999999999"}, "每分钟次数须为"),
        ({"name": "长" * 101}, "最多100个字"),
    ):
        place = str(desk.town.place("nanke"))
        form = {**MADE, "place": place, "scope": "file_inquiries", **changed}
        page = desk.send(seen, seen=seen, **form)
        assert (page.status_code, said in words(page)) == (422, True), (changed, words(page))
    assert 'value="30"' in page.text
    assert desk.town.db.query(ApiKey).count() == 0


def test_to_do_items_of_some_units_go_to_their_office_automation(desk: Desk) -> None:
    desk.sit_down("administrator")
    key, _ = make(desk, "hear_tasks", channel="", name="示例办公自动化")
    here = f"/console/keys/{key.id}"
    unit = desk.town.unit("public_security").id
    form = {"url": "https://oa.example.gov.cn/todo", "wants": "hear_tasks", "unit": str(unit)}
    inside = desk.send(f"{here}/webhooks", seen=here, **{**form, "url": "https://10.0.0.8/x"})
    assert "不是公网地址" in words(inside)
    assert 'value="https://10.0.0.8/x"' in inside.text
    page = desk.send(f"{here}/webhooks", seen=here, **form)
    assert "whsec_" in page.text, words(page)
    assert "whsec_" not in desk.get(here).text
    (webhook,) = desk.town.db.query(Webhook)
    assert webhook.unit_ids == [unit]
    logged = desk.town.make_inquiry()
    desk.town.make_inquiry(unit="human_resources")
    (one,) = desk.town.db.query(Telling)
    assert one.subject_id == logged.leg.id
    telling.unheard(desk.town.work(), telling_id=one.id, error="HTTP 502")
    for where in ("/console/system", here):
        assert "HTTP 502" in words(desk.get(where))
    assert f"待办 {logged.inquiry.reference}" in words(desk.get(here))
    before = desk.town.db.query(OutboxRow).filter_by(kind="tell").count()
    desk.send(f"{here}/webhooks/{webhook.id}/again", seen=here)
    assert desk.town.db.query(OutboxRow).filter_by(kind="tell").count() == before + 1
    uniting.unite(
        desk.town.work(), unit_id=unit, successor_id=desk.town.unit("human_resources").id,
        reason="示例：机构改革",
    )  # fmt: skip
    assert "南柯州公安局（由南柯州人力资源和社会保障局接替）" in words(desk.get(here))
    desk.send(f"{here}/webhooks/{webhook.id}/end", seen=here)
    assert "没有通知地址" in words(desk.get(here))
    assert kept(desk)[1:] == ["webhook_made", "webhook_told_again", "webhook_ended"]
    assert f"哪些单位的待办：{desk.town.unit('public_security').name}" in words(desk.get(here))


def test_a_neighbour_s_keys_are_not_seen_and_staff_keep_none(desk: Desk) -> None:
    desk.sit_down("administrator")
    key, _ = make(desk, "read_answers")
    desk.sit_down("administrator", place="qinghe")
    assert "示例图书馆" not in desk.get("/console/keys").text
    for path in ("", "/narrow", "/revoke"):
        act = desk.send if path else desk.get
        assert act(f"/console/keys/{key.id}{path}").status_code == 404
    desk.sit_down("liaison", unit="public_security")
    assert desk.get("/console/keys").status_code == 403
