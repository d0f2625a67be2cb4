"""`python -m hotline run` on a real machine: it starts, survives kill -9, and stops whole."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from hotline import development, embedded
from hotline.settings import ROOT


@pytest.fixture
def place() -> Iterator[Path]:
    """A data folder such as ./var."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-run-"))
    folder.chmod(0o755)
    yield folder
    embedded.remove(folder)
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    """A free port whose neighbour is free too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            number = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", number + 1))
            except (OSError, OverflowError):
                continue
            return number


def _run(place: Path, port: int, **more: str) -> subprocess.Popen[str]:
    wanted = ("PATH", "HOME", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
    inherited = {name: os.environ[name] for name in wanted if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "hotline", "run"],
        cwd=ROOT,
        env=inherited | {"DATA_DIR": str(place), "PORT": str(port)} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _read_until_it_serves(run: subprocess.Popen[str]) -> str:
    assert run.stdout is not None
    said = ""
    for line in run.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    raise AssertionError(f"it did not start:\n{said}")


def _end(run: subprocess.Popen[str]) -> str:
    run.send_signal(signal.SIGTERM)
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 0, said
    return said


def test_it_starts_again_after_kill_9_and_leaves_nothing_running(place: Path, port: int) -> None:
    first = _run(place, port)
    said = _read_until_it_serves(first)
    assert f"http://127.0.0.1:{port}/console/" in said
    assert f"http://127.0.0.1:{port}/phone" in said
    assert "只显示这一次" in said, "the example accounts' passwords"
    family = psutil.Process(first.pid).children(recursive=True)
    first.kill()
    first.communicate()

    second = _run(place, port)
    said = _read_until_it_serves(second)
    assert "只显示这一次" not in said, "passwords are told once"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.status == 200
    assert not [process for process in family if process.is_running()]
    family = psutil.Process(second.pid).children(recursive=True)

    third = _run(place, port)
    said, _ = third.communicate(timeout=60)
    assert third.returncode == 1
    assert "already runs" in said

    assert "Stopped." in _end(second)
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    assert not (place / development.RUNNING).exists()


def test_a_port_in_use_is_said_plainly(place: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + 1))
        other.listen()
        run = _run(place, port)
        said, _ = run.communicate(timeout=60)
    assert run.returncode == 1
    assert f"Port {port + 1}, meant for the practice phone" in said
    assert "Traceback" not in said


def test_a_wrong_setting_is_said_plainly(place: Path, port: int) -> None:
    run = _run(place, port, PUBLIC_URL="96128.example", DATABASE_URL="mysql://nowhere")
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "PUBLIC_URL" in said
    assert "DATABASE_URL" in said
    assert "Traceback" not in said


def test_production_is_refused(place: Path, port: int) -> None:
    run = _run(place, port, HOTLINE_ENV="production")
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "Procfile" in said
    assert not (place / "postgres").exists()
