"""A visitor looks up how their application stands (查办件)."""

from __future__ import annotations

from hotline.actions import item_states
from hotline.errors import Refused
from hotline.item_states import ItemPlatform, ItemState
from hotline.work import Work
from public_site.door import sender_address


def find(
    work: Work, asked: ItemPlatform | None, *, number: str, last_four: str
) -> ItemState | Refused:
    """How it stands; guesses are counted by the visitor's address."""
    return item_states.find(
        work, asked, number=number, last_four=last_four, subject=sender_address()
    )
