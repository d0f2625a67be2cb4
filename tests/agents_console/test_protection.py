"""Nobody gets past the table: permissions, tokens, headers, sizes."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from agents_console.addresses import addresses
from faq_kb.search import KnowledgeBase
from tests.agents_console.conftest import Desk, words
from tests.factories import Town


def every_address(desk: Desk) -> list[tuple[str, str, str | None]]:
    """Each address with numbers filled in, its method and the permission it needs."""
    found = []
    for address in addresses(desk.house, KnowledgeBase()):
        path = address.path.replace("<figure_id>", "M-1")
        while "<int:" in path:
            path = path[: path.index("<int:")] + "1" + path[path.index(">") + 1 :]
        if not address.public:
            found += [("/console" + path, method, address.needs) for method in address.methods]
    return found


def test_every_address_asks_who_is_there(desk: Desk) -> None:
    for path, method, _ in every_address(desk):
        answer = desk.get(path) if method == "GET" else desk.send(path, text="x")
        assert answer.status_code == (302 if method == "GET" else 401), path


def test_every_address_asks_for_its_permission(desk: Desk) -> None:
    desk.sit_down("auditor")  # who may see nothing of all this
    for path, method, needs in every_address(desk):
        if needs is None:
            continue
        answer = desk.get(path) if method == "GET" else desk.send(path, seen="/console/account")
        assert answer.status_code == 403, path


def test_a_form_without_its_token_does_nothing(desk: Desk) -> None:
    desk.sit_down("operator")
    answer = desk.client.post("/console/inquiries/new", data={"text": "没有令牌的长长的问题"})
    assert answer.status_code == 401
    assert "没有令牌的长长的问题" in words(answer)


def test_every_page_carries_the_policy(desk: Desk) -> None:
    for path in ("/console/sign-in", "/console/nothing-here", "/"):
        headers = desk.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert desk.get("/console/sign-in").headers["Cache-Control"] == "no-store"


def test_cookies_are_for_this_site_alone(desk: Desk, town: Town, tmp_path: Path) -> None:
    plain = desk.get("/console/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    secure = Desk(town, tmp_path, public_url="https://96128.example.gov.cn")
    answer = secure.client.get("/console/sign-in", base_url="https://96128.example.gov.cn")
    assert answer.headers["Set-Cookie"].startswith("__Host-hotline=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_what_a_cache_may_keep_brings_nobody_s_session_along(desk: Desk) -> None:
    desk.sit_down("operator")
    page = desk.get("/console/")
    assert "Set-Cookie" in page.headers
    kept = re.findall(r'(?:href|src)="(/[^"]*/static/[^"]*\?v=[^"]*|/static/[^"]*)"', page.text)
    assert len(kept) >= 5
    for path in kept:
        with desk.client.get(html.unescape(path)) as file:
            assert (file.status_code, file.cache_control.public) == (200, True), path
            assert "Set-Cookie" not in file.headers, path
            assert "Cookie" not in file.vary, path


def test_a_form_that_is_too_big_is_refused_by_a_page(desk: Desk) -> None:
    answer = desk.client.post("/console/sign-in", data={"username": "x" * 300_000})
    assert answer.status_code == 413
    assert "提交的内容太长" in words(answer)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/console/nothing", 404), ("/console/calls/999999999", 404),
     ("/console/inquiries/99999999999999999999", 404), ("/console/calls?after=nonsense", 404),
     ("/console/calls?after=20261123T000000.000000Z-9223372036854775808", 404)],
)  # fmt: skip
def test_what_is_not_there_says_so_on_a_page(desk: Desk, path: str, status: int) -> None:
    desk.sit_down("operator")
    answer = desk.get(path)
    assert answer.status_code == status
    assert "没有" in words(answer)
    assert "回到首页" in words(answer)


def test_nonsense_in_an_address_is_not_an_error(desk: Desk) -> None:
    desk.sit_down("operator", "supervisor")
    for path in (
        "/console/calls?from=x&to=9999-99-99&place=abc&outcome=no",
        "/console/inquiries?kind=x&state=y&unit=-1&place=٣&from=2026-13-01",
        "/console/figures?from=1000-01-01&to=3000-01-01&place=0",
        "/console/directory?place=%00&q=%E2%80%AE",
        "/console/calls?from=0001-01-01&to=9999-12-31",
        "/console/inquiries?from=0001-01-01",
        "/console/inquiries?to=9999-12-31",
        "/console/inquiries?q=%00&reference=%00",
        "/console/answers?q=%00",
    ):
        assert desk.get(path).status_code == 200, path


def test_a_name_that_means_something_to_the_framework_is_not_asked(desk: Desk) -> None:
    for _ in range(51):  # one more than a page, so that there is a next one to lead to
        desk.town.make_call(wants_person=True, seconds=20)
    desk.sit_down("operator", "supervisor")
    taken = "_method=POST&_scheme=gopher&_anchor=x&_external=1&endpoint=x&figure_id=x&call_id=1"
    for path in ("/console/calls", "/console/figures/M-1"):
        page = desk.get(f"{path}?{taken}")
        assert page.status_code == 200
        found = re.search(r'href="([^"]*after=[^"]*)"', page.text)
        assert found is not None
        following = html.unescape(found[1])
        assert following.startswith(f"{path}?")
        last = desk.get(f"{following}&{taken}")
        assert last.status_code == 200
        assert "gopher" not in last.text.split("<main", 1)[1]


def test_an_unforeseen_error_is_a_page_that_keeps_what_was_typed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sit_down("operator")

    def break_down() -> None:
        raise RuntimeError("the clock has stopped")

    monkeypatch.setitem(desk.app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(desk.house, "clock", break_down)
    page = desk.client.get("/console/account")
    assert page.status_code == 500
    assert "系统出了问题" in words(page)
