"""The schema's history: every change of a table is a migration, up and down."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

HERE = Path(__file__).resolve().parent


def config_for(engine: Engine) -> Config:
    """Alembic's configuration for this database."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, *, to: str = "head") -> None:
    """Bring the schema up to a revision; a schema that is there already is left alone."""
    command.upgrade(config_for(engine), to)


def is_newest(engine: Engine) -> bool:
    """Whether the schema of this database is that of the newest revision."""
    newest = ScriptDirectory.from_config(config_for(engine)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def downgrade(engine: Engine, *, to: str) -> None:
    """Take the schema down to a revision (`base` for nothing at all)."""
    command.downgrade(config_for(engine), to)
