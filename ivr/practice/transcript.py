"""What happened on the line, in the order it happened, readable by a person and by a machine."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal[
    "said", "played", "prompt", "keys", "speech", "silence", "note", "ring", "answer", "bridge",
    "record", "hangup", "webhook", "callback", "fault", "sms",
]  # fmt: skip

_MARKS = {
    "said": "🔊",
    "played": "🎵",
    "prompt": "  ",
    "keys": "⌨ ",
    "speech": "🗣 ",
    "silence": "… ",
    "note": "· ",
    "ring": "🔔",
    "answer": "📞",
    "bridge": "🤝",
    "record": "⏺ ",
    "hangup": "⏹ ",
    "webhook": "→ ",
    "callback": "↪ ",
    "fault": "❗",
    "sms": "✉ ",
}


@dataclass(frozen=True)
class Item:
    """One thing that happened: when (seconds into the world), on whose line, who did what."""

    number: int
    at_seconds: float
    call_sid: str
    leg_sid: str
    who: str
    kind: Kind
    text: str
    took_ms: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


Listener = Callable[[Item], None]


class Transcript:
    """Collects items, and tells listeners of each as it comes."""

    def __init__(self, *listeners: Listener) -> None:
        self.items: list[Item] = []
        self.listeners = list(listeners)

    def add(self, item: Item) -> None:
        """Remember and tell."""
        self.items.append(item)
        for listener in self.listeners:
            listener(item)

    def __str__(self) -> str:
        return "\n".join(rendered(self.items))


def line(item: Item, *, colour: bool = False) -> str:
    """The item as a line for a terminal, in colour where it has some."""
    minutes, seconds = divmod(int(item.at_seconds), 60)
    took = f"  ({item.took_ms:.0f} ms)" if item.took_ms is not None else ""
    text = item.text.replace("\n", " ")
    text = f"故障！{text}" if item.kind == "fault" else text + took
    style = {"fault": "1;31", "webhook": "2", "callback": "2", "note": "2"}.get(item.kind)
    if colour and style:
        text = f"\033[{style}m{text}\033[0m"
    width = sum(2 if letter > "\u2e80" else 1 for letter in item.who)
    who = item.who + " " * max(0, 10 - width)
    return f"{minutes:02d}:{seconds:02d} {_MARKS[item.kind]} {who} {text}"


def rendered(items: Iterable[Item]) -> list[str]:
    """The items as lines for a terminal."""
    return [line(item) for item in items]
