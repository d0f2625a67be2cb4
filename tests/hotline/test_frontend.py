"""The front-end packages are there, and no page asks htmx to evaluate text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Blueprint, Flask, url_for

from hotline import frontend
from hotline.settings import ROOT

TEMPLATES = [
    file
    for package in ("hotline", "ivr", "agents_console", "public_site")
    for file in (ROOT / package).rglob("*.html")
]
# Refused by the Content-Security-Policy: handlers and scripts in the page, and what htmx evaluates.
EVALUATED = re.compile(
    r"""<[^>]*\s(on[a-z]+\s*=|hx-on[:-]|data-hx-on)"""
    r"""|hx-[a-z]+\s*=\s*["'](js|javascript):"""
    r"""|hx-trigger\s*=\s*["'][^"']*\["""
    r"""|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")""",
    re.IGNORECASE,
)


@pytest.fixture
def app() -> Flask:
    app = Flask("front end")
    frontend.add_to(app)
    return app


def test_every_file_of_the_table_is_served_for_a_year(app: Flask) -> None:
    client = app.test_client()
    for name in frontend.FILES:
        answer = client.get(frontend.vendor_url(name))
        assert answer.status_code == 200
        assert answer.cache_control.max_age == frontend.A_YEAR_SECONDS
        answer.close()


def test_our_own_file_is_kept_a_year_under_an_address_that_says_what_is_in_it(
    app: Flask, tmp_path: Path
) -> None:
    (tmp_path / "door.css").write_text("body { color: black }")
    app.register_blueprint(
        Blueprint("door", __name__, static_folder=tmp_path, static_url_path="/door/static")
    )
    with app.test_request_context():
        address = url_for("door.static", filename="door.css")
        assert url_for("door.static", filename="gone.css").endswith("/gone.css")
    client = app.test_client()
    for asked, seconds in (
        (address, frontend.A_YEAR_SECONDS), ("/door/static/door.css", None),
        ("/door/static/door.css?v=of-another-version", None),
    ):  # fmt: skip
        with client.get(asked) as answer:
            assert (answer.status_code, answer.cache_control.max_age) == (200, seconds)
    assert client.get("/door/static/gone.css?v=1").status_code == 404


@pytest.mark.parametrize("name", ["htmx.js", "../package.json", "package.json", "..%2fx"])
def test_nothing_else_is_served(app: Flask, name: str) -> None:
    assert app.test_client().get(f"{frontend.URL}/{name}").status_code == 404


def test_an_icon_is_drawn_for_the_eye_alone() -> None:
    drawing = frontend.icon("phone")
    assert drawing.startswith('<svg aria-hidden="true"')
    assert frontend.icon("phone", filled=True) != drawing


@pytest.mark.parametrize("name", ["no-such-icon", "../phone"])
def test_an_icon_that_does_not_exist_is_a_mistake(name: str) -> None:
    with pytest.raises(ValueError, match="icon"):
        frontend.icon(name)


def test_no_template_holds_what_the_policy_refuses() -> None:
    # What Jinja fills in or decides is no markup: url_for(…, only='refused') handles no event.
    filled_in = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
    refused = [
        str(file) for file in TEMPLATES if EVALUATED.search(filled_in.sub("", file.read_text()))
    ]
    assert refused == []
