"""Where time comes from: the machine, or (in development) a practice clock set to another hour."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path


def system_clock() -> datetime:
    """The machine's time, in UTC; the only place it is read."""
    return datetime.now(UTC)  # noqa: TID251


class PracticeClock:
    """The machine's time moved by an offset that a file holds, so that all processes agree.

    For trying the line at night as if offices were open, and for watching a deadline pass; the
    composition root uses it in development alone.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "practice-clock.json"
        self._read_at = 0
        self._offset = timedelta()

    def __call__(self) -> datetime:
        try:
            changed = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return system_clock()
        if changed != self._read_at:
            seconds = json.loads(self._path.read_text(encoding="utf-8"))["offset_seconds"]
            self._offset, self._read_at = timedelta(seconds=seconds), changed
        return system_clock() + self._offset

    def set(self, at: datetime | None) -> None:
        """From now on it is `at`, and time goes on from there; None is the real time again."""
        if at is None:
            self._path.unlink(missing_ok=True)
            return
        offset = (at - system_clock()).total_seconds()
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps({"offset_seconds": offset}), encoding="utf-8")
        part.replace(self._path)
