"""One message in the two languages people read: what a rule answers when it says no."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """A message with its key; `zh` is what is shown first, `str()` gives it."""

    key: str
    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh


def worded(key: str, rows: Iterable[tuple[str, str, str]]) -> dict[str, Wording]:
    """Wordings by name, from a table of name, Chinese and English."""
    return {name: Wording(key=f"{key}.{name}", zh=zh, en=en) for name, zh, en in rows}
