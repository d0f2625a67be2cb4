"""Recordings: begun and ended on the line, processed a while later, fetched as sound."""

import io
import math
import struct
import wave
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ivr.practice.calls import Leg
from ivr.practice.incidents import Callback, new_sid
from ivr.practice.world import first

if TYPE_CHECKING:
    from ivr.practice.switchboard import Switchboard

RATE = 8000  # samples a second, as on a telephone line


@dataclass(eq=False)
class Recording:
    """A recording, from its first second to its deletion."""

    leg: Leg
    source: str  # RecordVerb | DialVerb | StartCallRecordingTwiML | Conference
    began_at: datetime
    began_seconds: float
    channels: int = 1
    track: str = "both"
    callback: Callback | None = None
    sid: str = field(default_factory=lambda: new_sid("RE"))
    status: str = "in-progress"  # in-progress | processing | completed | absent | failed | deleted
    duration_seconds: int = 0
    words: str = ""  # what a caller said, for people who read transcripts

    @property
    def path(self) -> str:
        """Its place under the REST interface and on the media host, without ending."""
        return f"/2010-04-01/Accounts/{self.leg.exchange.account.sid}/Recordings/{self.sid}"

    @property
    def url(self) -> str:
        """The RecordingUrl."""
        return self.leg.exchange.account.media_url + self.path

    def wav(self, *, channels: int | None = None) -> bytes:
        """The sound: a soft tone of the recording's length."""
        return tone(seconds=self.duration_seconds, channels=channels or self.channels)

    def params(self) -> tuple[tuple[str, str], ...]:
        """What a recording status callback says."""
        return (
            ("AccountSid", self.leg.exchange.account.sid),
            ("CallSid", (self.leg.parent or self.leg).sid),
            ("RecordingSid", self.sid),
            ("RecordingUrl", self.url),
            ("RecordingStatus", self.status),
            ("RecordingDuration", str(self.duration_seconds)),
            ("RecordingChannels", str(self.channels)),
            ("RecordingStartTime", rfc2822(self.began_at)),
            ("RecordingSource", self.source),
            ("RecordingTrack", self.track),
            ("ErrorCode", "0"),
        )


def rfc2822(at: datetime) -> str:
    """An instant as the provider writes it."""
    return at.strftime("%a, %d %b %Y %H:%M:%S +0000")


def tone(*, seconds: float, channels: int = 1) -> bytes:
    """A WAV file of a soft tone: 16 bits, 8 kHz."""
    period = [round(1200 * math.sin(2 * math.pi * 400 * n / RATE)) for n in range(RATE // 400)]
    one = struct.pack(f"<{len(period) * channels}h", *(s for s in period for _ in range(channels)))
    frames = round(seconds * RATE)
    whole = one * (frames // len(period) + 1)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(whole[: frames * 2 * channels])
    return buffer.getvalue()


def begin(
    exchange: "Switchboard",
    *,
    leg: Leg,
    source: str,
    channels: int = 1,
    track: str = "both",
    callback: Callback | None = None,
) -> Recording:
    """Start recording a leg."""
    recording = Recording(
        leg=leg,
        source=source,
        began_at=exchange.now(),
        began_seconds=exchange.world.seconds,
        channels=channels,
        track=track,
        callback=callback,
    )
    exchange.account.add_recording(recording)
    leg.call.recordings.append(recording)
    _tell(exchange, recording)
    return recording


def finish(exchange: "Switchboard", recording: Recording, *, seconds: float | None = None) -> None:
    """Stop recording; the sound can be fetched, and is announced, some seconds later."""
    if recording.status != "in-progress":
        return
    lasted = exchange.world.seconds - recording.began_seconds if seconds is None else seconds
    recording.duration_seconds = math.ceil(lasted)
    recording.status = "processing"
    recording.leg.note("record", f"录音 {recording.duration_seconds} 秒 {recording.words}".rstrip())

    async def process() -> None:
        await first(seconds=exchange.processing_seconds)
        recording.status = exchange.recordings_become
        if recording.status == "absent":
            recording.duration_seconds = 0
        _tell(exchange, recording)

    recording.leg.call.tasks.append(exchange.world.spawn(process()))


def _tell(exchange: "Switchboard", recording: Recording) -> None:
    callback = recording.callback
    # A recording that failed is told like an absent one.
    status = "absent" if recording.status == "failed" else recording.status
    if callback is not None and status in callback.events:
        exchange.notify(
            recording.leg,
            kind="recording",
            url=callback.url,
            method=callback.method,
            params=recording.params(),
        )
