"""The screen at a counter: entered by its address, and nobody sees the one before."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from hotline.pages.counter import Screen, address_of
from hotline.records import Channel, InquiryEvent
from tests.factories import SETTINGS
from tests.public_site.visitor import PASSWORD, Visitor, words


def enter(visitor: Visitor, *, has_printer: bool = False) -> str:
    """Open the screen's address, as a clerk does once; the address."""
    unit = visitor.office.unit("qinghe-public_security")
    screen = Screen(unit.id, Channel.SERVICE_WINDOW, has_printer=has_printer)
    path = urlsplit(address_of(SETTINGS, screen)).path
    assert visitor.get(path).location == "/"
    visitor.begin_anew()
    return path


def test_the_screen_has_its_own_place_larger_type_and_a_way_to_finish(visitor: Visitor) -> None:
    enter(visitor)
    page = visitor.get("/")
    assert 'class="counter' in page.text
    assert "触摸屏幕即可使用" in words(page)
    assert re.search(r"<option value=\"\d+\" selected>青禾县", page.text)
    assert '<noscript><meta http-equiv="refresh" content="600;url=/next">' in page.text
    for path in ("/", "/ask?q=x", "/follow", "/complain", "/replies", "/guide", "/catalogue"):
        page = visitor.get(path)
        assert "结束，清除我填的内容" in words(page)
        assert not re.search(r'(href|action)="(?!/|#)|\starget=|download', page.text)
        assert 'autocomplete="tel"' not in page.text


def test_what_is_asked_there_is_counted_there(visitor: Visitor) -> None:
    enter(visitor)
    page = visitor.ask()
    assert "请抄下来或者拍照" in words(page)
    assert "data-print" not in page.text
    (inquiry,) = visitor.inquiries()
    assert inquiry.channel is Channel.SERVICE_WINDOW
    event = visitor.office.db.query(InquiryEvent).filter_by(kind="sent_from_counter").one()
    assert event.data == {"unit_id": visitor.office.unit("qinghe-public_security").id}
    enter(visitor, has_printer=True)
    assert "data-print" in visitor.complain().text
    assert visitor.inquiries()[1].channel is Channel.SERVICE_WINDOW


def test_a_former_visitor_s_form_sent_again_shows_nobody_what_it_held(visitor: Visitor) -> None:
    enter(visitor)
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/ask?q=x").text)
    assert token is not None
    form = {"csrf_token": token[1], "form_id": "1", "step": "send", "text": "前一位写的",
            "query_password": PASSWORD}  # fmt: skip
    visitor.send("/appearance", choice="en")
    assert visitor.get("/next").location == "/"
    assert 'lang="zh-CN"' in visitor.get("/").text
    for more in ({}, {"switch": "large"}):
        again = visitor.client.post("/ask", data=form | more)
        assert (again.status_code, again.location) == (302, "/next")
        assert "前一位" not in again.text
    assert visitor.inquiries() == []


def test_only_the_address_makes_a_screen_and_only_it_ends_one(visitor: Visitor) -> None:
    assert visitor.get("/counter/made-up").status_code == 404
    assert visitor.get("/next").location == "/"
    assert "counter" not in visitor.get("/").text
    path = enter(visitor)
    assert visitor.get("/counter/made-up/leave").status_code == 404
    assert 'class="counter' in visitor.get("/").text
    visitor.get(f"{path}/leave")
    assert "counter" not in visitor.get("/").text
