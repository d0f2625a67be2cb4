"""`check` names every fault before the start, and production's before citizens meet them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotline import inspection, migrations, rulebook
from hotline.app import build_house
from hotline.db import make_engine
from hotline.errors import ConfigurationError
from hotline.settings import CONFIG_DIR, load
from tests.databases import environment
from tests.hotline.test_settings import GOOD

NOWHERE = "postgresql://hotline@127.0.0.1:9/hotline"


@pytest.fixture
def sound(fresh_database: Callable[[str], str], tmp_path: Path) -> dict[str, str]:
    """A development environment in which nothing is wrong."""
    return environment(fresh_database("example"), DATA_DIR=str(tmp_path))


def test_a_sound_setting_up_has_no_fault(sound: dict[str, str]) -> None:
    assert inspection.faults(sound) == []
    assert inspection.warnings(sound) == []


def test_a_newcomer_without_settings_is_not_bothered(tmp_path: Path) -> None:
    assert inspection.faults({"DATA_DIR": str(tmp_path)}) == []


def test_what_does_not_answer_is_named(sound: dict[str, str]) -> None:
    away = {"DATABASE_URL": NOWHERE, "REDIS_URL": "redis://127.0.0.1:9/0"}
    redis, database = inspection.faults(sound | away)
    assert redis.startswith("REDIS_URL: Redis does not answer")
    assert database.startswith("DATABASE_URL: the database does not answer")


def test_tables_of_another_version_are_named(sound: dict[str, str]) -> None:
    engine = make_engine(load(sound).database_url)
    migrations.downgrade(engine, to="0002")
    (fault,) = inspection.faults(sound)
    assert "python -m hotline migrate" in fault
    migrations.upgrade(engine)
    engine.dispose()
    assert inspection.faults(sound) == []


def test_a_folder_that_cannot_be_written_to_is_named(sound: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (fault,) = inspection.faults(sound | {"DATA_DIR": str(tmp_path / "file")})
    assert fault.startswith("DATA_DIR: ")


def test_production_refuses_what_is_there_to_practise_with(sound: dict[str, str]) -> None:
    real = GOOD | {"DATABASE_URL": sound["DATABASE_URL"], "DATA_DIR": sound["DATA_DIR"]}
    embedded, *others = inspection.faults(real)
    assert "embedded" in embedded
    assert others == [], "without settings nothing else can be looked at"


def test_example_answers_and_a_practice_operator_are_refused(sound: dict[str, str]) -> None:
    settings = load(sound).model_copy(update={"hotline_env": "production"})
    assert list(inspection._database(settings)) == [
        "DATABASE_URL: the database holds the example jurisdiction's answers"
    ]
    (fault,) = rulebook.practice_faults(rulebook.load(CONFIG_DIR))
    assert "duty_operators" in fault
    with pytest.raises(ConfigurationError, match="duty_operators"):
        build_house(settings)


def test_a_proxy_that_is_not_told_of_is_warned_about() -> None:
    assert inspection.warnings(GOOD)
    assert not inspection.warnings(GOOD | {"TRUSTED_PROXIES": "1"})
