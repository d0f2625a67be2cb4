"""A notice entered in the console moves the deadlines of open legs, and of these alone."""

from __future__ import annotations

import io
import json
import re
from datetime import date

from sqlalchemy import delete

from hotline import executor
from hotline.deadline_jobs import recompute_deadlines
from hotline.records import (
    CalendarDay,
    CalendarYear,
    InquiryEvent,
    OutboxRow,
    OutboxState,
    Staff,
)
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


def count_again(desk: Desk) -> None:
    """The worker does what waits."""
    executor.run_all(desk.house, None)  # type: ignore[arg-type]


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
    assert "正在重新计算" in words(desk.get("/console/calendar/counting"))
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


def test_the_page_says_what_a_change_moved(desk: Desk) -> None:
    town = desk.town.at("2026-12-29 10:00")
    count_again(desk)
    logged = [town.make_inquiry() for _ in range(3)] + [town.make_inquiry(place="qinghe")]
    town.reply(logged[0])
    keeper = desk.sit_down("administrator", "operator")
    name = town.db.get_one(Staff, keeper.id).name
    send_file(desk, "2027.json", json.dumps(NOTICE).encode())
    count_again(desk)
    said = words(desk.get("/console/calendar?year=2027"))
    assert "录入并确认2027年的放假通知：示例：2027年部分节假日安排的通知" in said
    assert "2027-01-04：按星期 → 节假日 元旦" in said
    assert "2027-01-09：按星期 → 调休上班日 元旦" in said
    assert "3件改了到期日：提前0件，延后3件，最多1天" in said
    assert "正在重新计算" not in said
    assert name in said
    desk.send("/console/calendar/remove?year=2027", seen="/console/calendar", on="2027-01-04")
    count_again(desk)
    page = desk.get("/console/calendar").text
    said = words(desk.get("/console/calendar"))
    assert "2027-01-04：节假日 元旦 → 按星期" in said
    assert "3件改了到期日：提前3件，延后0件，最多1天" in said
    shown = re.search(r'href="(/console/calendar/changes/\d+)"', page)
    assert shown is not None
    moved = desk.get(shown[1])
    assert words(moved).count("提前1天") == 3
    assert "2027年1月7日（周四） 2027年1月6日（周三）" in words(moved)
    assert address(logged[1].inquiry) in moved.text
    desk.sit_down("administrator", place="qinghe")
    assert desk.get(shown[1]).status_code == 404
    assert "还没有改动" in words(desk.get("/console/calendar/changes"))


def test_a_county_s_day_off_counts_the_county_s_legs_alone(desk: Desk) -> None:
    town = desk.town
    count_again(desk)
    here, there = town.make_inquiry(unit="qinghe-public_security"), town.make_inquiry()
    there.leg.due_on = date(2026, 12, 9)
    desk.sit_down("administrator", place="qinghe")
    typed = {"on": "2026-11-25", "kind": "local_holiday", "name": "县庆", "source": "示例通知"}
    desk.send("/console/calendar/add", seen="/console/calendar", **typed, confirmed="1")
    count_again(desk)
    assert "1件改了到期日：提前0件，延后1件，最多1天" in words(desk.get("/console/calendar"))
    town.db.expire_all()
    assert [str(each.leg.due_on) for each in (here, there)] == ["2026-12-01", "2026-12-09"]


def test_nothing_is_said_of_what_an_old_change_moved(desk: Desk) -> None:
    desk.sit_down("administrator")
    typed = {"on": "2026-11-28", "kind": "holiday", "name": "假日", "source": "示例通知"}
    desk.send("/console/calendar/add", seen="/console/calendar", **typed, confirmed="1")
    count_again(desk)
    assert "没有环节因此改到期日" in words(desk.get("/console/calendar"))
    # The jobs that are done are forgotten, and before there were such pages none was kept.
    desk.town.db.execute(delete(OutboxRow).where(OutboxRow.state == OutboxState.DONE))
    said = words(desk.get("/console/calendar"))
    assert "2026-11-28：按星期 → 节假日 假日" in said
    assert "没有环节因此改到期日" not in said


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
