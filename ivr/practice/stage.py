"""A leg carrying out a document, verb by verb."""

import urllib.parse
import xml.etree.ElementTree as ET
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ivr.practice.calls import Leg
from ivr.practice.checker import Document
from ivr.practice.incidents import Callback

if TYPE_CHECKING:
    from ivr.practice.switchboard import Switchboard


class Step(Enum):
    """What follows a verb, where it is not another document."""

    ON = "the next verb"
    END = "the end of the document's work"
    LEAVE = "out of the queue"


@dataclass(frozen=True)
class Stage:
    """A leg carrying out a document."""

    exchange: "Switchboard"
    leg: Leg
    document: Document
    room: str

    def address(self, text: str | None) -> str:
        """An address in the document, made absolute."""
        return urllib.parse.urljoin(self.document.url, text or self.document.url)

    def callback(self, element: ET.Element, *, prefix: str) -> Callback | None:
        """Where the element wants its progress told: its statusCallback or the like."""
        stem = f"{prefix}Callback"
        url = element.get(stem)
        if not url:
            return None
        return Callback(
            url=self.address(url),
            method=element.get(f"{stem}Method", "POST"),
            events=frozenset(element.get(f"{stem}Event", "completed").split()),
        )

    async def follow(
        self, element: ET.Element, *, kind: str, params: list[tuple[str, str]] | None = None
    ) -> Document:
        """The document at the element's action."""
        return await self.exchange.fetch(
            self.leg,
            kind=kind,
            url=self.address(element.get("action")),
            method=element.get("method", "POST"),
            params=params or [],
            room=self.room,
        )


Verb = Callable[[Stage, ET.Element], Awaitable[Step | Document]]
VERBS: dict[str, Verb] = {}


def verb(name: str) -> Callable[[Verb], Verb]:
    """Marks the function that carries out the verb of this name."""

    def put(carry_out: Verb) -> Verb:
        VERBS[name] = carry_out
        return carry_out

    return put


async def perform(exchange: "Switchboard", leg: Leg, document: Document, *, room: str) -> Step:
    """Carry the document out, and each that follows from it. END or LEAVE."""
    following: Document | Step = document
    while isinstance(following, Document):
        document = following
        following = Step.END
        for element in document:
            stage = Stage(exchange=exchange, leg=leg, document=document, room=room)
            done = await VERBS[element.tag](stage, element)
            if done is not Step.ON:
                following = done
                break
    return following
