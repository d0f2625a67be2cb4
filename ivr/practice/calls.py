"""A call and its legs: who is on the line, in what state, and what became of it."""

import contextlib
import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ivr.practice.people import Person
from ivr.practice.transcript import Item, Kind, Transcript
from ivr.practice.transport import Answer
from ivr.practice.world import Signal, Task, first

if TYPE_CHECKING:
    from ivr.practice.faults import Fault, Webhook
    from ivr.practice.recordings import Recording
    from ivr.practice.switchboard import Switchboard

from ivr.practice.incidents import FINAL, Callback, HungUp, Sent, Turned, new_sid


class Leg:
    """One telephone's part in a call, with a CallSid of its own."""

    def __init__(
        self,
        *,
        call: "Call",
        from_: str,
        to: str,
        direction: str,
        person: Person,
        who: str,
        parent: "Leg | None" = None,
        callback: Callback | None = None,
        extra: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.sid = new_sid("CA")
        self.call = call
        self.exchange = call.exchange
        self.from_, self.to, self.direction = from_, to, direction
        self.person, self.who, self.parent = person, who, parent
        self.callback = callback
        self.extra = extra
        self.status = "queued"
        self.begin()
        self.ended_at: datetime | None = None
        self.answered_seconds: float | None = None
        self.ended_seconds: float | None = None
        self.hung_up = Signal()
        self.turned = Signal()
        self.accepted = Signal()  # a live callee's answer: True or False
        self.alarms: dict[Signal, type[Exception]] = {}
        self.sequence = 0
        self.documents = 0
        self.cookies: dict[str, str] = {}
        self.listening: dict[str, Any] | None = None  # what the line waits for, for the page
        self.recordings: list[Recording] = []  # begun with <Start>, ended with the leg
        call.legs.append(self)
        self.exchange.account.add_leg(self)

    def begin(self) -> None:
        """The leg exists from this instant on."""
        self.created_seconds = self.exchange.world.seconds
        self.created_at = self.exchange.now()

    @property
    def fallback(self) -> tuple[str, str] | None:
        """Where to turn when a document fails: the number's or the call's own fallback."""
        return None if self.parent is not None else self.call.fallback

    @property
    def over(self) -> bool:
        """Whether the leg has reached a final status."""
        return self.status in FINAL

    @property
    def duration_seconds(self) -> int:
        """Whole seconds from answer to end (or to now)."""
        if self.answered_seconds is None:
            return 0
        ended = self.exchange.world.seconds if self.ended_seconds is None else self.ended_seconds
        return max(0, round(ended - self.answered_seconds))

    def params(self) -> list[tuple[str, str]]:
        """The parameters that every request about this leg carries."""
        values = [
            ("CallSid", self.sid),
            ("AccountSid", self.exchange.account.sid),
            ("From", self.from_),
            ("To", self.to),
            ("Caller", self.from_),
            ("Called", self.to),
            ("CallStatus", self.status),
            ("ApiVersion", "2010-04-01"),
            ("Direction", self.direction),
        ]
        if self.parent is not None:
            values.append(("ParentCallSid", self.parent.sid))
        for name, address in (("From", self.from_), ("To", self.to)):
            if address.startswith("+"):
                country = "CN" if address.startswith("+86") else ""
                values += [(f"{name}{part}", "") for part in ("City", "State", "Zip")]
                values.append((f"{name}Country", country))
        return values + list(self.extra)

    def answer(self) -> None:
        """The line is up from now on."""
        if self.answered_seconds is None and not self.over:
            self.answered_seconds = self.exchange.world.seconds
            self.exchange.progress(self, "in-progress")

    def hang_up(self, who: str = "caller") -> None:
        """Somebody puts the receiver down. Everything on this leg stops where it is."""
        self.hung_up.happen(who)

    @contextlib.contextmanager
    def leaving_after(self, seconds: float | None) -> Iterator[None]:
        """Hang up should this last so long."""

        async def leave(seconds: float) -> None:
            await first(seconds=seconds)
            self.hang_up()

        if seconds is None or math.isinf(seconds):
            yield
            return
        leaving = self.exchange.world.spawn(leave(seconds))
        try:
            yield
        finally:
            leaving.cancel()

    async def wait(self, *signals: Signal, seconds: float | None = None) -> Signal | None:
        """The first of the signals, or None after so long; raises when the leg is torn away."""
        got = await first(self.hung_up, self.turned, *self.alarms, *signals, seconds=seconds)
        if got is self.hung_up:
            raise HungUp
        if got is self.turned:
            raise Turned
        if got in self.alarms:
            raise self.alarms[got]
        return got

    def note(self, kind: Kind, text: str, *, who: str | None = None, **detail: Any) -> None:
        """Put something into the call's transcript."""
        self.call.note(self, kind, text, who=self.who if who is None else who, **detail)


@dataclass(eq=False)
class Call:
    """A call from its first ring until everything that follows it has been delivered."""

    exchange: "Switchboard"
    faults: tuple["Fault", ...] = ()
    fallback: tuple[str, str] | None = None
    legs: list[Leg] = field(default_factory=list)
    webhooks: list[Sent] = field(default_factory=list)
    repeats: list[tuple[Answer, Answer]] = field(default_factory=list)
    documents: list[ET.Element] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    recordings: list["Recording"] = field(default_factory=list)
    transcript: Transcript = field(default_factory=Transcript)
    waiting: Signal = field(default_factory=Signal)
    settled: Signal = field(default_factory=Signal)
    tasks: list[Task] = field(default_factory=list)
    held: list["Webhook"] = field(default_factory=list)
    replays: list["Webhook"] = field(default_factory=list)
    matched: dict[int, int] = field(default_factory=dict)

    @property
    def leg(self) -> Leg:
        """The caller's leg."""
        return self.legs[0]

    @property
    def sid(self) -> str:
        """The caller's CallSid."""
        return self.leg.sid

    @property
    def status(self) -> str:
        """The caller's CallStatus now."""
        return self.leg.status

    @property
    def seconds(self) -> float:
        """How long the call has lasted, ringing included, on the world's clock."""
        ended = self.leg.ended_seconds
        return (self.exchange.world.seconds if ended is None else ended) - self.leg.created_seconds

    @property
    def said(self) -> list[str]:
        """Every text spoken to the caller, in order."""
        return self.said_to(self.leg)

    @property
    def heard(self) -> str:
        """All that was spoken to the caller, as one text."""
        return "\n".join(self.said)

    @property
    def rung(self) -> list[Leg]:
        """The legs of those who were rung, in order."""
        return self.legs[1:]

    def said_to(self, leg: Leg) -> list[str]:
        """Every text spoken on this leg, in order."""
        items = self.transcript.items
        return [item.text for item in items if item.kind == "said" and item.leg_sid == leg.sid]

    def sent(self, kind: str) -> list[Sent]:
        """The webhooks of this kind (voice, gather, dial, whisper, status, recording …)."""
        return [sent for sent in self.webhooks if sent.kind == kind]

    def hang_up(self) -> None:
        """The caller puts the receiver down, whatever goes on."""
        self.leg.hang_up()

    def note(self, leg: Leg, kind: Kind, text: str, *, who: str, **detail: Any) -> None:
        """Put something into the transcript."""
        took_ms = detail.pop("took_ms", None)
        item = Item(
            number=self.exchange.next_item(),
            at_seconds=round(self.exchange.world.seconds, 1),
            call_sid=self.sid,
            leg_sid=leg.sid,
            who=who,
            kind=kind,
            text=text,
            took_ms=took_ms,
            detail=detail,
        )
        self.transcript.add(item)

    def problem(self, leg: Leg, text: str) -> None:
        """Something the hotline did that no real call would forgive."""
        self.problems.append(text)
        self.note(leg, "fault", text, who="线路")


class CallWentWrong(AssertionError):
    """The hotline broke the provider's contract during this call; the message is the transcript."""

    def __init__(self, call: Call) -> None:
        super().__init__("\n".join([*call.problems, "", str(call.transcript)]))
        self.call = call
