"""A mistake in config/ stops the start, and says in which file, at which key, and why."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hotline import rulebook
from hotline.errors import ConfigurationError
from hotline.rulebook import fields_of
from hotline.settings import CONFIG_DIR

Edit = Callable[[str], str]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of config/ to make mistakes in."""
    return Path(shutil.copytree(CONFIG_DIR, tmp_path / "config", ignore=lambda *_: ["example"]))


def faults_after(config: Path, name: str, old: str, new: str) -> list[str]:
    file = config / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        rulebook.load(config)
    return caught.value.faults


def test_the_rules_as_they_stand_agree_with_one_another() -> None:
    book = rulebook.load(CONFIG_DIR)
    assert set(book.prompts["zh-CN"]) == set(book.prompts["en"])
    assert set(book.sentences["zh-CN"]) == set(book.sentences["en"])


def test_a_prompt_missing_in_one_language_is_named(config: Path) -> None:
    assert faults_after(config, "prompts/en.toml", "greeting = ", "greetings = ") == [
        "prompts/en.toml: greeting is missing",
        "prompts/zh-CN.toml: greetings is missing",
    ]


def test_a_prompt_that_fills_in_something_else_in_the_other_language_is_named(
    config: Path,
) -> None:
    (fault,) = faults_after(config, "prompts/zh-CN.toml", "{unit}", "{office}")
    assert fault.startswith("prompts/*.toml: transfer: ")


def test_an_unknown_role_in_the_table_of_moves_is_named(config: Path) -> None:
    assert faults_after(config, "moves.toml", '"window_staff"', '"doorman"') == [
        "moves.toml: open.by: no such role: doorman"
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("line.toml", "ring_seconds = 20", "ring_seconds = 2", "line.toml: times.ring_seconds: "),
        ("line.toml", "misses = 2", "misses = 0", "line.toml: limits.misses: "),
        ("line.toml", "misses = 2", "mises = 2", "line.toml: limits.mises: Extra inputs"),
        ("line.toml", "[voices.en]", "[voices.fr]", "line.toml: voices.en is missing"),
        ("line.toml", 'notice_version = "2026-11"', "notice_version = ", "line.toml: "),
        ("moves.toml", 'to = "open"', 'to = "opne"', "moves.toml: "),
        ("roles.toml", "may = [", "mai = [", "roles.toml: "),
        ("review.toml", "steps = [", "stages = [", "review.toml: 'steps'"),
    ],
)
def test_a_wrong_value_is_named_by_file_key_and_reason(
    config: Path, name: str, old: str, new: str, fault: str
) -> None:
    faults = faults_after(config, name, old, new)
    assert any(each.startswith(fault) and len(each) > len(fault) - 1 for each in faults), faults


def test_a_file_that_is_gone_is_named(config: Path) -> None:
    (config / "clocks.toml").unlink()
    with pytest.raises(ConfigurationError) as caught:
        rulebook.load(config)
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["clocks.toml"]


def test_all_faults_of_all_files_are_told_together(config: Path) -> None:
    for name in ("clocks.toml", "moves.toml"):
        (config / name).write_text("= broken", encoding="utf-8")
    faults = faults_after(config, "line.toml", "misses = 2", "misses = 0")
    assert {fault.split(":")[0] for fault in faults} == {"clocks.toml", "moves.toml", "line.toml"}


def test_fields_are_read_as_they_are_filled_in() -> None:
    assert fields_of("查询码是{code}，{{不是}}{unit}") == {"code", "unit"}
