"""Conferences: rooms in which any number of legs meet."""

import contextlib
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from ivr.practice.calls import Leg
from ivr.practice.incidents import Picked, Turned, new_sid
from ivr.practice.stage import Stage, perform
from ivr.practice.world import Signal

LONGEST_SECONDS = 3600  # nobody who was told nothing about it stays longer


@dataclass(eq=False)
class Room:
    """A conference."""

    name: str
    stage: Stage  # the first participant's: its callback counts, later ones are ignored
    noun: ET.Element
    sid: str = field(default_factory=lambda: new_sid("CF"))
    members: list[Leg] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    started: Signal = field(default_factory=Signal)
    ended: Signal = field(default_factory=Signal)
    may_start: bool = False
    sequence: int = 0

    def tell(self, event: str, leg: Leg, noun: ET.Element, **more: str) -> None:
        """Tell the first participant's callback, if it asked for such events."""
        callback = self.stage.callback(self.noun, prefix="status")
        wanted = self.noun.get("statusCallbackEvent", "").split()
        if callback is None or event.rpartition("-")[2] not in wanted:
            return
        self.sequence += 1
        params = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "AccountSid": leg.exchange.account.sid,
            "SequenceNumber": str(self.sequence),
            "Timestamp": leg.exchange.timestamp(),
            "StatusCallbackEvent": event,
            "CallSid": leg.sid,
            "Muted": noun.get("muted", "false"),
            "Hold": "false",
            "Coaching": "true" if noun.get("coach") else "false",
            "EndConferenceOnExit": noun.get("endConferenceOnExit", "false"),
            "StartConferenceOnEnter": noun.get("startConferenceOnEnter", "true"),
            **more,
        }
        if noun.get("participantLabel"):
            params["ParticipantLabel"] = noun.attrib["participantLabel"]
        leg.exchange.notify(
            leg,
            kind="conference",
            url=callback.url,
            method=callback.method,
            params=tuple(params.items()),
        )


async def dial_conference(stage: Stage, element: ET.Element) -> None:
    """Join a conference until it ends or the leg leaves."""
    exchange, leg, noun = stage.exchange, stage.leg, element[0]
    name = (noun.text or "").strip()
    room = exchange.rooms.get(name)
    if room is None or room.ended.happened:
        room = exchange.rooms[name] = Room(name=name, stage=stage, noun=noun)
    label = noun.get("participantLabel", leg.sid)
    if label in room.labels:
        leg.call.problem(leg, f"会议 {name} 已有成员 {label}（错误 16025）")
        return
    room.labels.add(label)
    room.members.append(leg)
    leg.note("note", f"进入会议 {name}，共 {len(room.members)} 人")
    room.tell("participant-join", leg, noun)
    room.may_start = room.may_start or noun.get("startConferenceOnEnter", "true") == "true"
    if len(room.members) >= 2 and room.may_start and not room.started.happened:
        room.started.happen()
        room.tell("conference-start", leg, noun)
    reason = "participant_hung_up"
    try:
        await _in_room(stage, room, noun)
        reason = "conference_ended"
    except Turned:
        reason = "participant_updated_via_api"
        raise
    finally:
        _leave_room(room, leg, noun, label=label, reason=reason)


def _leave_room(room: Room, leg: Leg, noun: ET.Element, *, label: str, reason: str) -> None:
    room.members.remove(leg)
    room.labels.discard(label)
    leg.listening = None
    room.tell("participant-leave", leg, noun, ReasonParticipantLeft=reason)
    last = noun.get("endConferenceOnExit") == "true" or not room.members
    if last and not room.ended.happened:
        why = "last-participant-left" if not room.members else "ended-via-endconferenceonexit"
        ending = {"ReasonConferenceEnded": why, "CallSidEndingConference": leg.sid}
        room.tell("conference-end", leg, noun, **ending)
        room.ended.happen()


async def _in_room(stage: Stage, room: Room, noun: ET.Element) -> None:
    leg = stage.leg
    leg.listening = {"kind": "conference", "room": room.name}
    leg.call.waiting.happen()
    if not room.started.happened:
        leaving = leg.person.leaves("waiting")
        patience = leg.person.patience_seconds if leaving is None else leaving
        leg.alarms[room.started] = Picked
        try:
            with contextlib.suppress(Picked), leg.leaving_after(patience):
                await _alone(stage, room, noun)
        finally:
            leg.alarms.pop(room.started, None)
    leaving = leg.person.leaves("talking")
    talks = leg.person.talks_seconds() if leaving is None else leaving
    seconds = None if leg.person.live else (LONGEST_SECONDS if talks is None else talks)
    if await leg.wait(room.ended, seconds=seconds) is None:
        leg.hang_up()
        await leg.wait()


async def _alone(stage: Stage, room: Room, noun: ET.Element) -> None:
    """Wait for the conference to begin. The wait document is played once, never again."""
    leg = stage.leg
    if noun.get("waitUrl"):
        document = await stage.exchange.fetch(
            leg,
            kind="hold",
            url=stage.address(noun.get("waitUrl")),
            method=noun.get("waitMethod", "POST"),
            params=[("ConferenceSid", room.sid), ("FriendlyName", room.name)],
            room="hold",
        )
        await perform(stage.exchange, leg, document, room="hold")
    await leg.wait(room.ended)
