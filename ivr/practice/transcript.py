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


def line(item: Item) -> str:
    """The item as a line for a terminal."""
    minutes, seconds = divmod(int(item.at_seconds), 60)
    took = f"  ({item.took_ms:.0f} ms)" if item.took_ms is not None else ""
    text = item.text.replace("\n", " ")
    if item.kind == "fault":
        text = f"\033[1;31m故障 {text}\033[0m"
    elif item.kind in {"webhook", "callback", "note", "prompt"}:
        text = f"\033[2m{text}{took}\033[0m"
        took = ""
    return f"{minutes:02d}:{seconds:02d} {_MARKS[item.kind]} {item.who:　<4} {text}{took}"


def rendered(items: Iterable[Item]) -> list[str]:
    """The items as lines for a terminal."""
    return [line(item) for item in items]
