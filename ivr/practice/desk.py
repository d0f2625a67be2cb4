"""The running practice phone: a live exchange in its own thread, scripted calls beside it."""

import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ivr.practice.account import Account, Message
from ivr.practice.calls import Call
from ivr.practice.exchange import CALLER, HOTLINE_NUMBER, Exchange
from ivr.practice.people import LIVE, Live, People
from ivr.practice.transcript import Item
from ivr.practice.world import Stuck, World

MOST_ITEMS = 5000
MOST_CALLS = 50


class Desk:
    """Holds the account, the people, and every call's transcript under one numbering."""

    def __init__(
        self, *, hotline_url: str, account_sid: str, auth_token: str, url: str, pace: float = 1
    ) -> None:
        self.hotline_url = hotline_url
        self.number = HOTLINE_NUMBER
        self.caller = CALLER
        self.account = Account(sid=account_sid, auth_token=auth_token, media_url=url)
        self.people = People()
        self.people.anyone = LIVE
        self.exchange = self._exchange(
            people=self.people, world=World(pace=pace, threads=16, on_error=_report)
        )
        self.exchange.processing_seconds = 2
        self.account.on_message = self._read
        self._items: list[dict[str, Any]] = []
        self._calls: list[Call] = []
        self._lock = threading.Condition()
        self.last_item = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self.exchange.world.run_forever, kwargs={"stop": self._stop}, daemon=True
        )

    def start(self) -> None:
        """Let the live world turn."""
        self._thread.start()

    def stop(self) -> None:
        """Let it stand still."""
        self._stop.set()
        self.exchange.world.soon(lambda: None)
        self._thread.join(timeout=2)
        self.exchange.world.threads = 0

    def dial(self, *, from_: str, to: str) -> Call:
        """A live call: its caller is whoever presses the buttons."""
        placed: list[Call] = []
        done = threading.Event()

        def place() -> None:
            placed.append(self.exchange.place(from_=from_, to=to, person=Live()))
            done.set()

        self.exchange.world.soon(place)
        done.wait(timeout=5)
        return self._keep(placed[0])

    def play(
        self,
        script: Sequence[str],
        *,
        from_: str,
        to: str,
        people: Mapping[str, str],
        stays: bool = False,
    ) -> Call:
        """A scripted call in a world of its own, as fast as the hotline answers."""
        exchange = self._exchange(people=People(people), world=World())
        call = exchange.place(*script, from_=from_, to=to, stays=stays)
        self._keep(call)

        def run() -> None:
            try:
                exchange.finish(call, expect_problems=True)
            except Stuck as stuck:
                call.problem(call.leg, str(stuck))
            except Exception as error:
                call.problem(call.leg, repr(error))
                raise
            finally:
                call.settled.happen()

        threading.Thread(target=run, daemon=True).start()
        return call

    def calls(self) -> list[Call]:
        """The latest calls."""
        with self._lock:
            return list(self._calls)

    def items(self, *, since: int, call_sid: str | None = None) -> list[dict[str, Any]]:
        """Transcript items numbered above `since`, of all calls or of one."""
        with self._lock:
            fresh = [item for item in self._items if item["number"] > since]
        return [item for item in fresh if call_sid in {None, item["call_sid"]}]

    def until(self, happened: Callable[[], bool], *, seconds: float = 10) -> bool:
        """Wait for something that shows in a transcript; False if it did not come in time."""
        with self._lock:
            return self._lock.wait_for(happened, timeout=seconds)

    def _exchange(self, *, people: People, world: World) -> Exchange:
        return Exchange(
            self.hotline_url,
            account_sid=self.account.sid,
            auth_token=self.account.auth_token,
            account=self.account,
            people=people,
            world=world,
            listener=self._hear,
        )

    def _keep(self, call: Call) -> Call:
        with self._lock:
            self._calls = [*self._calls, call][-MOST_CALLS:]
        return call

    def _read(self, message: Message) -> None:
        """A text message arrives on somebody's screen; it belongs to no call."""
        self._hear(
            Item(
                number=0,
                at_seconds=round(self.exchange.world.seconds, 1),
                call_sid="",
                leg_sid="",
                who=message.to,
                kind="sms",
                text=message.body,
            )
        )

    def _hear(self, item: Item) -> None:
        with self._lock:
            self.last_item += 1
            self._items.append(replace(item, number=self.last_item).as_dict())
            del self._items[:-MOST_ITEMS]
            self._lock.notify_all()


def _report(error: BaseException) -> None:
    """The page must go on when one call goes wrong."""
    traceback.print_exception(error)
