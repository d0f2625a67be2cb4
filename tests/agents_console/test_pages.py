"""First pages by role, the directory, figures, the state of the machine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.records import Channel, Liaison, OutboxRow, OutboxState, Receipt
from hotline.reports.machinery import SHOWN
from tests.agents_console.conftest import Desk, words


@pytest.mark.parametrize(
    ("roles", "first", "not_there"),
    [
        (("operator",), "查答案", "今日指标"),
        (("liaison", "reply_officer"), "待办", "今日来电"),
        (("supervisor",), "今日指标", "待办"),
        (("government_office", "supervisor"), "待办", "卡住"),
        (("supervision",), "待办", "今日来电"),
        (("security_administrator",), "停用账号待移交的岗位", "待办"),
        (("auditor",), "审计在服务器上进行", "请从上方的导航进入"),
    ],
)
def test_everybody_s_first_page_begins_with_what_is_theirs(
    desk: Desk, roles: tuple[str, ...], first: str, not_there: str
) -> None:
    desk.sit_down(*roles)
    page = desk.get("/console/").text.split("<main", 1)[1]
    titles = [part.split("<", 1)[0].strip() for part in page.split('class="card-title')[1:]]
    assert first in words(desk.get("/console/"))
    if titles:
        assert first in titles[0]
    assert not_there not in page


def test_what_is_unclear_waits_for_the_government_office(desk: Desk) -> None:
    logged = desk.town.make_inquiry(unit=None, text="路灯不亮，不知道归谁管")
    desk.sit_down("government_office")
    assert logged.inquiry.reference in desk.get("/console/").text


def test_voicemails_wait_by_their_deadline_and_all_are_counted(desk: Desk) -> None:
    made = [
        desk.town.later(minutes=1).make_inquiry(channel=Channel.VOICEMAIL, text=None).inquiry
        for _ in range(11)
    ]
    desk.sit_down("operator")
    page = desk.get("/console/")
    shown = [one.reference for one in made if one.reference in page.text]
    assert shown == [one.reference for one in made[:10]]
    assert "待听取的留言 11" in words(page)
    assert 'href="/console/inquiries?listen=1"' in page.text


def test_a_piece_of_a_page_is_also_a_whole_page(desk: Desk) -> None:
    desk.sit_down("operator")
    for path in ("/console/directory?q=公安", "/console/answers?q=户口"):
        whole, piece = desk.get(path).text, desk.get(path, HX_Request="true").text
        assert whole.lstrip().startswith("<!doctype html>")
        assert "<html" not in piece
        assert piece.strip() in whole


def test_a_piece_asked_for_after_the_session_sends_the_whole_page_to_sign_in(desk: Desk) -> None:
    answer = desk.get("/console/directory", HX_Request="true")
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/console/sign-in"


def test_the_directory_tells_who_is_in_hours_and_who_is_not_ready(desk: Desk) -> None:
    desk.town.db.query(Liaison).filter(
        Liaison.unit_id == desk.town.unit("human_resources").id
    ).delete()
    desk.town.at("2026-11-23 12:30")
    desk.sit_down("operator")
    closed = words(desk.get("/console/directory"))
    assert "不在班" in closed
    assert "下次上班 2026-11-23 14:30" in closed
    desk.town.at("2026-11-23 15:00")
    desk.sit_down("operator")
    assert "在班" in words(desk.get("/console/directory?open=1"))
    unready = words(desk.get("/console/directory?unready=1"))
    assert "南柯州人力资源和社会保障局" in unready
    assert "未登记查询管理员" in unready
    assert "南柯州公安局" not in unready


def test_the_directory_begins_with_one_s_own_place(desk: Desk) -> None:
    desk.sit_down("operator")
    mine = words(desk.get("/console/directory"))
    assert "南柯州公安局" in mine
    assert "青禾县公安局" not in mine
    assert "青禾县公安局" in words(desk.get("/console/directory?place="))
    assert "青禾县公安局" in words(desk.get("/console/directory?q=公安"))


def test_a_place_that_is_not_mine_to_ask_for_is_not_asked_for(desk: Desk) -> None:
    desk.town.make_call(wants_person=True, rings=[(None, "accepted", 60)])
    desk.sit_down("supervisor")
    for path in ("/console/figures", "/console/figures/M-1", "/console/calls"):
        asked = f"{path}?from=2026-11-23&to=2026-11-23&place="
        unknown, none = (desk.get(asked + place).text for place in ("999", ""))
        assert unknown.split("<main", 1)[1] == none.split("<main", 1)[1]


def test_without_data_a_figure_says_so(desk: Desk) -> None:
    desk.sit_down("supervisor")
    page = words(desk.get("/console/figures"))
    assert "无数据" in page
    assert "0.0%" not in page
    assert "100.0%" not in page


def test_every_figure_has_its_definition_and_leads_to_its_list(desk: Desk) -> None:
    answered = desk.town.make_call(wants_person=True, rings=[(None, "accepted", 60)])
    lost = desk.town.make_call(wants_person=True, rings=[(None, "no-answer", 0)])
    desk.sit_down("supervisor")
    page = desk.get("/console/figures?from=2026-11-23&to=2026-11-23")
    assert "50.0%" in page.text
    assert "人工接通的来电 ÷" in words(page)
    assert "未达标" in words(page)
    every = desk.get("/console/figures/M-1?from=2026-11-23&to=2026-11-23").text
    some = desk.get("/console/figures/M-1?from=2026-11-23&to=2026-11-23&side=numerator").text
    for call, in_all, in_some in ((answered, True, True), (lost, True, False)):
        link = f'href="/console/calls/{call.id}"'
        assert (link in every) is in_all
        assert (link in some) is in_some
    assert desk.get("/console/figures/M-99").status_code == 404
    assert desk.get("/console/figures/M-1?part=nothing").status_code == 404


def test_a_stuck_job_is_shown_with_its_error_and_can_be_tried_again(desk: Desk) -> None:
    now = desk.town.now
    row = OutboxRow(
        kind="fetch_recording", key="stuck", payload={}, state=OutboxState.STUCK, attempts=12,
        created_at=now, due_at=now, last_error="TimeoutError: the provider is silent",
    )  # fmt: skip
    late = OutboxRow(
        kind="settle_call", key="late", payload={}, state=OutboxState.WAITING, attempts=0,
        created_at=now, due_at=now - timedelta(minutes=6),
    )  # fmt: skip
    failed = Receipt(key="CA1:voice", received_at=now, error="ValueError: example fault")
    desk.town.db.add_all([row, late, failed])
    desk.sit_down("administrator")
    page = words(desk.get("/console/system"))
    for said in ("取回录音", "the provider is silent", "了结来电", "example fault"):
        assert said in page
    answer = desk.send(f"/console/system/jobs/{row.id}/retry", seen="/console/system")
    assert answer.status_code == 302
    again = desk.send(f"/console/system/jobs/{row.id}/retry", seen="/console/system")
    assert again.status_code == 302
    desk.town.db.refresh(row)
    assert (row.state, row.attempts) == (OutboxState.WAITING, 0)
    assert desk.reads() == [("retried_job", {"job_id": row.id})]
    unknown = desk.send("/console/system/jobs/999999/retry", seen="/console/system")
    assert unknown.status_code == 404


def test_a_stuck_job_is_tried_again_by_the_administrator_alone(desk: Desk) -> None:
    now = desk.town.now
    row = OutboxRow(kind="fetch_recording", key="stuck", payload={}, state=OutboxState.STUCK,
                    attempts=12, created_at=now, due_at=now, last_error="TimeoutError")  # fmt: skip
    desk.town.db.add(row)
    desk.sit_down("supervisor")
    page = desk.get("/console/system")
    assert "取回录音" in words(page)
    assert "/retry" not in page.text
    answer = desk.send(f"/console/system/jobs/{row.id}/retry", seen="/console/account")
    assert answer.status_code == 403
    desk.town.db.refresh(row)
    assert row.state is OutboxState.STUCK


def test_what_is_wrong_is_counted_beyond_what_is_listed(desk: Desk) -> None:
    now = desk.town.now
    desk.town.db.add_all(
        OutboxRow(kind="settle_call", key=f"late-{number}", payload={}, attempts=0,
                  state=OutboxState.WAITING, created_at=now, due_at=now - timedelta(minutes=6))
        for number in range(SHOWN + 1)
    )  # fmt: skip
    desk.town.db.add_all(
        Receipt(key=f"CA{number}:voice", received_at=now, error="ValueError")
        for number in range(SHOWN + 2)
    )
    desk.sit_down("supervisor")
    page = desk.get("/console/system")
    assert f"{SHOWN + 1} 晚了5分钟以上" in words(page)
    assert f"{SHOWN + 2} 失败的请求" in words(page)
    assert page.text.count(":voice") == SHOWN


@pytest.mark.parametrize(
    ("on", "is_near"), [("2026-11-01 10:00", False), ("2026-11-02 10:00", True)]
)
def test_the_calendar_warns_while_there_is_time(desk: Desk, on: str, is_near: bool) -> None:
    desk.town.at(on)
    desk.sit_down("administrator")
    assert ("请尽快录入下一年的放假通知" in words(desk.get("/console/system"))) is is_near


def test_a_counter_searches_first_then_logs_by_the_way_it_came(desk: Desk) -> None:
    desk.sit_down("window_staff", unit="public_security")
    page = words(desk.get("/console/"))
    assert page.index("查答案") < page.index("按来路登记") < page.index("领导信箱")
    form = desk.get("/console/inquiries/new?channel=letter").text
    assert '<option value="letter" selected>' in form
    assert '<option value="service_window" selected>' in desk.get("/console/inquiries/new").text


def test_what_is_not_the_hotline_s_is_at_hand_during_a_call(desk: Desk) -> None:
    desk.sit_down("operator")
    table = words(desk.get("/console/channels"))
    assert "12345政务服务便民热线" in table
    assert "119" in table
    assert "可以拨打12345" in words(desk.get("/console/answers?q=路灯坏了", HX_Request="true"))
