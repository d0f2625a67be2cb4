"""Away with a deputy, as it is done at the desk: named, taken up for a while, marked, over."""

from __future__ import annotations

from tests.agents_console.conftest import Desk, words
from tests.agents_console.test_inquiries import address

UNIT = "public_security"


def test_a_deputy_decides_in_the_head_s_stead_until_the_last_day(desk: Desk) -> None:
    town = desk.town
    logged = town.make_inquiry()
    page = address(logged.inquiry)
    leg = f"{page}/legs/{logged.leg.id}"
    _, deputy = desk.staff("reply_officer", unit=UNIT)
    head = desk.sit_down("unit_head", unit=UNIT)
    sent = {"deputy": str(deputy.id), "from_on": "2026-11-23", "until_on": "2026-11-22"}
    again = desk.send("/console/account/deputy", seen="/console/account", **sent)
    assert again.status_code == 422
    assert f'value="{deputy.id}" selected' in again.text, "what was chosen stays"
    desk.send(
        "/console/account/deputy", seen="/console/account", **sent | {"until_on": "2026-11-24"}
    )
    assert f"{deputy.name}代{head.name} 代理中" in words(desk.get("/console/account"))

    desk.enter(deputy.username)
    ask = {"days": "20", "extension_reason": "需会商", "to_days": "20"}
    desk.send(f"{leg}/extension", seen=page, **ask)
    first = words(desk.get("/console/"))
    assert f"您代{head.name}至2026年11月24日（周二），现有待办2件。" in first
    assert desk.send(f"{leg}/extension/approve", seen=page).status_code == 403
    desk.send("/console/stead", seen="/console/", absent=str(head.id))
    here = desk.get("/console/")
    assert f"代{head.name}办理中" in words(here)
    assert "待批准的延期 1" in words(here)
    desk.send(f"{leg}/extension/approve", seen=page)
    asked, decided = f"{deputy.name} · 2026-11-23 10:00", f"{deputy.name}（代{head.name}）"
    assert f"已同意 {asked} → {decided} · 2026-11-23 10:00" in words(desk.get(page))
    desk.send("/console/language", seen=page, language="en", back=page)
    assert f"{deputy.name} (acting for {head.name})" in words(desk.get(page))
    desk.send("/console/language", seen=page, language="zh", back=page)

    town.at("2026-11-25 00:00")
    desk.enter(deputy.username)
    assert f"您代{head.name}" not in words(desk.get("/console/"))
    answer = desk.send("/console/stead", seen="/console/", absent=str(head.id))
    assert answer.status_code == 403


def test_the_days_end_while_the_deputy_is_at_work(desk: Desk) -> None:
    town = desk.town
    _, deputy = desk.staff("reply_officer", unit=UNIT)
    head = desk.sit_down("unit_head", unit=UNIT)
    named = {"deputy": str(deputy.id), "from_on": "2026-11-23", "until_on": "2026-11-23"}
    desk.send("/console/account/deputy", seen="/console/account", **named)
    town.at("2026-11-23 23:59")
    desk.enter(deputy.username)
    desk.send("/console/stead", seen="/console/", absent=str(head.id))
    assert "办理中" in words(desk.get("/console/"))
    town.later(minutes=1)
    assert f"代{head.name}办理中" not in words(desk.get("/console/"))
