"""The provider's side of every call: asks for documents, tells of progress, keeps the time."""

import wave
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Literal

from ivr.practice.account import Account
from ivr.practice.calls import Call, Leg
from ivr.practice.checker import Document, TwimlFault, read, read_inline
from ivr.practice.conferences import Room
from ivr.practice.delivery import Delivery, Fetched
from ivr.practice.faults import Overtaken, Webhook
from ivr.practice.incidents import FINAL, HungUp, Unfetched
from ivr.practice.people import Callee, People
from ivr.practice.queues import Queue
from ivr.practice.recordings import finish, rfc2822
from ivr.practice.transcript import Listener
from ivr.practice.transport import Answer, CannotConnect, Post, TookTooLong, http_post
from ivr.practice.world import World, first

SORRY = "We are sorry, an application error has occurred. Goodbye."


@dataclass(frozen=True)
class Turn:
    """Where a REST call sends a leg: to an address, or to a document given at once."""

    url: str | None = None
    method: str = "POST"
    twiml: str | None = None


class _Failed(Exception):
    """A document could not be had."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Switchboard:
    """What all legs share: the way to the hotline, the account, the clock, the people."""

    def __init__(
        self,
        hotline_url: str,
        *,
        account_sid: str,
        auth_token: str,
        post: Post | None = None,
        people: People | Mapping[str, Callee | str] | None = None,
        account: Account | None = None,
        now: Callable[[], datetime] | None = None,
        on_time: Callable[[float], None] | None = None,
        world: World | None = None,
        status_events: str = "completed",
        processing_seconds: float = 8,
        most_documents: int = 60,
        listener: Listener | None = None,
    ) -> None:
        self.hotline_url = hotline_url.rstrip("/")
        self.account = account or Account(sid=account_sid, auth_token=auth_token)
        self.world = world or World(on_time=on_time)
        self.people = people if isinstance(people, People) else People(people)
        self.delivery = Delivery(post=post or http_post(), auth_token=auth_token, world=self.world)
        self.status_events = frozenset(status_events.split())
        self.processing_seconds = processing_seconds
        self.most_documents = most_documents
        self.listener = listener
        # What is told of somebody who answered and would not take the call: not settled.
        self.refused_status = "completed"
        self.recordings_become: Literal["completed", "absent", "failed"] = "completed"
        self.queues: dict[str, Queue] = {}
        self.rooms: dict[str, Room] = {}
        self.calls: list[Call] = []
        self._items = 0
        # The provider has a clock of its own, as every outside system does.
        began_at = datetime.now(UTC)  # noqa: TID251
        self._now = now or (lambda: began_at + timedelta(seconds=self.world.seconds))

    def now(self) -> datetime:
        """The instant on this exchange's clock."""
        return self._now()

    def timestamp(self) -> str:
        """The instant as the provider writes it."""
        return rfc2822(self.now())

    def next_item(self) -> int:
        """A number for the next item of any transcript."""
        self._items += 1
        return self._items

    def progress(self, leg: Leg, status: str) -> None:
        """A leg reaches a status; tell its callback if it asked to know."""
        leg.status = status
        event = {"in-progress": "answered"}.get(status, "completed" if status in FINAL else status)
        callback = leg.callback
        if callback is None or event not in callback.events:
            return
        params = [
            ("CallbackSource", "call-progress-events"),
            ("Timestamp", self.timestamp()),
            ("SequenceNumber", str(leg.sequence)),
        ]
        if event == "completed":
            seconds = leg.duration_seconds
            params += [("CallDuration", str(seconds)), ("Duration", str(-(-seconds // 60)))]
        leg.sequence += 1
        self.notify(
            leg,
            kind="status",
            url=callback.url,
            method=callback.method,
            params=tuple(params),
            common=True,
        )

    def end(self, leg: Leg, status: str = "completed") -> None:
        """A leg is over; a second time changes nothing."""
        if leg.ended_seconds is not None:
            return
        leg.ended_seconds = self.world.seconds
        leg.ended_at = self.now()
        leg.listening = None
        for recording in leg.recordings:
            finish(self, recording)
        final = leg.status if leg.over else status
        leg.note("hangup", f"通话结束：{final}，{leg.duration_seconds} 秒")
        leg.hung_up.happen("line")
        self.progress(leg, final)

    def notify(
        self,
        leg: Leg,
        *,
        kind: str,
        url: str,
        method: str,
        params: tuple[tuple[str, str], ...],
        common: bool = False,
    ) -> None:
        """Send a webhook whose answer nobody waits for."""
        whole = tuple(dict([*leg.params(), *params] if common else params).items())
        webhook = Webhook(kind=kind, url=url, method=method, params=whole, leg=leg)
        leg.call.tasks.append(self.world.spawn(self._tell(leg, webhook)))

    async def fetch(
        self,
        leg: Leg,
        *,
        kind: str,
        url: str,
        method: str,
        params: list[tuple[str, str]],
        room: str,
        spoken_failure: bool = True,
    ) -> Document:
        """The document at this address, or at the fallback address, checked.

        Where neither can be had, the caller hears the provider's apology and is cut off; without
        `spoken_failure`, Unfetched is raised instead.
        """
        leg.documents += 1
        if leg.documents > self.most_documents:
            leg.call.problem(leg, f"超过 {self.most_documents} 份文档：对话在原地打转")
            leg.hang_up("line")
            await leg.wait()
        whole = tuple(dict([*leg.params(), *params]).items())
        webhook = Webhook(kind=kind, url=url, method=method, params=whole, leg=leg)
        try:
            return await self._document(leg, webhook, room)
        except _Failed as failed:
            if not spoken_failure:
                raise Unfetched from None
            if leg.fallback is not None:
                reason = (("ErrorCode", str(failed.code)), ("ErrorUrl", url.partition("#")[0]))
                webhook = Webhook(
                    kind="fallback",
                    url=leg.fallback[0],
                    method=leg.fallback[1],
                    params=(*leg.params(), *params, *reason),
                    leg=leg,
                )
                with suppress(_Failed):
                    return await self._document(leg, webhook, room)
        leg.note("said", SORRY, who="线路")
        await leg.wait(seconds=4)
        leg.hang_up("line")
        await leg.wait()
        raise HungUp

    async def media_seconds(self, leg: Leg, url: str) -> float:
        """How long a file plays. The hotline's own files are fetched, and must exist."""
        if not url.startswith(self.hotline_url + "/"):
            return 5
        answer: Answer = await self.world.outside(
            lambda: self.delivery.post(method="GET", url=url, body=b"", headers={})
        )
        if answer.status != 200 or not answer.content_type.startswith("audio/"):
            leg.call.problem(leg, f"<Play> {url}: {answer.status} {answer.content_type}")
            return 0
        with suppress(wave.Error, EOFError), wave.open(BytesIO(answer.body)) as file:
            return file.getnframes() / file.getframerate()
        return 5

    async def _turned(self, leg: Leg, turn: Turn, kind: str) -> Document:
        if turn.twiml is not None:
            return read_inline(turn.twiml, url=turn.url or self.hotline_url + "/")
        assert turn.url is not None
        return await self.fetch(
            leg, kind=kind, url=turn.url, method=turn.method, params=[], room="voice"
        )

    async def _document(self, leg: Leg, webhook: Webhook, room: str) -> Document:
        call = leg.call
        try:
            fetched = await self.delivery.send(call, webhook, wanted=True)
        except Overtaken:
            leg.hang_up()
            late = replace(webhook, params=_with(webhook.params, "CallStatus", "completed"))
            call.tasks.append(self.world.spawn(self._late(call, late)))
            fetched = None
        except (CannotConnect, TookTooLong) as error:
            code = 11205 if isinstance(error, CannotConnect) else 11200
            if "injected" not in str(error):
                call.problem(leg, f"{webhook.kind} {webhook.url}: {error}")
            raise _Failed(code, str(error)) from None
        if leg.hung_up.happened or leg.turned.happened:
            await leg.wait()
        assert fetched is not None
        return self._checked(leg, webhook, fetched, room)

    def _checked(self, leg: Leg, webhook: Webhook, fetched: Fetched, room: str) -> Document:
        answer, call = fetched.answer, leg.call
        if not 200 <= answer.status < 300:
            if not fetched.injected:
                call.problem(leg, f"{webhook.kind} {webhook.url} answered {answer.status}")
            raise _Failed(11200, f"HTTP {answer.status}")
        try:
            document = read(
                answer.body, url=fetched.url, content_type=answer.content_type, room=room
            )
        except TwimlFault as fault:
            if not fetched.injected:
                call.problem(leg, f"{fault}\n{answer.body.decode('utf-8', 'replace')[:1500]}")
            raise _Failed(fault.code, str(fault)) from None
        call.documents.append(document.root)
        return document

    async def _late(self, call: Call, webhook: Webhook) -> None:
        await first(webhook.leg.hung_up)
        await first(seconds=1)
        await self.delivery.late(call, webhook)

    async def _tell(self, leg: Leg, webhook: Webhook) -> None:
        try:
            fetched = await self.delivery.send(leg.call, webhook, wanted=False)
        except (CannotConnect, TookTooLong) as error:
            leg.call.problem(leg, f"{webhook.kind} {webhook.url}: {error}")
            return
        if fetched is None or fetched.injected:
            return
        if not 200 <= fetched.answer.status < 300:
            # Error 15003: a warning nobody reads, and never repeated.
            status = fetched.answer.status
            leg.call.problem(leg, f"{webhook.kind} {webhook.url} answered {status}")


def _with(
    params: tuple[tuple[str, str], ...], name: str, value: str
) -> tuple[tuple[str, str], ...]:
    return tuple((key, value if key == name else old) for key, old in params)
