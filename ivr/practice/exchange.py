"""The exchange: plays calls to the hotline, as the telephone provider and the people on the line.

phone = Exchange("http://hotline.test", account_sid=…, auth_token=…, post=wsgi_post(app))
call = phone.call("社保卡丢了怎么补办", "1", "5")
assert "查询码" in call.heard
"""

from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ivr.practice import dialling, prompts, queues, verbs  # noqa: F401 - each brings its verbs
from ivr.practice.calls import Call, CallWentWrong, Leg
from ivr.practice.faults import Fault
from ivr.practice.incidents import Callback, HungUp, Turned
from ivr.practice.people import Act, Callee, Person, Scripted
from ivr.practice.stage import perform
from ivr.practice.switchboard import Switchboard, Turn
from ivr.practice.transcript import Listener, Transcript
from ivr.practice.transport import Answer
from ivr.practice.world import Signal, Stuck, first

HOTLINE_NUMBER = "96128"
CALLER = "+8613800000000"


class Exchange(Switchboard):
    """Plays calls. Its clock is virtual unless `pace` is 1; `on_time` hears of every jump."""

    def call(self, *script: str | Act, expect_problems: bool = False, **options: Any) -> Call:
        """Play a call to its end and to the delivery of all that follows it.

        Raises CallWentWrong when the hotline broke the contract, unless problems are expected.
        Options as for `place`.
        """
        return self.finish(self.place(*script, **options), expect_problems=expect_problems)

    def start(self, *script: str | Act, **options: Any) -> Call:
        """Play a call until its caller waits, in a queue or a conference, or until it is over."""
        call = self.place(*script, **options)
        self._run_until(call.waiting, call.settled)
        return call

    def finish(self, call: Call, *, expect_problems: bool = False) -> Call:
        """Play on until all is over."""
        try:
            self.world.run(until=call.settled)
        except Stuck as stuck:
            call.problem(call.leg, str(stuck))
            raise CallWentWrong(call) from stuck
        if call.problems and not expect_problems:
            raise CallWentWrong(call)
        return call

    def burst(
        self,
        count: int,
        *script: str | Act,
        threads: int = 16,
        every_seconds: float = 0,
        **options: Any,
    ) -> list[Call]:
        """So many calls, each from a number of its own, at once or one every few seconds (of the
        world's clock); their webhooks overlap."""
        before, self.world.threads = self.world.threads, threads
        try:
            calls = [
                self.place(
                    *script, from_=f"+86138{n:08d}", after_seconds=n * every_seconds, **options
                )
                for n in range(count)
            ]
            for call in calls:
                self.finish(call)
        finally:
            self.world.threads = before
        return calls

    def knock(
        self,
        path: str,
        params: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> Answer:
        """One signed request to the hotline outside any call; options as `Delivery.knock`."""
        return self.delivery.knock(self.hotline_url + path, params, **options)

    def pass_time(self, seconds: float) -> None:
        """Let time go by, for everybody on the line."""
        self.world.pass_time(seconds=seconds)

    def place(
        self,
        *script: str | Act,
        from_: str = CALLER,
        to: str = HOTLINE_NUMBER,
        person: Person | None = None,
        faults: Sequence[Fault] = (),
        stays: bool = False,
        hangs_up_on: str | None = None,
        patience_seconds: float = 300,
        talks_seconds: float | None = None,
        params: Mapping[str, str] | None = None,
        after_seconds: float = 0,
        listener: Listener | None = None,
    ) -> Call:
        """Begin a call; nothing happens before the world turns.

        A script is a word a prompt (see `people.act`); afterwards the caller hangs up, or `stays`
        silent. `hangs_up_on` makes him leave in the middle of hearing these words.
        """
        caller = person or Scripted(
            script,
            stays=stays,
            hangs_up_on=hangs_up_on,
            patience_seconds=patience_seconds,
            talks_seconds=talks_seconds,
        )
        call = self._new_call(
            faults=tuple(faults),
            fallback=(f"{self.hotline_url}/ivr/fallback", "POST"),
            listener=listener,
        )
        Leg(
            call=call,
            from_=from_,
            to=to,
            direction="inbound",
            person=caller,
            who="来电人",
            callback=Callback(url=f"{self.hotline_url}/ivr/status", events=self.status_events),
            extra=(*_sip(from_, to), *(params or {}).items()),
        )
        self._play(call, self._inbound(call, after_seconds))
        return call

    def place_out(
        self, *, to: str, from_: str, turn: Turn, callback: Callback | None,
        fallback: tuple[str, str] | None, timeout_seconds: float,
    ) -> Call:  # fmt: skip
        """Begin a call from the hotline to somebody (REST). Callers run the world, or it runs."""
        call = self._new_call(faults=(), fallback=fallback, listener=None)
        callee = self.people.at(to)
        leg = Leg(
            call=call,
            from_=from_,
            to=to,
            direction="outbound-api",
            person=callee.person(),
            who=to,
            callback=callback,
        )
        self.world.soon(
            lambda: self._play(call, self._outbound(leg, callee, turn, timeout_seconds))
        )
        return call

    def _new_call(
        self,
        *,
        faults: tuple[Fault, ...],
        fallback: tuple[str, str] | None,
        listener: Listener | None,
    ) -> Call:
        listeners = [each for each in (self.listener, listener) if each is not None]
        transcript = Transcript(*listeners)
        call = Call(exchange=self, faults=faults, fallback=fallback, transcript=transcript)
        self.calls.append(call)
        return call

    def _play(self, call: Call, whole: Coroutine[Any, Any, None]) -> None:
        self.world.spawn(self._settle(call, whole))

    async def _settle(self, call: Call, whole: Coroutine[Any, Any, None]) -> None:
        await whole
        await self._drain(call)
        await self.delivery.after_the_end(call)
        await self._drain(call)
        call.waiting.happen()
        call.settled.happen()

    async def _drain(self, call: Call) -> None:
        while call.tasks:
            await first(call.tasks.pop(0))

    def _run_until(self, *signals: Signal) -> None:
        async def any_of() -> None:
            await first(*signals)

        self.world.run(until=self.world.spawn(any_of()))

    async def _inbound(self, call: Call, after_seconds: float) -> None:
        leg = call.leg
        if after_seconds:
            await first(seconds=after_seconds)
            leg.begin()
        leg.note("ring", f"拨打 {leg.to}")
        self.progress(leg, "initiated")
        self.progress(leg, "ringing")
        await self._documents(leg, Turn(url=f"{self.hotline_url}/ivr/voice"), kind="voice")
        self.end(leg, "completed" if leg.answered_seconds is not None else "no-answer")

    async def _outbound(self, leg: Leg, callee: Callee, turn: Turn, timeout_seconds: float) -> None:
        self.progress(leg, "initiated")
        failing = {"busy": "busy", "failed": "failed", "no-answer": "no-answer"}
        status = failing.get(callee.reaction)
        try:
            if status != "failed":
                self.progress(leg, "ringing")
                leg.note("ring", "响铃…")
                leg.listening = {"kind": "ringing"}
            if callee.reaction == "live":
                if await leg.wait(leg.accepted, seconds=timeout_seconds) is None:
                    status = "no-answer"
                elif not leg.accepted.value:
                    status = "busy"
            else:
                unheard = status == "no-answer" or callee.after_seconds > timeout_seconds
                status = "no-answer" if unheard and status is None else status
                await leg.wait(seconds=timeout_seconds if unheard else callee.after_seconds)
        except HungUp:
            status = "canceled"
        leg.listening = None
        if status is None:
            leg.answer()
            leg.note("answer", "接听")
            await self._documents(leg, turn, kind="voice")
        self.end(leg, status or "completed")

    async def _documents(self, leg: Leg, turn: Turn, *, kind: str) -> None:
        """One document after another, until the leg is over."""
        while True:
            with suppress(HungUp):
                try:
                    await perform(self, leg, await self._turned(leg, turn, kind), room="voice")
                except Turned:
                    turn, leg.turned, kind = leg.turned.value, Signal(), "turned"
                    leg.note("note", "通话被转到新的指令", who="线路")
                    # Measured by others: the interrupted verb's action first, then the new address.
                    await first(seconds=0.35)
                    continue
            return


def _sip(from_: str, to: str) -> tuple[tuple[str, str], ...]:
    """What a call over SIP brings besides."""
    address = next((each for each in (from_, to) if each.startswith("sip:")), None)
    if address is None:
        return ()
    domain = address.partition("@")[2].partition(";")[0]
    return (
        ("SipDomain", domain),
        ("SipCallId", "practice@" + domain),
        ("SipSourceIp", "192.0.2.10"),
    )
