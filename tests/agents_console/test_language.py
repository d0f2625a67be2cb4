"""Chinese first, English by a switch that is remembered; no text without its translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import agents_console
import public_site
from hotline import pages
from hotline.pages import language
from hotline.records import Staff
from tests.agents_console.conftest import Desk, words

SPEAKERS = [Path(package.__file__).parent for package in (pages, agents_console, public_site)]  # type: ignore[arg-type]
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]


def texts(folder: Path) -> set[str]:
    """Every text below the folder that is to be translated."""
    found = extract_from_dir(
        folder, METHODS, {"templates/**.html": {"silent": "false"}}, keywords={"_": None}
    )
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


@pytest.mark.parametrize("folder", SPEAKERS, ids=lambda folder: folder.name)
def test_every_text_has_its_english_and_nothing_is_left_over(folder: Path) -> None:
    with (folder / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = {entry.id: entry for entry in read_po(file) if entry.id}
    assert texts(folder) == set(catalogue)
    for chinese, entry in catalogue.items():
        assert entry.string, chinese
        assert set(re.findall(r"%\((\w+)\)", chinese)) == set(
            re.findall(r"%\((\w+)\)", entry.string)
        ), chinese


@pytest.mark.parametrize("folder", SPEAKERS, ids=lambda folder: folder.name)
def test_no_template_says_anything_that_is_not_translated(folder: Path) -> None:
    marked = re.compile(r"_\('[^']*'")
    comment = re.compile(r"\{#.*?#\}", re.DOTALL)
    for file in (folder / "templates").rglob("*.html"):
        bare = marked.sub("", comment.sub("", file.read_text()))
        assert set(CHINESE.findall(bare)) <= {"中文"}, file.name


@pytest.mark.parametrize("folder", SPEAKERS, ids=lambda folder: folder.name)
def test_words_that_are_not_for_screens_stand_on_none(folder: Path) -> None:
    catalogue = (folder / "translations/en/LC_MESSAGES/messages.po").read_text()
    for word in ("工单号", "SLA", "bot"):
        assert not re.search(rf"\b{word}\b" if word.isascii() else word, catalogue), word


def test_a_page_is_chinese_until_the_switch_and_then_stays_english(desk: Desk) -> None:
    actor = desk.sit_down("operator")
    assert "首页" in words(desk.get("/console/"))
    desk.send("/console/language", seen="/console/account", language="en", back="/console/calls")
    page = desk.get("/console/calls")
    assert '<html lang="en">' in page.text
    assert set(CHINESE.findall(words(page))) <= {"中文", "示例", "号"}
    desk.send("/console/sign-out", seen="/console/account")
    staff = desk.town.db.get_one(Staff, actor.id)
    desk.town.db.refresh(staff)
    desk.enter(staff.username)
    assert "Home" in words(desk.get("/console/"))


def test_a_refusal_is_in_the_reader_s_language(desk: Desk) -> None:
    desk.send("/console/language", language="en")
    answer = desk.enter("nobody", "wrong")
    assert "The user name or the password is wrong." in words(answer)


def test_the_switch_leads_nowhere_else(desk: Desk) -> None:
    for back in ("https://evil.example/console/", "//evil.example", "/console/\\x", ""):
        answer = desk.send("/console/language", language="en", back=back)
        assert answer.location == "/console/"


def test_values_read_as_people_say_them(desk: Desk) -> None:
    with desk.app.test_request_context():
        assert language.duration(65) == "1分05秒"
        assert language.duration(None) == "—"
        assert language.percent(None) == "无数据"
        assert language.percent(1.0) == "100.0%"
        assert language.percent(0.99999) == "99.9%"
        assert language.percent(0.00001) == "0.1%"
        assert language.percent(0.0) == "0.0%"
