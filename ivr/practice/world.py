"""The practice world's clock: tasks that wait for one another, in time that need not be slept.

With `pace` 0 time is added up, not waited for: when nobody can go on, the clock jumps to whatever
comes next. With `pace` 1 the same code runs at the speed of a real telephone. One thread runs a
world; others reach it through `soon`. (asyncio is not used because its loops refuse to run in a
thread that already has one, and a test that drives a browser does.)
"""

import contextlib
import heapq
import inspect
import queue
import threading
import time
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class Stuck(RuntimeError):
    """Nothing is left that could happen, and still somebody waits."""


class Cancelled(BaseException):
    """The task was told to stop."""


class Signal:
    """Something that happens once, with a value; `await first(signal)` waits for it."""

    def __init__(self) -> None:
        self.happened = False
        self.value: Any = None
        self._waiting: list[tuple[Task, int]] = []

    def happen(self, value: Any = None) -> None:
        """Wake everybody who waits. A second time changes nothing."""
        if self.happened:
            return
        self.happened, self.value = True, value
        waiting, self._waiting = self._waiting, []
        for task, ticket in waiting:
            task.world._wake(task, ticket, self)


class Task(Signal):
    """A coroutine under way; as a signal, its end."""

    def __init__(self, *, world: "World", coroutine: Coroutine[Any, Any, Any]) -> None:
        super().__init__()
        self.world = world
        self.coroutine = coroutine
        self.error: BaseException | None = None
        self.ticket = 0

    def __del__(self) -> None:
        # A world may be given up with tasks that never began; Python would warn of each.
        if inspect.getcoroutinestate(self.coroutine) == inspect.CORO_CREATED:
            self.coroutine.close()

    def cancel(self) -> None:
        """Stop the task where it waits; nothing happens if it has ended."""
        if not self.happened:
            self.ticket += 1
            self.world._ready.append((self, None, Cancelled()))


@types.coroutine
def _wait(
    signals: tuple[Signal, ...], seconds: float | None
) -> Generator[tuple[tuple[Signal, ...], float | None], Signal | None, Signal | None]:
    return (yield (signals, seconds))


async def first(*signals: Signal, seconds: float | None = None) -> Signal | None:
    """The first of the signals that happens, or None when the seconds ran out before."""
    for signal in signals:
        if signal.happened:
            return signal
    return await _wait(signals, seconds)


class World:
    """Runs tasks; keeps the time (`seconds` since it began)."""

    def __init__(
        self,
        *,
        pace: float = 0,
        threads: int = 0,
        on_time: Callable[[float], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
    ) -> None:
        # Together, so that another thread never reads one without the other.
        self._pace = (pace, time.monotonic())  # how fast, and when the world began at that speed
        self.on_time = on_time
        self._on_error = on_error
        self._seconds = 0.0
        self._ready: deque[tuple[Task, Signal | None, BaseException | None]] = deque()
        self._timers: list[tuple[float, int, Task, int]] = []
        self._count = 0
        self._outside: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._under_way = 0
        self._pool: ThreadPoolExecutor | None = None
        self.threads = threads

    @property
    def seconds(self) -> float:
        """Seconds since the world began, on its own clock."""
        pace, began = self._pace
        return (time.monotonic() - began) * pace if pace else self._seconds

    @property
    def pace(self) -> float:
        """How many of the world's seconds go by in a real one; 0 where time is added up.

        A world that keeps real time may be hastened or slowed while it turns.
        """
        return self._pace[0]

    @pace.setter
    def pace(self, pace: float) -> None:
        self._pace = (pace, time.monotonic() - self.seconds / pace)

    @property
    def threads(self) -> int:
        """How many webhooks may be under way at once; 0 sends each in the world's own thread."""
        return self._threads

    @threads.setter
    def threads(self, count: int) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False)
        self._threads = count
        self._pool = ThreadPoolExecutor(count) if count else None

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> Task:
        """Start a coroutine; it runs when the world next turns."""
        task = Task(world=self, coroutine=coroutine)
        self._ready.append((task, None, None))
        return task

    def soon(self, act: Callable[[], None]) -> None:
        """Have the world do something between two turns. The only entry for other threads."""
        self._outside.put(act)

    async def outside(self, work: Callable[[], T]) -> T:
        """Do blocking work, beside the world if it has threads, inside it if not."""
        if self._pool is None:
            return work()
        done = Signal()
        self._under_way += 1

        def back(value: T | None, error: BaseException | None) -> None:
            self._under_way -= 1
            done.happen((value, error))

        def run() -> None:
            try:
                value = work()
            except BaseException as error:  # handed to the task that asked for the work
                self.soon(lambda error=error: back(None, error))  # type: ignore[misc]
            else:
                self.soon(lambda: back(value, None))

        self._pool.submit(run)
        await first(done)
        value, error = done.value
        if error is not None:
            raise error
        return value

    def run(self, *, until: Signal) -> None:
        """Turn until the signal happens. Raises Stuck when it never can."""
        while not until.happened:
            self._turn()

    def run_forever(self, *, stop: threading.Event) -> None:
        """Turn until told to stop (a live world, in a thread of its own)."""
        while not stop.is_set():
            try:
                self._turn(patience_seconds=0.5)
            except BaseException as error:
                if self._on_error is None:
                    raise
                self._on_error(error)

    def pass_time(self, *, seconds: float) -> None:
        """Let the world go on for so long."""

        async def nap() -> None:
            await first(seconds=seconds)

        self.run(until=self.spawn(nap()))

    def _turn(self, *, patience_seconds: float | None = None) -> None:
        while not self._outside.empty():
            self._outside.get()()
        if self._ready:
            self._step(*self._ready.popleft())
            return
        while self._timers and self._timers[0][3] != self._timers[0][2].ticket:
            heapq.heappop(self._timers)
        due = self._timers[0][0] if self._timers else None
        if due is not None and (due <= self.seconds or (not self.pace and not self._under_way)):
            self._advance(due)
            _, _, task, ticket = heapq.heappop(self._timers)
            self._wake(task, ticket, None)
            return
        if due is None and not self._under_way and patience_seconds is None:
            raise Stuck("nothing is left that could happen, and a call still waits")
        patience = patience_seconds
        if due is not None and self.pace:
            left = (due - self.seconds) / self.pace
            patience = left if patience is None else min(left, patience)
        with contextlib.suppress(queue.Empty):
            self._outside.get(timeout=patience)()

    def _advance(self, due: float) -> None:
        if self.pace:
            return
        gone = due - self._seconds
        if gone > 0:
            self._seconds = due
            if self.on_time is not None:
                self.on_time(gone)

    def _wake(self, task: Task, ticket: int, signal: Signal | None) -> None:
        if task.ticket == ticket and not task.happened:
            task.ticket += 1
            self._ready.append((task, signal, None))

    def _step(self, task: Task, value: Signal | None, error: BaseException | None) -> None:
        if task.happened:
            return
        try:
            if error is not None:
                signals, seconds = task.coroutine.throw(error)
            else:
                signals, seconds = task.coroutine.send(value)
        except StopIteration as stop:
            task.happen(stop.value)
        except Cancelled:
            task.happen(None)
        except BaseException as failure:
            task.error = failure
            task.happen(None)
            raise
        else:
            self._park(task, signals, seconds)

    def _park(self, task: Task, signals: tuple[Signal, ...], seconds: float | None) -> None:
        for signal in signals:
            signal._waiting.append((task, task.ticket))
        if seconds is not None:
            self._count += 1
            due = self.seconds + max(seconds, 0)
            heapq.heappush(self._timers, (due, self._count, task, task.ticket))
