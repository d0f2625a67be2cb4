"""The provider's memory of one account: calls, recordings and messages, for its REST interface."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ivr.practice.calls import Leg
from ivr.practice.incidents import new_sid

if TYPE_CHECKING:
    from ivr.practice.recordings import Recording


@dataclass(frozen=True)
class Message:
    """A text message that the hotline sent."""

    sid: str
    from_: str
    to: str
    body: str
    sent_at: datetime


class Account:
    """What the provider knows. Threads may share one; every method locks."""

    def __init__(
        self, *, sid: str, auth_token: str, media_url: str = "https://media.practice.invalid"
    ) -> None:
        self.sid = sid
        self.auth_token = auth_token
        self.media_url = media_url.rstrip("/")
        self.on_message: Callable[[Message], None] | None = None
        self._lock = threading.RLock()
        self._legs: dict[str, Leg] = {}
        self._recordings: dict[str, Recording] = {}
        self._messages: list[Message] = []
        # What becomes of texts to a number; to all others they are delivered.
        self.texts_become: dict[str, str] = {}

    def forget(self) -> None:
        """Know nothing any more of what there was until now."""
        with self._lock:
            self._legs.clear()
            self._recordings.clear()
            self._messages.clear()
            self.texts_become.clear()

    def add_leg(self, leg: Leg) -> None:
        """Remember a leg."""
        with self._lock:
            self._legs[leg.sid] = leg

    def leg(self, sid: str) -> Leg | None:
        """The leg with this CallSid."""
        with self._lock:
            return self._legs.get(sid)

    def legs(self) -> list[Leg]:
        """All legs, the latest first."""
        with self._lock:
            return list(self._legs.values())[::-1]

    def add_recording(self, recording: "Recording") -> None:
        """Remember a recording."""
        with self._lock:
            self._recordings[recording.sid] = recording

    def recording(self, sid: str) -> "Recording | None":
        """The recording with this sid, deleted ones too."""
        with self._lock:
            return self._recordings.get(sid)

    def recordings(self) -> "list[Recording]":
        """All recordings that are not deleted, the latest first."""
        with self._lock:
            kept = [each for each in self._recordings.values() if each.status != "deleted"]
        return kept[::-1]

    def add_message(self, *, from_: str, to: str, body: str, sent_at: datetime) -> Message:
        """Take a text message; it reaches nobody but whoever looks here."""
        message = Message(sid=new_sid("SM"), from_=from_, to=to, body=body, sent_at=sent_at)
        with self._lock:
            self._messages.append(message)
        if self.on_message is not None:
            self.on_message(message)
        return message

    def text_status(self, message: Message) -> str:
        """What has become of a text."""
        return self.texts_become.get(message.to, "delivered")

    def messages(self) -> list[Message]:
        """All messages, in order."""
        with self._lock:
            return list(self._messages)
