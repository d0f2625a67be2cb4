"""What the plain verbs do to a leg: speaking, waiting, going elsewhere, ending."""

import urllib.parse
import xml.etree.ElementTree as ET

from ivr.practice.calls import Leg
from ivr.practice.checker import Document
from ivr.practice.people import speaking_seconds
from ivr.practice.recordings import begin
from ivr.practice.stage import Stage, Step, verb


@verb("Say")
async def say(stage: Stage, element: ET.Element) -> Step:
    """Speak, to a caller who may have heard enough."""
    leg = stage.leg
    leg.answer()
    text = " ".join("".join(element.itertext()).split())
    for _ in range(_times(element)):
        leg.note("said", text, who=_voice(leg), language=element.get("language"))
        seconds = speaking_seconds(text)
        if leg.person.leaves_hearing(text):
            await leg.wait(seconds=seconds / 2)
            leg.hang_up()
        await leg.wait(seconds=seconds)
    return Step.ON


@verb("Play")
async def play(stage: Stage, element: ET.Element) -> Step:
    """Play a file, which must exist if it is the hotline's own."""
    leg = stage.leg
    leg.answer()
    digits = element.get("digits")
    if digits is not None:
        leg.note("played", f"按键音 {digits}", who=_voice(leg))
        await leg.wait(seconds=0.5 * len(digits))
        return Step.ON
    url = stage.address((element.text or "").strip())
    for _ in range(_times(element)):
        seconds = await stage.exchange.media_seconds(leg, url)
        leg.note("played", urllib.parse.urlsplit(url).path, who=_voice(leg))
        await leg.wait(seconds=seconds)
    return Step.ON


def _voice(leg: Leg) -> str:
    """The hotline speaks; to whom, where it is not the caller."""
    return "热线" if leg.parent is None else f"热线→{leg.who}"


def _times(element: ET.Element) -> int:
    """How often to repeat; without end means until nobody can stand it, here five times."""
    return int(element.get("loop", "1")) or 5


@verb("Pause")
async def pause(stage: Stage, element: ET.Element) -> Step:
    """Wait in silence."""
    await stage.leg.wait(seconds=int(element.get("length", "1")))
    return Step.ON


@verb("Redirect")
async def redirect(stage: Stage, element: ET.Element) -> Document:
    """Go on with another document."""
    return await stage.exchange.fetch(
        stage.leg,
        kind="redirect",
        url=stage.address((element.text or "").strip()),
        method=element.get("method", "POST"),
        params=[],
        room=stage.room,
    )


@verb("Hangup")
async def hangup(stage: Stage, element: ET.Element) -> Step:
    """Put the receiver down from the hotline's side."""
    stage.leg.hang_up("hotline")
    await stage.leg.wait()
    return Step.END


@verb("Reject")
async def reject(stage: Stage, element: ET.Element) -> Step:
    """Refuse the call, unanswered and unbilled."""
    stage.leg.status = "busy" if element.get("reason") == "busy" else "no-answer"
    stage.leg.hang_up("hotline")
    await stage.leg.wait()
    return Step.END


@verb("Leave")
async def leave(stage: Stage, element: ET.Element) -> Step:
    """Out of the queue."""
    return Step.LEAVE


@verb("Start")
async def start(stage: Stage, element: ET.Element) -> Step:
    """Begin to record the leg, to its end."""
    for child in element:
        recording = begin(
            stage.exchange,
            leg=stage.leg,
            source="StartCallRecordingTwiML",
            channels=1 if child.get("channels") == "mono" else 2,
            track=child.get("track", "both"),
            callback=stage.callback(child, prefix="recordingStatus"),
        )
        stage.leg.recordings.append(recording)
    return Step.ON
