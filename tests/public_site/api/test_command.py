"""Keys are made, listed and revoked from a terminal; the secret is shown once."""

from __future__ import annotations

import re

import pytest

from hotline import __main__ as command
from hotline import commands
from hotline.actions import uniting
from hotline.commands import keeping
from hotline.records import ApiScope, Channel
from tests.public_site.api.channel import Library

MAKE = (
    "api-key", "make", "示例图书馆", "--jurisdiction", "nanke", "--channel", "reading_point",
    "--scope", "read_answers", "--per-minute", "7",
)  # fmt: skip


@pytest.fixture
def run(library: Library, monkeypatch: pytest.MonkeyPatch):
    """The command over the test's own house."""
    monkeypatch.setattr(commands, "house", lambda: library.house)

    def typed(*words: str) -> int:
        args = command.parser().parse_args(words)
        return int(args.command(args))

    return typed


def test_a_key_is_shown_once_works_is_listed_and_revoked(
    library: Library, run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*MAKE) == 0
    number, secret = re.search(r"✓ (\d+) .*\n(\S+)\n", capsys.readouterr().out).groups()  # type: ignore[union-attr]
    assert library.ask_for("/units", secret=secret).status_code == 200
    assert run("api-key", "list") == 0
    listed = capsys.readouterr().out
    assert "示例图书馆  南柯州  reading_point  read_answers  7/min  in force" in listed
    assert secret not in listed
    assert run("api-key", "revoke", number) == 0
    assert library.ask_for("/units", secret=secret).status_code == 401


def test_an_office_automation_system_is_told_everything_again(
    library: Library, run, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"url": "https://oa.example.gov.cn/todo", "wants": ["hear_tasks"]}
    assert library.post("/webhooks", body).status_code == 201
    library.office.make_inquiry()
    library.office.make_inquiry()
    assert run("api-key", "tell-again", str(library.key.id)) == 0
    assert "✓ 示例图书馆: 2" in capsys.readouterr().out


def test_what_does_not_exist_is_said(run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("api-key", "revoke", "999999") == 1
    assert "没有这个密钥" in capsys.readouterr().err
    assert run(*[word.replace("nanke", "nowhere") for word in MAKE]) == 1
    assert "没有这个属地" in capsys.readouterr().err


def test_the_command_offers_every_scope_and_every_channel_that_is_not_spoken() -> None:
    assert set(keeping.KEY_SCOPES) == set(ApiScope)
    assert set(keeping.KEY_CHANNELS) == set(Channel) - {Channel.PHONE, Channel.VOICEMAIL}


def test_a_counter_screen_is_set_up_for_a_unit_that_is_there(
    library: Library, run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("counter-screen", "public_security") == 0
    assert "/counter/" in capsys.readouterr().out
    assert run("counter-screen", "nowhere") == 1
    assert "没有这个单位" in capsys.readouterr().err
    office = library.office
    uniting.unite(
        office.work(), unit_id=office.unit("public_security").id,
        successor_id=office.unit("human_resources").id, reason="示例：机构改革",
    )  # fmt: skip
    assert run("counter-screen", "public_security") == 1
    assert "单位已撤销" in capsys.readouterr().err
