"""Beside the to-do list: what one follows with what is new, and filters under a press."""

from __future__ import annotations

from hotline.records import Followed, SavedFilter
from tests.agents_console.conftest import Desk, words

LIST = "/console/inquiries"


def test_what_moves_in_a_followed_inquiry_is_new_until_one_looks(desk: Desk) -> None:
    town = desk.town
    logged = town.make_inquiry(text="夜市几点收摊")
    address = f"{LIST}/{logged.inquiry.id}"
    desk.sit_down("operator")
    for _ in range(2):
        assert desk.send(f"{address}/follow", follow="1").status_code == 302
    assert "取消跟踪" in words(desk.get(address))
    home = words(desk.get("/console/"))
    assert "跟踪 受理编号" in home
    assert "新进展" not in home
    town.later(minutes=5)
    town.reply(logged)
    assert "1项新进展" in words(desk.get("/console/"))
    assert "1项新进展" in words(desk.get("/console/followed"))
    desk.get(address)
    assert "新进展" not in words(desk.get("/console/followed"))
    desk.send(f"{address}/follow", follow="0")
    assert "没有跟踪的事项" in words(desk.get("/console/followed"))


def test_nobody_follows_what_he_may_not_see_nor_learns_of_it(desk: Desk) -> None:
    logged = desk.town.make_inquiry(place="qinghe", unit="qinghe-public_security")
    desk.sit_down("reply_officer", unit="bailu-public_security")
    assert desk.send(f"{LIST}/{logged.inquiry.id}/follow", follow="1").status_code == 404
    actor = desk.sit_down("reply_officer", unit="qinghe-public_security")
    desk.send(f"{LIST}/{logged.inquiry.id}/follow", follow="1")
    row = desk.town.db.query(Followed).one()
    assert row.staff_id == actor.id
    stranger = desk.sit_down("reply_officer", unit="bailu-public_security")
    row.staff_id = stranger.id
    desk.town.db.flush()
    assert "没有跟踪的事项" in words(desk.get("/console/followed"))


def test_a_saved_filter_is_one_press_and_one_s_own_unless_shared(desk: Desk) -> None:
    desk.town.make_inquiry(text="夜市几点收摊")
    desk.town.make_inquiry(text="身份证丢了")
    unit = desk.town.unit("public_security")
    desk.sit_down("unit_head", unit="public_security")
    asked = {"q": "夜市", "state": "open", "nonsense": "x", "kind": ""}
    for name, share in (("夜市", ""), ("共用", "1"), ("夜市", "")):
        answer = desk.send(f"{LIST}/filters", filter_name=name, share=share, **asked)
        assert answer.status_code == 302
    assert answer.location == f"{LIST}?q=%E5%A4%9C%E5%B8%82&state=open"
    page = desk.get(answer.location)
    assert 'aria-current="true">夜市' in page.text
    assert "身份证丢了" not in words(page)
    shared, own = desk.town.db.query(SavedFilter).order_by(SavedFilter.shared_with_unit_id).all()
    assert (shared.asked, shared.shared_with_unit_id) == ({"q": "夜市", "state": "open"}, unit.id)
    desk.sit_down("reply_officer", unit="public_security")
    page = words(desk.get(LIST))
    assert "共用" in page
    assert "夜市 " not in page.split("内容含")[0]
    for each in (shared, own):
        desk.send(f"{LIST}/filters/{each.id}")
    assert desk.town.db.query(SavedFilter).count() == 2, "another's stays"
    desk.sit_down("unit_head", unit="human_resources")
    assert "共用" not in words(desk.get(LIST))


def test_a_filter_without_a_name_or_conditions_is_refused_and_keeps_them(desk: Desk) -> None:
    desk.sit_down("operator")
    page = desk.send(f"{LIST}/filters", q="夜市")
    assert page.status_code == 422
    assert "起个名称" in words(page)
    assert 'name="q" value="夜市"' in page.text
    assert desk.send(f"{LIST}/filters", filter_name="空").status_code == 422
