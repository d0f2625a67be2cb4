"""A way of asking for an entry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way of asking for an entry."""

    entry_id: int
    text: str
