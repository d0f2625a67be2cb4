"""Children end with their parent, whatever ended it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from hotline import processes
from hotline.settings import ROOT

SLEEPER = [sys.executable, "-c", "import signal; signal.pause()"]


def test_a_lock_is_held_once_and_let_go_of(tmp_path: Path) -> None:
    lock = processes.hold(tmp_path / "lock")
    assert processes.is_held(tmp_path / "lock")
    with pytest.raises(processes.AlreadyRunning):
        processes.hold(tmp_path / "lock")
    lock.close()
    assert not processes.is_held(tmp_path / "lock")
    assert not processes.is_held(tmp_path / "never made")


def test_a_child_dies_with_a_killed_parent() -> None:
    parent = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, signal\n"
            "from hotline import processes\n"
            f"print(processes.start({SLEEPER!r}).pid, flush=True)\n"
            "os.kill(os.getpid(), signal.SIGKILL)\n",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    child = int(parent.stdout)
    _, alive = psutil.wait_procs(_living(child), timeout=10)
    assert not alive


def test_what_a_start_left_behind_is_ended(tmp_path: Path) -> None:
    child = subprocess.Popen(SLEEPER)
    processes.write_list(tmp_path / "children", [child.pid])
    assert processes.end_listed(tmp_path / "children") == 1
    assert not psutil.pid_exists(child.pid)
    assert processes.end_listed(tmp_path / "children") == 0


def test_a_process_that_took_over_the_number_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "children").write_text(f"[[{os.getpid()}, 1.0]]")
    assert processes.end_listed(tmp_path / "children") == 0


def test_a_process_that_ignores_the_request_is_killed() -> None:
    stubborn = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "print('ready', flush=True)\n"
            "signal.pause()\n",
        ],
        stdout=subprocess.PIPE,
    )
    assert stubborn.stdout is not None
    stubborn.stdout.readline()
    processes.end([psutil.Process(stubborn.pid)], grace_seconds=0.2)
    assert not psutil.pid_exists(stubborn.pid)


def _living(pid: int) -> list[psutil.Process]:
    return [psutil.Process(pid)] if psutil.pid_exists(pid) else []
