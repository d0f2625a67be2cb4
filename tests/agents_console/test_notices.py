"""The bell, the page of notices, and how one wants to be told."""

from __future__ import annotations

from sqlalchemy import select

from hotline.actions import notices
from hotline.actions.notices import Telling
from hotline.records import Notice, NoticeAddress, NoticeChannel, NoticeMessage, NoticeState
from tests.agents_console.conftest import Desk, words


def tell(desk: Desk, staff_id: int | None, *, kind: str = "leg_arrived") -> int:
    """Tell somebody of an inquiry of 公安局; the inquiry's id."""
    logged = desk.town.make_inquiry()
    telling = Telling(
        kind, f"test:{logged.inquiry.id}", [staff_id or 0], unit_id=logged.leg.unit_id,
        inquiry_id=logged.inquiry.id, leg_id=logged.leg.id, data={"due_on": "2026-11-30"},
    )  # fmt: skip
    notices.tell(desk.town.work(), telling)
    return logged.inquiry.id


def test_a_notice_is_read_by_following_it_by_one_press_or_with_its_inquiry(desk: Desk) -> None:
    me = desk.sit_down("liaison", unit="public_security")
    inquiry_ids = [tell(desk, me.id) for _ in range(4)]
    assert "提醒，4条未读" in desk.get("/console/").text
    page = desk.get("/console/notices")
    assert "查询事项" in words(page)
    first, second, _, _ = desk.town.db.scalars(select(Notice.id).order_by(Notice.id))
    answer = desk.get(f"/console/notices/{first}")
    assert answer.headers["Location"].startswith(f"/console/inquiries/{inquiry_ids[0]}#leg-")
    desk.send("/console/notices/read", seen="/console/notices", notice=str(second))
    assert "提醒，2条未读" in desk.get("/console/notices/bell").text
    desk.get(f"/console/inquiries/{inquiry_ids[2]}")
    assert "提醒，1条未读" in desk.get("/console/notices/bell").text
    desk.send("/console/notices/read", seen="/console/notices")
    assert "提醒，没有未读" in desk.get("/console/notices/bell").text
    assert "没有未读的提醒" in words(desk.get("/console/notices"))


def test_the_bell_keeps_nobody_s_session_alive(desk: Desk) -> None:
    desk.sit_down("liaison", unit="public_security")
    for _ in range(4):
        desk.town.later(minutes=9)
        answer = desk.get("/console/notices/bell", HX_Request="true")
    assert answer.status_code == 286  # and the page it rings on stays as it is
    assert "HX-Redirect" not in answer.headers


def test_another_s_notice_is_not_followed(desk: Desk) -> None:
    other, _ = desk.staff("liaison", unit="public_security")
    tell(desk, other.id)
    desk.sit_down("liaison", unit="human_resources")
    notice_id = desk.town.db.scalars(select(Notice.id)).one()
    assert desk.get(f"/console/notices/{notice_id}").status_code == 404


def test_one_chooses_what_comes_and_where_to(desk: Desk) -> None:
    me = desk.sit_down("liaison", unit="public_security")
    page = words(desk.get("/console/account/notices"))
    assert "新到查询事项" in page
    assert "待审核的转发" not in page  # nobody will ever send a liaison that one
    seen = "/console/account/notices"
    answer = desk.send("/console/account/addresses", seen=seen, sms="010", email="zhao@example")
    assert answer.status_code == 422
    assert "zhao@example" in answer.text  # nothing typed is lost
    desk.send("/console/account/addresses", seen=seen, sms="13800020002", email="z@example.com")
    page = words(desk.get(seen))
    assert "手机 138****0002 还没有确认" in page
    assert "邮箱 z***@example.com 还没有确认" in page
    code = {"channel": "sms", "code_sms": "12345"}
    wrong = desk.send("/console/account/addresses/confirm", seen=seen, **code)
    assert wrong.status_code == 422
    assert "验证码不对" in words(wrong)
    again = desk.send("/console/account/addresses/again", seen=seen, channel="sms")
    assert again.status_code == 302
    known = desk.town.db.get_one(NoticeAddress, (me.id, NoticeChannel.SMS))
    code["code_sms"] = desk.town.work().seal.open(known.code_sealed or b"")
    assert desk.send("/console/account/addresses/confirm", seen=seen, **code).status_code == 302
    page = words(desk.get(seen))
    assert "已确认，提醒从现在起发到这里" in page
    assert "手机 138****0002 还没有确认" not in page
    kinds = [kind.key for kind in desk.town.work().book.notices.kinds.values()]
    chosen = {f"email:{kind}": "daily" for kind in kinds} | {"sms:leg_arrived": "on"}
    assert desk.send(seen, seen=seen, **chosen).status_code == 302
    assert desk.send(seen, seen=seen, **{**chosen, "email:leg_arrived": "x"}).status_code == 422
    tell(desk, me.id)
    assert not desk.town.db.scalars(select(Notice.in_console)).one()
    desk.send("/console/account/addresses", seen=seen, **{"remove:sms": "on"})
    assert "138****0002" not in words(desk.get(seen))


def test_what_did_not_arrive_is_shown_to_its_owner_and_on_the_system_page(desk: Desk) -> None:
    me = desk.sit_down("administrator", place="nanke")
    seen = "/console/account/notices"
    desk.send("/console/account/addresses", seen=seen, sms="13800020002")
    desk.town.db.add(
        NoticeMessage(
            staff_id=me.id, channel="sms", state=NoticeState.GAVE_UP, made_at=desk.town.now,
            error="undelivered", attempts=3, times_lost=3,
        )
    )  # fmt: skip
    assert "没有送达" in words(desk.get(seen))
    page = words(desk.get("/console/system"))
    assert "没有送达的提醒 1" in page
    assert "138****0002" in page
    desk.sit_down("administrator", place="bailu")
    assert "没有送达的提醒" not in words(desk.get("/console/system"))


def test_a_keeper_of_accounts_enters_addresses_and_the_history_says_so(desk: Desk) -> None:
    person, _ = desk.staff("liaison", unit="public_security")
    desk.sit_down("administrator", place="nanke")
    seen = f"/console/staff/{person.id}"
    path = f"{seen}/addresses"
    assert desk.send(path, seen=seen, sms="010").status_code == 422
    assert desk.send(path, seen=seen, sms="13800020002").status_code == 302
    page = words(desk.get(seen))
    assert "设置接收提醒的地址" in page
    assert "手机（提醒）：— → 138****0002" in page
    assert "由本人登录后" in page
    assert desk.send(f"{path}/again", seen=seen, channel="sms").status_code == 302
    assert desk.send(f"{path}/again", seen=seen, channel="email").status_code == 422
    desk.sit_down("administrator", place="bailu")
    assert desk.send(path, seen="/console/", sms="13800020003").status_code in (403, 404)
