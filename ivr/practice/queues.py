"""Queues: callers wait in them, operators take the first one out."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ivr.practice.calls import Leg
from ivr.practice.checker import Document
from ivr.practice.incidents import HungUp, Picked, Turned, Unfetched, new_sid
from ivr.practice.stage import Stage, Step, perform, verb
from ivr.practice.talking import converse
from ivr.practice.world import Signal

if TYPE_CHECKING:
    from ivr.practice.switchboard import Switchboard

DEFAULT_QUEUE_SIZE = 1000


@dataclass(eq=False)
class Member:
    """A caller in a queue."""

    leg: Leg
    joined_seconds: float
    picked: Signal = field(default_factory=Signal)  # value: (leg that took him, stage, noun)
    connected: Signal = field(default_factory=Signal)
    over: Signal = field(default_factory=Signal)


@dataclass(eq=False)
class Queue:
    """A queue, made by the first caller who enters it."""

    name: str
    most: int
    sid: str = field(default_factory=lambda: new_sid("QU"))
    members: list[Member] = field(default_factory=list)
    joined: Signal = field(default_factory=Signal)
    waits: list[float] = field(default_factory=list)

    def params(self, member: Member, *, now_seconds: float) -> list[tuple[str, str]]:
        """What a waitUrl is told."""
        average = sum(self.waits) / len(self.waits) if self.waits else 0
        return [
            ("QueuePosition", str(self.members.index(member) + 1)),
            ("QueueSid", self.sid),
            ("QueueTime", str(round(now_seconds - member.joined_seconds))),
            ("AvgQueueTime", str(round(average))),
            ("CurrentQueueSize", str(len(self.members))),
            ("MaxQueueSize", str(self.most)),
        ]


@verb("Enqueue")
async def enqueue(stage: Stage, element: ET.Element) -> Step | Document:
    """Put the leg into a queue, and out of it again."""
    exchange, leg = stage.exchange, stage.leg
    leg.answer()
    name = (element.text or "").strip()
    most = int(element.get("maxQueueSize", str(DEFAULT_QUEUE_SIZE)))
    queue = exchange.queues.setdefault(name, Queue(name, most))
    if len(queue.members) >= queue.most:
        return await _out(stage, element, [("QueueResult", "queue-full")])
    member = Member(leg=leg, joined_seconds=exchange.world.seconds)
    queue.members.append(member)
    queue.joined.happen()
    leg.note("note", f"进入队列 {name}，第 {len(queue.members)} 位")
    try:
        result = await _waiting(stage, element, queue, member)
        params = _left(exchange, queue, member, result)
        if result == "bridged":
            await _bridged(stage, member)
    except (HungUp, Turned) as cause:
        result = "hangup" if isinstance(cause, HungUp) else "redirected"
        if member.connected.happened:
            result = "bridged" if isinstance(cause, HungUp) else "redirected-from-bridged"
        _out_in_vain(stage, element, _left(exchange, queue, member, result))
        raise
    finally:
        member.over.happen()
    return await _out(stage, element, params)


async def _waiting(stage: Stage, element: ET.Element, queue: Queue, member: Member) -> str:
    """Wait to be picked: bridged, leave or error."""
    leg = stage.leg
    leaving = leg.person.leaves("waiting")
    leg.listening = {"kind": "waiting", "queue": queue.name}
    leg.alarms[member.picked] = Picked
    try:
        with leg.leaving_after(leg.person.patience_seconds if leaving is None else leaving):
            return await _passing_time(stage, element, queue, member)
    except Picked:
        return "bridged"
    except Unfetched:
        return "error"
    finally:
        leg.alarms.pop(member.picked, None)
        leg.listening = None


async def _passing_time(stage: Stage, element: ET.Element, queue: Queue, member: Member) -> str:
    exchange, leg = stage.exchange, stage.leg
    address = element.get("waitUrl")
    while address:
        began = exchange.world.seconds
        document = await exchange.fetch(
            leg,
            kind="wait",
            url=stage.address(address),
            method=element.get("waitUrlMethod", "POST"),
            params=queue.params(member, now_seconds=began),
            room="wait",
            spoken_failure=False,
        )
        leg.call.waiting.happen()
        if await perform(exchange, leg, document, room="wait") is Step.LEAVE:
            return "leave"
        if exchange.world.seconds - began < 0.5:
            leg.call.problem(leg, f"waitUrl {address} 没有时长：会不停地重复请求")
            return "error"
    leg.call.waiting.happen()
    await leg.wait()
    return "error"


def _left(
    exchange: "Switchboard", queue: Queue, member: Member, result: str
) -> list[tuple[str, str]]:
    if member in queue.members:
        queue.members.remove(member)
        queue.waits.append(exchange.world.seconds - member.joined_seconds)
        queue.joined = Signal()
    waited = round(exchange.world.seconds - member.joined_seconds)
    return [("QueueResult", result), ("QueueSid", queue.sid), ("QueueTime", str(waited))]


async def _bridged(stage: Stage, member: Member) -> None:
    """Hear what the operator's Dial wants said, then talk until one of the two hangs up."""
    operator, theirs, noun = member.picked.value
    leg = stage.leg
    if noun.get("url"):
        waited = round(stage.exchange.world.seconds - member.joined_seconds)
        document = await stage.exchange.fetch(
            leg,
            kind="bridge",
            url=theirs.address(noun.get("url")),
            method=noun.get("method", "POST"),
            params=[("QueueTime", str(waited)), ("DequeingCallSid", operator.sid)],
            room="bridge",
        )
        await perform(stage.exchange, leg, document, room="bridge")
    member.connected.happen()
    await leg.wait(member.over)


async def _out(stage: Stage, element: ET.Element, params: list[tuple[str, str]]) -> Step | Document:
    if not element.get("action"):
        return Step.ON
    return await stage.follow(element, kind="enqueue", params=params)


def _out_in_vain(stage: Stage, element: ET.Element, params: list[tuple[str, str]]) -> None:
    """The action is asked for a caller who has gone, or was sent elsewhere: the answer is lost."""
    if not element.get("action"):
        return
    if stage.leg.hung_up.happened:
        stage.leg.status = "completed"
    stage.exchange.notify(
        stage.leg,
        kind="enqueue",
        url=stage.address(element.get("action")),
        method=element.get("method", "POST"),
        params=tuple(params),
        common=True,
    )


async def dial_queue(stage: Stage, element: ET.Element) -> dict[str, Any]:
    """Take the first caller out of a queue and talk with him; the outcome as a Dial tells it."""
    exchange, leg = stage.exchange, stage.leg
    noun = element[0]
    queue = exchange.queues.get((noun.text or "").strip())
    if queue is None:
        return {"status": "failed"}
    until = exchange.world.seconds + float(element.get("timeout", "30"))
    while (left := until - exchange.world.seconds) > 0:
        waiting = [each for each in queue.members if not each.picked.happened]
        if not waiting:
            queue.joined = Signal()
            await leg.wait(queue.joined, seconds=left)
            continue
        member = waiting[0]
        member.picked.happen((leg, stage, noun))
        if await leg.wait(member.connected, member.over, seconds=60) is not member.connected:
            leg.note("note", "来电人已离开队列")
            continue  # the caller left in that very instant: take the next one
        began = exchange.world.seconds
        try:
            await converse(leg, member.leg)
        finally:
            member.over.happen()
        seconds = max(1, round(exchange.world.seconds - began))
        return {"status": "completed", "leg": member.leg, "bridged": True, "seconds": seconds}
    return {"status": "no-answer"}
