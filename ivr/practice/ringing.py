"""One telephone being rung, until it is ready for the caller or never will be."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from ivr.practice.calls import Leg
from ivr.practice.incidents import HungUp
from ivr.practice.people import Callee
from ivr.practice.stage import Stage, perform
from ivr.practice.world import Signal, Task

EXTRA_RING_SECONDS = 5  # the provider adds about five seconds to every timeout


@dataclass(eq=False)
class Rung:
    """One telephone being rung."""

    leg: Leg
    noun: ET.Element
    callee: Callee
    ready: Signal = field(default_factory=Signal)  # answered, and through with the whisper
    done: Signal = field(default_factory=Signal)  # ready, or never will be
    task: Task | None = None


def rung_for(stage: Stage, element: ET.Element, noun: ET.Element) -> Rung:
    """The telephone that this noun names, not yet ringing."""
    exchange, parent = stage.exchange, stage.leg
    target = (noun.text or "").strip() or (noun.findtext("Identity") or "").strip()
    if noun.tag == "Client":
        target = f"client:{target}"
    callee = exchange.people.at(target)
    leg = Leg(
        call=parent.call,
        from_=element.get("callerId") or parent.from_,
        to=target,
        direction="outbound-dial",
        person=callee.person(),
        who=target.removeprefix("client:").removeprefix("sip:").partition("@")[0],
        parent=parent,
        callback=stage.callback(noun, prefix="status"),
    )
    return Rung(leg=leg, noun=noun, callee=callee)


async def ring(stage: Stage, element: ET.Element, rung: Rung) -> None:
    """One telephone from its first ring to being ready for the caller, or to its failure."""
    exchange, leg, callee = stage.exchange, rung.leg, rung.callee
    patience = float(element.get("timeout", "30")) + EXTRA_RING_SECONDS
    exchange.progress(leg, "initiated")
    try:
        if callee.reaction == "failed":
            await leg.wait(seconds=callee.after_seconds)
            return exchange.end(leg, "failed")
        exchange.progress(leg, "ringing")
        leg.note("ring", "响铃…")
        leg.listening = {"kind": "ringing"}
        if callee.reaction == "busy":
            await leg.wait(seconds=callee.after_seconds)
            return exchange.end(leg, "busy")
        if callee.reaction == "live":
            if await leg.wait(leg.accepted, seconds=patience) is None:
                return exchange.end(leg, "no-answer")
            if not leg.accepted.value:
                return exchange.end(leg, "busy")
        elif callee.reaction == "no-answer" or callee.after_seconds > patience:
            await leg.wait(seconds=patience)
            return exchange.end(leg, "no-answer")
        else:
            await leg.wait(seconds=callee.after_seconds)
        leg.listening = None
        leg.answer()
        leg.note("answer", "接听")
        await _whisper(stage, rung)
        rung.ready.happen()
    except HungUp:
        exchange.end(leg, "completed" if leg.answered_seconds is not None else "busy")
    finally:
        rung.done.happen()
    return None


async def _whisper(stage: Stage, rung: Rung) -> None:
    """What the one who answered hears before he is connected."""
    exchange, leg, noun = stage.exchange, rung.leg, rung.noun
    params: list[tuple[str, str]] = []
    if noun.get("machineDetection"):
        await leg.wait(seconds=4)
        params = [("AnsweredBy", rung.callee.answered_by), ("MachineDetectionDuration", "4000")]
        if noun.get("amdStatusCallback"):
            exchange.notify(
                leg,
                kind="amd",
                url=stage.address(noun.get("amdStatusCallback")),
                method=noun.get("amdStatusCallbackMethod", "POST"),
                params=tuple(params),
                common=True,
            )
    if noun.get("url"):
        document = await exchange.fetch(
            leg,
            kind="whisper",
            url=stage.address(noun.get("url")),
            method=noun.get("method", "POST"),
            params=params,
            room="whisper",
        )
        await perform(exchange, leg, document, room="whisper")


def give_up(stage: Stage, rung: Rung) -> None:
    """Stop ringing, or let go of somebody who answered."""
    if rung.task is not None:
        rung.task.cancel()
    answered = rung.leg.answered_seconds is not None
    stage.exchange.end(rung.leg, "completed" if answered else "canceled")
    rung.leg.hung_up.happen("caller")
