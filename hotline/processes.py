"""Child processes that do not outlive the one that started them, not even after `kill -9`."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

_PR_SET_PDEATHSIG = 1  # prctl(2)


class AlreadyRunning(Exception):
    """Another living process holds the lock."""


def hold(path: Path) -> IO[str]:
    """Take the lock file `path` for as long as this process lives or until the result is closed.

    Raises AlreadyRunning when another process has it. The system lets go of it at any death.
    """
    lock = path.open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise AlreadyRunning(str(path)) from error
    return lock


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock file `path`."""
    if not path.exists():
        return False
    try:
        hold(path).close()
    except AlreadyRunning:
        return True
    return False


def start(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    cwd: Path | None = None,
    account: str | None = None,
    dies_by: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start `command`, as `account` if given, to be ended by `dies_by` when this process dies.

    It gets a process group of its own, so that Ctrl-C reaches only the one who started it.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=None if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        cwd=cwd,
        process_group=0,
        user=account,
        group=account,
        extra_groups=None if account is None else [],
        # Runs after the change of user, which would undo it.
        preexec_fn=_die_with_parent(dies_by),
    )


def _die_with_parent(dies_by: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None  # there the written list of children does it, at the next start
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(dies_by))
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_the_kernel


def write_list(path: Path, pids: Sequence[int]) -> None:
    """Note the children in `path`, so that a later start can end those left behind."""
    noted = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            noted.append([pid, psutil.Process(pid).create_time()])
    path.write_text(json.dumps(noted))


def end_listed(path: Path) -> int:
    """End the processes noted in `path` that still live; the number of them.

    A process id that belongs to something else by now is left alone: the time of birth differs.
    """
    left = []
    with suppress(FileNotFoundError, ValueError):
        for pid, created in json.loads(path.read_text()):
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                if process.create_time() == created:
                    left += [process, *process.children(recursive=True)]
    path.unlink(missing_ok=True)
    end(left, grace_seconds=5)
    return len(left)


def end(left: Sequence[psutil.Process], *, grace_seconds: float) -> None:
    """Ask the processes to end, and kill those that have not after `grace_seconds`."""
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(left, timeout=grace_seconds)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=grace_seconds)
