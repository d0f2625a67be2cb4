"""A second terminal finds what the running hotline was started with; production finds nothing."""

from __future__ import annotations

from pathlib import Path

from hotline import development, processes, settings

URL = "postgresql+psycopg://postgres@/hotline"


def test_everything_needed_is_made(tmp_path: Path) -> None:
    env = development.environment({"DATA_DIR": str(tmp_path), "PORT": "9700"}, database_url=URL)
    loaded = settings.load(env)
    assert loaded.public_url == "http://127.0.0.1:9700"
    assert loaded.twilio_api_base_url == "http://127.0.0.1:9701"
    assert loaded.twilio_media_host == "127.0.0.1:9701"
    assert loaded.data_dir == tmp_path


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path)}
    first = development.environment(given, database_url=URL)
    assert development.environment(given, database_url=URL) == first
    assert len({first[name] for name in ("SECRET_KEY", "MASKING_KEY", "TWILIO_AUTH_TOKEN")}) == 3
    assert (tmp_path / development.SECRETS).stat().st_mode & 0o077 == 0


def test_what_is_given_is_kept(tmp_path: Path) -> None:
    given = {
        "DATA_DIR": str(tmp_path),
        "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
        "SECRET_KEY": "a key of one's own, which is long enough",
    }
    env = development.environment(given, database_url=URL)
    assert env["SECRET_KEY"] == given["SECRET_KEY"]
    assert "TWILIO_API_BASE_URL" not in env, "a real account is not sent to the practice phone"


def test_a_second_terminal_finds_the_running_hotline(tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path), "PORT": "9700"}
    env = development.environment(given, database_url=URL)
    development.publish(env)

    second = {"DATA_DIR": str(tmp_path), "TERM": "dumb"}
    assert "DATABASE_URL" not in development.fill(second), "nothing runs"
    lock = processes.hold(tmp_path / development.LOCK)
    found = development.fill(second)
    assert found["DATABASE_URL"] == URL
    assert found["PORT"] == "9700"
    assert found["SECRET_KEY"] == env["SECRET_KEY"]
    assert found["TERM"] == "dumb"
    assert development.fill(second | {"PORT": "1"})["PORT"] == "1"
    lock.close()


def test_production_is_given_nothing(tmp_path: Path) -> None:
    development.environment({"DATA_DIR": str(tmp_path)}, database_url=URL)
    production = {"HOTLINE_ENV": "production", "DATA_DIR": str(tmp_path)}
    assert development.fill(production) == production


def test_a_proxy_is_not_asked_for_what_is_here(tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path), "NO_PROXY": "intranet.example"}
    env = development.environment(given, database_url=URL)
    assert env["NO_PROXY"] == "intranet.example,127.0.0.1,localhost"
