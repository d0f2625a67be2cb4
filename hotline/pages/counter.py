"""The address that makes a browser the screen at a counter (自助查询屏), and what it says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from hotline.records import Channel
from hotline.settings import Settings

# What is asked at a screen counts as one of these.
CHANNELS = (Channel.SERVICE_WINDOW, Channel.READING_POINT)


@dataclass(frozen=True)
class Screen:
    """Whose counter the screen stands at, what it counts as, and whether a code can be printed."""

    unit_id: int
    channel: Channel
    has_printer: bool


def address_of(settings: Settings, screen: Screen) -> str:
    """The screen's address; it is signed, and holds as long as the secret does."""
    return f"{settings.public_url}/counter/{_signer(settings.secret_key).dumps(asdict(screen))}"


def screen_of(secret_key: str, key: str) -> Screen | None:
    """The screen whose address ends with this key; None when it is none of ours."""
    try:
        return screen_kept(_signer(secret_key).loads(key))
    except BadSignature:
        return None


def screen_kept(kept: dict[str, Any]) -> Screen:
    """The screen as a session keeps it."""
    return Screen(**(kept | {"channel": Channel(kept["channel"])}))


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="counter-screen")
