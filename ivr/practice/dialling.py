"""Dial: rings others, lets them hear a whisper, connects the first who is willing."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from ivr.practice.calls import Leg
from ivr.practice.checker import Document
from ivr.practice.conferences import dial_conference
from ivr.practice.incidents import HungUp, Turned
from ivr.practice.queues import dial_queue
from ivr.practice.recordings import Recording, begin, finish
from ivr.practice.ringing import Rung, give_up, ring, rung_for
from ivr.practice.stage import Stage, Step, verb
from ivr.practice.talking import converse


@dataclass(frozen=True)
class Outcome:
    """How a Dial ended, as its action is told."""

    status: str
    leg: Leg | None = None
    bridged: bool = False
    seconds: int | None = None
    more: tuple[tuple[str, str], ...] = ()

    def params(self) -> list[tuple[str, str]]:
        """The parameters for the action."""
        values = [("DialCallStatus", self.status)]
        if self.leg is not None:
            values.append(("DialCallSid", self.leg.sid))
            values.append(("DialBridged", "true" if self.bridged else "false"))
        if self.seconds is not None:
            values.append(("DialCallDuration", str(self.seconds)))
        return values + list(self.more)


@verb("Dial")
async def dial(stage: Stage, element: ET.Element) -> Step | Document:
    """Connect the leg with others; then ask the action, or go on with the next verb."""
    leg = stage.leg
    if element.get("answerOnBridge") != "true":
        leg.answer()
    outcome = Outcome("canceled")
    try:
        if element.find("Queue") is not None:
            outcome = Outcome(**await dial_queue(stage, element))
        elif element.find("Conference") is not None:
            await dial_conference(stage, element)
            outcome = Outcome("answered")  # documented: no sid, no duration
        else:
            outcome = await _people(stage, element)
    except _Ended as ended:
        _ask_in_vain(stage, element, ended.outcome)
        raise ended.cause from None
    except (HungUp, Turned) as cause:
        status = "completed" if isinstance(cause, Turned) else "canceled"
        _ask_in_vain(stage, element, Outcome(status))
        raise
    if element.get("action"):
        return await stage.follow(element, kind="dial", params=outcome.params())
    return Step.ON


class _Ended(Exception):
    """The caller went away, by himself or by a REST call, in the middle of a Dial."""

    def __init__(self, outcome: Outcome, cause: HungUp | Turned) -> None:
        super().__init__()
        self.outcome = outcome
        self.cause = cause


def _ask_in_vain(stage: Stage, element: ET.Element, outcome: Outcome) -> None:
    """The action is asked although its answer has no use any more: the caller is gone, or was sent
    elsewhere by a REST call (measured by others: the interrupted Dial's action comes first)."""
    if not element.get("action"):
        return
    if stage.leg.hung_up.happened and not stage.leg.over:
        stage.leg.status = "completed"
    stage.exchange.notify(
        stage.leg,
        kind="dial",
        url=stage.address(element.get("action")),
        method=element.get("method", "POST"),
        params=tuple(outcome.params()),
        common=True,
    )


async def _people(stage: Stage, element: ET.Element) -> Outcome:
    exchange, leg = stage.exchange, stage.leg
    nouns = list(element)
    if not nouns:
        number = ET.Element("Number")
        number.text = element.text
        nouns = [number]
    recording = _recording(stage, element) if "ringing" in element.get("record", "") else None
    in_turn = [[noun] for noun in nouns] if element.get("sequential") == "true" else [nouns]
    last = Outcome("no-answer")
    for group in in_turn:
        rung = [rung_for(stage, element, noun) for noun in group]
        for each in rung:
            each.task = exchange.world.spawn(ring(stage, element, each))
        try:
            winner = await _first_willing(leg, rung)
        except (HungUp, Turned) as cause:
            for each in rung:
                give_up(stage, each)
            status = "completed" if isinstance(cause, Turned) else "canceled"
            raise _Ended(Outcome(status, rung[-1].leg), cause) from None
        for each in rung:
            if each is not winner:
                give_up(stage, each)
        if winner is not None:
            return await _connect(stage, element, winner, recording)
        last = _none_willing(stage, rung)
    if recording is not None:
        finish(exchange, recording)
    return last


async def _first_willing(leg: Leg, rung: list[Rung]) -> Rung | None:
    """The first who is ready, or None when nobody is left who could be.

    Not documented, and chosen here: when several are rung with a whisper, the others go on ringing
    until one of them is through with it.
    """
    with leg.leaving_after(leg.person.leaves("ringing")):
        waiting = list(rung)
        while waiting:
            await leg.wait(*(each.done for each in waiting))
            ready = next((each for each in waiting if each.ready.happened), None)
            if ready is not None:
                return ready
            waiting = [each for each in waiting if not each.done.happened]
    return None


def _none_willing(stage: Stage, rung: list[Rung]) -> Outcome:
    """The outcome when nobody was connected. Who answered and would not was answered all the same
    (not settled by the documentation: `refused_status` of the exchange says what is told)."""
    answered = next((each for each in rung if each.leg.answered_seconds is not None), None)
    if answered is not None:
        status = stage.exchange.refused_status
        return Outcome(status, answered.leg, False, answered.leg.duration_seconds)
    statuses = [each.leg.status for each in rung]
    for status in ("no-answer", "busy", "failed", "canceled"):
        if status in statuses:
            return Outcome(status, rung[statuses.index(status)].leg)
    return Outcome("failed", rung[-1].leg)


def _recording(stage: Stage, element: ET.Element) -> Recording | None:
    record = element.get("record", "do-not-record")
    if record == "do-not-record":
        return None
    return begin(
        stage.exchange,
        leg=stage.leg,
        source="DialVerb",
        channels=2 if record.endswith("-dual") else 1,
        track=element.get("recordingTrack", "both"),
        callback=stage.callback(element, prefix="recordingStatus"),
    )


async def _connect(
    stage: Stage, element: ET.Element, rung: Rung, recording: Recording | None
) -> Outcome:
    exchange, leg, other = stage.exchange, stage.leg, rung.leg
    leg.answer()
    recording = recording or _recording(stage, element)
    began = exchange.world.seconds
    cause: HungUp | Turned | None = None
    try:
        await converse(
            leg,
            other,
            limit_seconds=float(element.get("timeLimit", "14400")),
            hangup_on_star=element.get("hangupOnStar") == "true",
        )
    except (HungUp, Turned) as left:
        cause = left
    exchange.end(other, "completed")
    other.hung_up.happen("caller")
    more: tuple[tuple[str, str], ...] = ()
    if recording is not None:
        finish(exchange, recording)
        more = (("RecordingUrl", recording.url), ("RecordingSid", recording.sid))
    seconds = max(1, round(exchange.world.seconds - began))
    outcome = Outcome("completed", other, True, seconds, more)
    if cause is not None:
        raise _Ended(outcome, cause) from None
    return outcome
