"""An operator looks up how a caller's application stands (查办件)."""

from __future__ import annotations

from hotline.actions import item_states, reading
from hotline.errors import Refused
from hotline.item_states import ItemPlatform, ItemState
from hotline.work import Work


def find(
    work: Work, asked: ItemPlatform | None, *, number: str, last_four: str
) -> ItemState | Refused:
    """How it stands; kept is that this operator has asked, and nothing else."""
    found = item_states.find(
        work, asked, number=number, last_four=last_four, subject=f"staff:{work.actor.id}"
    )
    reading.asked_item_state(work, found=not isinstance(found, Refused))
    return found
