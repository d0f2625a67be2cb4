"""`python -m hotline run`: everything a laptop needs, started in order and stopped together."""

from __future__ import annotations

import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
from sqlalchemy import text

from hotline import development, embedded, frontend, migrations, processes
from hotline.db import make_engine
from hotline.errors import ConfigurationError
from hotline.settings import ROOT, load

CHILDREN = "children.json"
SEEDED = "seeded"
STOP_SECONDS = 15
READY_SECONDS = 180  # many processes start at once; a loaded laptop has taken more than a minute
# A child that dies this often in this long will not be mended by starting it once more.
MOST_RESTARTS = 3
RESTART_WINDOW_SECONDS = 60


class CannotStart(Exception):
    """Something a person has to put right first; the message says what."""


@dataclass
class Child:
    """One of the programmes that make up the hotline."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    process: subprocess.Popen[bytes] = field(init=False)
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_RESTARTS), init=False)

    def start(self) -> None:
        self.process = processes.start(self.command, env=self.env, cwd=ROOT)

    def dies_too_often(self) -> bool:
        """Count a death, and say whether restarting has become pointless."""
        self.deaths.append(time.monotonic())
        first = self.deaths[0]
        return (
            len(self.deaths) == MOST_RESTARTS and time.monotonic() - first < RESTART_WINDOW_SECONDS
        )


def run(environ: Mapping[str, str] = os.environ) -> int:
    """Start the hotline for development and serve until a signal; the process's exit code."""
    begun = time.monotonic()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    database: embedded.Server | None = None
    children: list[Child] = []
    place = development.data_dir(environ)
    lock: IO[str] | None = None
    try:
        lock = _claim(environ, place)
        _check_ports(environ)
        frontend.require()
        if environ.get("DATABASE_URL"):
            url = environ["DATABASE_URL"]
        else:
            _say("Starting PostgreSQL …")
            database = embedded.start(place)
            url = database.create_database(development.DATABASE)
        env = development.environment(environ, database_url=url)
        development.publish(env)
        _prepare(env)
        _say("Starting the hotline …")
        children = _children(env, practising=development.practises(environ))
        for child in children:
            child.start()
        _note(place, children)
        _wait_until_ready(env, children, stop)
        if not stop.is_set():
            practising = any(child.name == "exchange" for child in children)
            _welcome(env, practising=practising, seconds=time.monotonic() - begun)
        return _supervise(place, children, stop)
    except (CannotStart, frontend.FrontEndMissing, embedded.DatabaseDidNotStart) as problem:
        print(f"✗ {problem}", file=sys.stderr, flush=True)
        return 1
    except ConfigurationError as error:
        for fault in error.faults:
            print(f"✗ {fault}", file=sys.stderr, flush=True)
        return 1
    finally:
        _stop(children)
        if lock is not None:
            (place / CHILDREN).unlink(missing_ok=True)
            (place / development.RUNNING).unlink(missing_ok=True)
        if database is not None:
            database.stop()
            _say("Stopped.")
        if lock is not None:
            lock.close()


def _claim(environ: Mapping[str, str], place: Path) -> IO[str]:
    """Make the data folder ours alone, and end what a killed predecessor left running."""
    if environ.get("HOTLINE_ENV") == "production":
        raise CannotStart(
            "`python -m hotline run` is for development: its PostgreSQL and its secrets are made "
            "on the spot. In production start the lines of the Procfile, with DATABASE_URL set."
        )
    try:
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = processes.hold(place / development.LOCK)
    except processes.AlreadyRunning as error:
        raise CannotStart(f"The hotline already runs with the data in {place}.") from error
    except PermissionError as error:
        raise CannotStart(
            f"{error.filename} belongs to somebody else, perhaps from a start as root. "
            "Start as before, or choose another place: DATA_DIR=… make run"
        ) from error
    if left := processes.end_listed(place / CHILDREN):
        _say(f"Ended {left} processes that an earlier start left behind.")
    return lock


def _check_ports(environ: Mapping[str, str]) -> None:
    port = int(environ.get("PORT") or 9612)
    wanted = {port: "the hotline"}
    if development.practises(environ):
        wanted[port + 1] = "the practice phone"
    for number, purpose in wanted.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError as error:
                raise CannotStart(
                    f"Port {number}, meant for {purpose}, cannot be had ({error.strerror}). "
                    f"Choose another: PORT={port + 100} make run"
                ) from error


def _prepare(env: Mapping[str, str]) -> None:
    """Bring the database to the newest form and, once, the example jurisdiction into it."""
    _say("Migrating the database …")
    engine = make_engine(load(env).database_url)
    migrations.upgrade(engine)
    with engine.connect() as connection:
        is_empty = not connection.scalar(text("SELECT EXISTS (SELECT FROM jurisdiction)"))
    engine.dispose()
    # The note is written after the last step of the loading, which is harmless to repeat.
    note = Path(env["DATA_DIR"]) / SEEDED
    this_database = hashlib.sha256(env["DATABASE_URL"].encode()).hexdigest()
    if not is_empty and note.exists() and note.read_text() == this_database:
        return
    _say("Loading the example jurisdiction …")
    done = subprocess.run([sys.executable, "-m", "hotline", "seed"], env=env, cwd=ROOT)
    if done.returncode != 0:
        raise CannotStart("`python -m hotline seed` failed; what it said is above.")
    note.write_text(this_database)


def _children(env: Mapping[str, str], *, practising: bool) -> list[Child]:
    hotline = [sys.executable, "-m", "hotline"]
    gunicorn = [sys.executable, "-m", "gunicorn", "--log-level", "warning"]
    children = [
        Child("web", [*gunicorn, "hotline.app:wsgi"], env),
        Child("clock", [*hotline, "clock"], env),
    ]
    if env.get("REDIS_URL"):
        children.append(Child("worker", [*hotline, "worker"], env))
    if practising:
        children.append(Child("exchange", [*hotline, "exchange"], env))
    return children


def _wait_until_ready(env: Mapping[str, str], children: list[Child], stop: threading.Event) -> None:
    give_up_at = time.monotonic() + READY_SECONDS
    while not stop.wait(0.1):
        for child in children:
            if child.process.poll() is not None:
                raise CannotStart(f"{child.name} ended at once; what it said is above.")
        door = http.client.HTTPConnection("127.0.0.1", int(env["PORT"]), timeout=5)
        try:
            door.request("GET", "/healthz")
            door.getresponse()
            return
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() > give_up_at:
                raise CannotStart(f"The hotline does not answer: {error}") from error
        finally:
            door.close()


def _supervise(place: Path, children: list[Child], stop: threading.Event) -> int:
    """Start a child again when it dies; give up when that has become pointless."""
    while not stop.wait(0.5):
        for child in children:
            if child.process.poll() is None:
                continue
            print(
                f"✗ {child.name} ended ({child.process.returncode}).", file=sys.stderr, flush=True
            )
            if child.dies_too_often():
                print("✗ It ends again and again: stopping.", file=sys.stderr, flush=True)
                return 1
            child.start()
            _note(place, children)
    return 0


def _stop(children: list[Child]) -> None:
    started = [child.process for child in children if hasattr(child, "process")]
    left = [psutil.Process(p.pid) for p in started if p.poll() is None]
    if left:
        print(flush=True)
        _say("Stopping …")
    processes.end(left, grace_seconds=STOP_SECONDS)


def _note(place: Path, children: list[Child]) -> None:
    processes.write_list(place / CHILDREN, [child.process.pid for child in children])


def _welcome(env: Mapping[str, str], *, practising: bool, seconds: float) -> None:
    here = env["PUBLIC_URL"]
    print(f"\n✓ 96128 is on the line (started in {seconds:.1f} s).\n")
    print(f"  public site     {here}/")
    print(f"  console         {here}/console/")
    if practising:
        print(f"  practice phone  {here}/phone")
        print("  in a terminal   .venv/bin/python -m hotline dial 社保卡丢了怎么补办 1 5")
    print("\n  Ctrl-C stops it.\n", flush=True)


def _say(message: str) -> None:
    print(f"→ {message}", flush=True)
