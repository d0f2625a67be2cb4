"""Making, copying and dropping databases of a PostgreSQL reached by its socket."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql


class Cluster:
    """The PostgreSQL whose socket lies in the folder `sockets`."""

    def __init__(self, sockets: Path) -> None:
        self.sockets = sockets

    def url(self, database: str) -> str:
        """The address of `database` as SQLAlchemy reads it."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self.sockets), safe='')}"

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """See that the database `name` exists, copied from `template` if new; its address."""
        if not self.has_database(name):
            with self._connect() as connection:
                make = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
                connection.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def rename_database(self, name: str, *, to: str) -> None:
        """Give the database `name`, in which nobody is, another name."""
        with self._connect() as connection:
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(name), sql.Identifier(to)))

    def has_database(self, name: str) -> bool:
        """Whether there is a database of this name."""
        with self._connect() as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
            return known.fetchone() is not None

    def drop_database(self, name: str) -> None:
        """Remove the database `name`, whoever is still in it."""
        with self._connect() as connection:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True
        )
