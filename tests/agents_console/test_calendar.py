"""A notice entered in the console moves the deadlines of open legs, and of these alone."""

from __future__ import annotations

import io
import json

from hotline.jobs import recompute_deadlines
from hotline.records import CalendarDay, CalendarYear, InquiryEvent
from tests.agents_console.conftest import Desk, words
from tests.agents_console.test_inquiries import address

NOTICE = {
    "year": 2027,
    "papers": ["示例：2027年部分节假日安排的通知"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-04", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
    ],
}


def send_file(desk: Desk, name: str, content: bytes, **more: str) -> str:
    """What the reader sees after a file was sent in."""
    page = desk.get("/console/calendar").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = desk.client.post(
        "/console/calendar/import",
        data={"csrf_token": token, "file": (io.BytesIO(content), name), **more},
        follow_redirects=True,
    )
    return words(answer)


def test_a_notice_moves_forty_open_legs_and_no_closed_one(desk: Desk) -> None:
    town = desk.town.at("2026-12-29 10:00")
    logged = [town.make_inquiry() for _ in range(41)]
    town.reply(logged[0])
    assert str(logged[1].leg.due_on) == "2027-01-06"
    assert logged[1].leg.is_provisional
    desk.sit_down("administrator")
    said = send_file(desk, "../../2027.json", json.dumps(NOTICE).encode())
    assert "已写入3天，办理中环节的到期日正在重新计算。" in said
    assert "2027年1月9日（周六） 调休上班日 元旦" in said
    recompute_deadlines(desk.house, None)  # type: ignore[arg-type]
    town.db.expire_all()
    due = [str(each.leg.due_on) for each in logged]
    assert due == ["2027-01-06"] + ["2027-01-07"] * 40
    assert not any(each.leg.is_provisional for each in logged[1:])
    moved = town.db.query(InquiryEvent).where(InquiryEvent.kind == "deadline_moved").all()
    assert len(moved) == 40
    assert {(row.data["old"], row.data["new"]) for row in moved} == {("2027-01-06", "2027-01-07")}
    desk.sit_down("liaison", unit="public_security")
    assert "到期日由2027-01-06改为2027-01-07" in words(desk.get(address(logged[1].inquiry)))
    recompute_deadlines(desk.house, None)  # type: ignore[arg-type]
    again = town.db.query(InquiryEvent).where(InquiryEvent.kind == "deadline_moved").count()
    assert again == 40, "what has not moved is not written down"


def test_a_bad_row_is_named_and_costs_no_other(desk: Desk) -> None:
    desk.sit_down("administrator")
    csv = "日期,类型,名称,来源\n2027-02-06,节假日,春节,示例通知\n2027-02-30,节假日,春节,示例通知\n"
    said = send_file(desk, "days.csv", csv.encode("gb18030"))
    assert "没有写入：第3行" in said
    assert "已写入1天" in said
    assert "春节" in said
    said = send_file(desk, "days.csv", b"\x00\xff nonsense", notice="写了很久的通知名称")
    assert "读不出这个文件" in said
    assert "请选择文件" in send_file(desk, "", b"")


def test_a_day_is_entered_confirmed_and_struck_out(desk: Desk) -> None:
    desk.sit_down("administrator")
    here = "/console/calendar?year=2027"
    typed = {"on": "2027-05-03", "kind": "holiday", "name": "劳动节", "source": "示例通知"}
    assert "请填写“日期”的日期" in words(
        desk.send("/console/calendar/add?year=2027", seen=here, **(typed | {"on": "2027-02-30"}))
    )
    desk.send("/console/calendar/add?year=2027", seen=here, **typed, confirmed="1")
    assert "2027年5月3日（周一） 节假日 劳动节" in words(desk.get(here))
    desk.send("/console/calendar/confirm?year=2027", seen=here, notice="示例通知")
    assert desk.town.db.get(CalendarYear, 2027) is not None
    desk.send("/console/calendar/remove?year=2027", seen=here, on="2027-05-03")
    assert "这一年还没有录入" in words(desk.get(here))


def test_a_county_s_administrator_enters_days_of_his_county_alone(desk: Desk) -> None:
    desk.sit_down("administrator", place="qinghe")
    typed = {"on": "2027-07-20", "kind": "local_holiday", "name": "县庆", "source": "示例通知"}
    nanke = desk.town.place("nanke")
    desk.send(f"/console/calendar/add?place={nanke}", seen="/console/calendar", **typed)
    (row,) = desk.town.db.query(CalendarDay).where(CalendarDay.name == "县庆")
    assert row.jurisdiction_id == desk.town.place("qinghe")
    answer = desk.send(
        "/console/calendar/confirm?year=2027", seen="/console/calendar", notice="示例通知"
    )
    assert answer.status_code == 403
    desk.sit_down("liaison", unit="public_security")
    assert desk.get("/console/calendar").status_code == 403
