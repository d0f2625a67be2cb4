"""The state of an administrative item (办件状态), asked of a service platform (R-61a).

Each province's platform is another; so we say what we ask and what we understand, in
`hotline/schemas/item-state.openapi.json`, and whoever runs the platform, or an adapter before it,
answers that. Nothing of an answer is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Protocol

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from hotline import wire
from hotline.errors import Away
from hotline.rules import signature
from hotline.settings import Settings
from hotline.text import clean

# A caller waits, and the telephone's provider with him for 15 s at most.
SECONDS = 2.5
NONE_SUCH = 404


def _line(limit: int) -> Callable[[str], str]:
    return lambda text: clean(text, limit=limit)


class ItemState(BaseModel):
    """How an item stands, in the platform's own words; what more is said is overlooked."""

    state: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_line(40))]
    unit: Annotated[str, Field(max_length=100), AfterValidator(_line(100))] | None = None
    updated_on: date | None = None
    due_on: date | None = None
    note: Annotated[str, Field(max_length=300), AfterValidator(_line(300))] | None = None


class ItemPlatform(Protocol):
    """Who knows how items stand."""

    def state_of(self, *, number: str, last_four: str, now: datetime) -> ItemState | None:
        """The state, or None when there is no such item of somebody with these last four digits of
        the telephone; raises Away when nobody can say just now."""


@dataclass(frozen=True)
class HttpPlatform:
    """A platform, or an adapter before one, that is asked by a signed POST."""

    url: str
    secret: str

    def state_of(self, *, number: str, last_four: str, now: datetime) -> ItemState | None:
        """As `ItemPlatform` promises, within `SECONDS`."""
        body = json.dumps({"number": number, "last_four": last_four}).encode()
        signed = signature.headers(self.secret, body, now=now)
        answer = wire.post(self.url, body, signed, seconds=SECONDS)
        if answer.status == NONE_SUCH:
            return None
        if answer.status != 200:
            raise Away(f"the service platform answers {answer.status}")
        try:
            return ItemState.model_validate_json(answer.body)
        except ValidationError:
            # Its words may name somebody.
            raise Away("the service platform answers what we do not understand") from None


def platform(settings: Settings) -> ItemPlatform | None:
    """The platform that is asked; None where there is none."""
    if settings.item_state_url is None or settings.item_state_secret is None:
        return None
    return HttpPlatform(settings.item_state_url, settings.item_state_secret)
