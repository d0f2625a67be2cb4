"""What is asked of the database meanwhile: a round trip more is one more for all who wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event


@contextmanager
def statements(asked: Any) -> Iterator[list[str]]:
    """The statements sent meanwhile by this engine or connection."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(asked, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(asked, "before_cursor_execute", note)
