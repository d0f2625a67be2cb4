"""The tree at the desk: entered, corrected, what is missing shown, and every change told."""

from __future__ import annotations

import re

from sqlalchemy import select

from hotline.pages.counter import Screen, screen_of
from hotline.records import Channel, Jurisdiction, Liaison, Unit
from tests.agents_console.conftest import Desk, words

UNIT = {
    "name": "南柯州水务局", "name_en": "Water", "short_name": "水务局", "kind": "行政机关",
}  # fmt: skip


def test_a_unit_is_entered_registered_and_ready_in_the_end(desk: Desk) -> None:
    admin = desk.sit_down("administrator")
    place = str(desk.town.place("nanke"))
    sent = {"code": "water", "place": place, **UNIT}
    refused = desk.send(
        "/console/organisation/units", seen="/console/organisation", **sent | {"code": "水务"}
    )
    assert refused.status_code == 422
    assert 'value="南柯州水务局"' in refused.text
    made = desk.send("/console/organisation/units", seen="/console/organisation", **sent)
    page = made.location
    assert "未登记第一责任人" in words(desk.get(page))
    assert "南柯州水务局" in desk.get("/console/organisation?unready=1").text
    assert "未就绪的单位1个" in words(desk.get("/console/"))
    more = {
        "first_person": "王演示", "deputy_leader": "赵演示", "undertaking_office": "办公室",
        "service_line": "0872-1234567", "duties": "停水\n 水费 \n\n",
        "supervising": str(desk.town.unit("government_office").id),
    }  # fmt: skip
    assert desk.send(f"{page}/edit", seen=page, **UNIT, **more).status_code == 302
    liaison = {
        "liaison": "张示例", "position": "primary", "target": "0872-7654321",
        "verified_on": "2026-11-01", "trained_on": "2026-11-02",
    }  # fmt: skip
    wrong = desk.send(f"{page}/edit/liaisons", seen=page, **liaison | {"target": "没有"})
    assert wrong.status_code == 422
    assert 'value="张示例"' in wrong.text
    desk.send(f"{page}/edit/liaisons", seen=page, **liaison)
    shown = words(desk.get(page))
    assert "就绪" in shown
    assert "第一责任人：— → 王演示" in shown
    assert "新增联络员张示例" in shown
    assert admin.name in shown
    row = desk.town.db.scalars(select(Unit).where(Unit.code == "water")).one()
    assert row.duties == ["停水", "水费"]
    one = desk.town.db.scalars(select(Liaison).where(Liaison.unit_id == row.id)).one()
    desk.send(f"{page}/edit/liaisons/{one.id}", seen=page, **liaison | {"target": "0872-1111111"})
    assert "电话：0872-7654321 → 0872-1111111" in words(desk.get(page))
    assert desk.send(f"{page}/edit/liaisons/{one.id}/remove", seen=page).status_code == 302
    week = {f"hours_{day}": "09:00-17:00" for day in range(5)}
    assert desk.send(f"{page}/edit/hours", seen=page, **week).status_code == 302
    assert "周一 09:00-17:00" in words(desk.get(page)) or "09:00-17:00" in desk.get(page).text
    bad = desk.send(f"{page}/edit/hours", seen=page, **week | {"hours_0": "九点到五点"})
    assert bad.status_code == 422
    assert "九点到五点" in bad.text


def test_a_place_has_its_functions_numbers_and_names(desk: Desk) -> None:
    town = desk.town
    desk.sit_down("administrator")
    page = f"/console/places/{town.place('qinghe')}"
    office = town.unit("qinghe-government_office").id
    desk.send(f"{page}/edit/functions", seen=page, accountability=str(office))
    assert town.work().book.organisation.oversight[town.place("qinghe"), "accountability"] == office
    desk.send(f"{page}/edit/numbers", seen=page, number="087296128")
    shown = words(desk.get(page))
    assert "改由另一单位承担：问责" in shown
    assert "拨入号码087296128归本地" in shown
    assert "承担的监督职能 问责 · 青禾县" in words(desk.get(f"/console/units/{office}"))
    desk.send(f"{page}/edit/numbers/remove", seen=page, number="087296128")
    assert "不再归本地" in words(desk.get(page))
    inherits = 'name="inherit" value="1" checked'
    assert inherits in desk.get(page).text
    desk.send(f"{page}/edit/hours", seen=page, hours_0="09:00-12:00")
    own = desk.get(page).text
    assert inherits not in own
    assert 'value="09:00-12:00"' in own
    desk.send(f"{page}/edit/hours", seen=page, hours_0="09:00-12:00", inherit="1")
    assert inherits in desk.get(page).text
    names = {"name": "青禾县", "name_en": "Qinghe", "short_name": "青禾", "level": "county"}
    desk.send(f"{page}/edit", seen=page, **names, other_names="青禾、禾县")
    row = town.db.get_one(Jurisdiction, town.place("qinghe"))
    town.db.refresh(row)
    assert row.other_names == ["青禾", "禾县"]
    village = {"code": "dashu", "name": "大树乡", "name_en": "Dashu", "short_name": "大树"}
    made = desk.send(
        "/console/organisation/places", seen="/console/organisation", level="township",
        parent=str(row.id), **village,
    )  # fmt: skip
    assert "大树乡" in words(desk.get(made.location))


def test_the_tree_is_folded_by_place_and_found_by_words(desk: Desk) -> None:
    town = desk.town
    desk.sit_down("administrator", unit="qinghe-government_office", place="nanke")
    page = desk.get("/console/organisation")
    opened = re.findall(r'id="place-(\d+)" open', page.text)
    assert opened == [str(town.place("nanke")), str(town.place("qinghe"))]
    assert "青禾县公安局" in page.text
    assert "白鹭县公安局" not in page.text
    assert re.search(r"白鹭县 \S+ 4个单位", words(page))
    there = f"/console/organisation?place={town.place('bailu')}"
    assert f'href="{there}#place-' in page.text
    assert "白鹭县公安局" in desk.get(there).text
    piece = desk.get(there, HX_Request="true")
    assert "白鹭县公安局" in piece.text
    assert "<html" not in piece.text
    found = words(desk.get("/console/organisation?q=白鹭县 公安"))
    assert "白鹭县公安局" in found
    assert "青禾县" not in found.split("以空格分开 新增")[-1]
    town.db.get_one(Unit, town.unit("qinghe-public_security").id).first_person = None
    unready = words(desk.get("/console/organisation?unready=1")).split("以空格分开 新增")[-1]
    assert "未就绪1个" in unready
    assert "白鹭县" not in unready


def test_only_who_keeps_the_place_changes_it_and_the_rest_read(desk: Desk) -> None:
    unit = desk.town.unit("qinghe-public_security").id
    theirs = f"/console/units/{unit}"
    desk.sit_down("operator")
    assert "登记事项" in words(desk.get(theirs))
    assert 'name="first_person"' not in desk.get(theirs).text
    assert desk.send(f"{theirs}/edit", seen="/console/account", **UNIT).status_code == 403
    desk.sit_down("administrator", place="bailu")
    assert desk.get(theirs).status_code == 404
    assert desk.send(f"{theirs}/edit", seen="/console/account", **UNIT).status_code == 403
    assert desk.get(f"/console/places/{desk.town.place('qinghe')}").status_code == 404
    assert "青禾县公安局" not in desk.get("/console/organisation").text
    for role in ("supervisor", "government_office"):
        desk.sit_down(role)
        assert "/console/directory?unready=1" in desk.get("/console/").text


def test_the_address_of_a_counter_screen_is_shown_once_and_its_making_told(desk: Desk) -> None:
    desk.sit_down("administrator")
    unit_id = desk.town.unit("public_security").id
    page, form = f"/console/units/{unit_id}", f"/console/units/{unit_id}/edit/screen"
    assert desk.send(form, seen=page, channel="phone").status_code == 422
    made = desk.send(form, seen=page, channel="reading_point", has_printer="1")
    shown = re.search(r'value="(http[^"]+/counter/([^"/]+))"', made.text)
    assert shown is not None
    expected = Screen(unit_id, Channel.READING_POINT, has_printer=True)
    assert screen_of(desk.settings.secret_key, shown[2]) == expected
    assert f"{shown[1]}/leave" in made.text
    assert "打印机设为终端的默认打印机" in words(made)
    again = desk.get(page)
    assert shown[1] not in again.text
    assert "生成自助查询屏地址 计入：查阅点 可以打印：是" in words(again)
    assert "没有打印机" in words(desk.send(form, seen=page, channel="service_window"))
    desk.sit_down("liaison", unit="public_security")
    assert desk.send(form, channel="service_window").status_code == 403
    assert "自助查询屏" not in words(desk.get(page)).replace("生成自助查询屏地址", "")
