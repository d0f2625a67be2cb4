"""One message in the two languages people read: what a rule answers when it says no."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """A message with its key; `zh` is what is shown first, `str()` gives it."""

    key: str
    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh
