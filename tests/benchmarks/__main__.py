"""`make bench`: how fast the line answers, as ratios within one run; slow is no failure."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks import curve, ledger, open_legs, provider
from tests.benchmarks.serving import FLOOR, HOTLINE, Served, clockwork, scratch, served
from tests.databases import Databases
from tests.faq_kb.example_base import questions

CORES = 2
ROUNDS = 5
REQUESTS = 240
AT_ONCE = (16, 2)  # all threads of both workers busy; one caller for each worker
CALLS_A_SECOND, SECONDS = 20, 20
LEDGER_CALLS = 1_000_000
OPEN_LEGS, ANSWERED = 100_000, 200_000
PAIRS = 60

FLOORS = {"by-hand": "bare view, SQL by hand", "by-orm": "bare view, by the ORM"}
HEARD = [text for text, _ in questions("held_out")]


def main() -> None:
    """Measure everything, printing each figure as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    curve.add_options(parser)
    options = parser.parse_args()
    began = time.monotonic()
    if hasattr(os, "sched_setaffinity"):
        # What we start inherits it: web workers, PostgreSQL and callers share two cores.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    print(f"\n{machine()}\n")
    with scratch() as (databases, place):
        example = databases.copy("example")
        question_step(example, place)
        whole_calls(example, place)
        growth(databases, place)
        work_lists(databases, place)
    print("\n5  Finding an entry as the base grows: the product's search beside its peers")
    curve.curve(data=options.data, sizes=options.sizes)
    print(f"\n{time.monotonic() - began:.0f} s in all")


def machine() -> str:
    """What this was measured on."""
    model = platform.processor() or platform.machine()
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), model)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{model}, {CORES} of {os.cpu_count()} cores for everything, load before {load}; "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def question_step(database_url: str, place: Path) -> None:
    """The question step beside its floors, turn and turn about."""
    print("1  Question step beside a bare Flask view: one signature check, select, insert, commit")
    print("   two gunicorn workers each, the same PostgreSQL; requests a second, medians")
    with (
        served(FLOOR, database_url=database_url, place=place) as floor,
        served(HOTLINE, database_url=database_url, place=place) as hotline,
    ):
        _turn(floor, hotline, at_once=max(AT_ONCE))  # warm, not counted
        for at_once in AT_ONCE:
            turns = [_turn(floor, hotline, at_once=at_once) for _ in range(ROUNDS)]
            asked = median(turn["question"] for turn in turns)
            _line(f"{at_once} at once", f"question {asked:.0f}/s")
            for name, what in FLOORS.items():
                bare = median(turn[name] for turn in turns)
                ratios = [turn["question"] / turn[name] for turn in turns]
                _line("", f"{what} {bare:.0f}/s", f"ratio {_spread(ratios)}  (aim ≥ 0.5)")


def _turn(floor: Served, hotline: Served, *, at_once: int) -> dict[str, float]:
    """Requests a second of each floor and of the question step, each question in a new call."""
    heard = list(islice(cycle(HEARD), REQUESTS))
    calls = [(provider.new_sid(), text) for text in heard]
    speed = {
        name: provider.requests_per_second(
            floor, [provider.floor(name, *call) for call in calls], at_once=at_once
        )
        for name in FLOORS
    }
    provider.requests_per_second(
        hotline, [provider.voice(sid) for sid, _ in calls], at_once=at_once
    )
    asked = [provider.question(*call) for call in calls]
    return speed | {"question": provider.requests_per_second(hotline, asked, at_once=at_once)}


def whole_calls(database_url: str, place: Path) -> None:
    """So many new calls a second, whole ones, while jobs settle those that are over."""
    print(f"\n2  {CALLS_A_SECOND} new calls a second for {SECONDS} s, arriving at random: voice,")
    print("   question, solved, rated, status; the clock process settles them on the same cores")
    with (
        served(HOTLINE, database_url=database_url, place=place) as hotline,
        clockwork(database_url=database_url, place=place),
    ):
        asyncio.run(_arrivals(hotline, calls=CALLS_A_SECOND))  # warm, not counted
        took = asyncio.run(_arrivals(hotline, calls=CALLS_A_SECOND * SECONDS))
    _line("all webhooks", f"{len(took)} answered", _percentiles([one.ms for one in took]),
          "(aim: 99 % < 100 ms)")  # fmt: skip
    for step in dict.fromkeys(one.step for one in took):
        of_step = [one.ms for one in took if one.step == step]
        _line(f"  {step}", f"{len(of_step)} answered", _percentiles(of_step))


async def _arrivals(hotline: Served, *, calls: int) -> list[provider.Took]:
    """Calls that begin when they begin, whatever becomes of those before."""
    chance = random.Random(96128)
    running = []
    due = time.perf_counter()
    for heard in islice(cycle(HEARD), calls):
        due += chance.expovariate(CALLS_A_SECOND)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        call = provider.whole_call(hotline, heard, thinks_seconds=chance.uniform(0.2, 0.8))
        running.append(asyncio.create_task(call))
    return [one for took in await asyncio.gather(*running) for one in took]


def growth(databases: Databases, place: Path) -> None:
    """The same calls to a hotline with an empty ledger and to one with a million calls."""
    print(f"\n3  One call after another: an empty ledger beside one of {LEDGER_CALLS:,} calls; ms")
    full = databases.copy("example")
    ledger.fill(full, calls=LEDGER_CALLS)
    with (
        served(HOTLINE, database_url=databases.copy("example"), place=place) as empty,
        served(HOTLINE, database_url=full, place=place) as filled,
    ):
        took: dict[Served, list[provider.Took]] = {empty: [], filled: []}
        for number, heard in enumerate(islice(cycle(HEARD), PAIRS)):
            for hotline in (empty, filled) if number % 2 else (filled, empty):
                one_call = asyncio.run(provider.whole_call(hotline, heard))
                if number >= 10:  # the first ones warm both
                    took[hotline] += one_call
    for step in dict.fromkeys(one.step for one in took[empty]):
        before, after = (
            median(one.ms for one in took[hotline] if one.step == step)
            for hotline in (empty, filled)
        )
        _line(step, f"empty {before:.1f}", f"a million {after:.1f}",
              f"ratio {after / before:.2f}  (aim: about 1)")  # fmt: skip


def work_lists(databases: Databases, place: Path) -> None:
    """Each role's pages as they are asked for, and the recomputation of all deadlines."""
    print(f"\n4  The console's pages beside {OPEN_LEGS:,} open legs and {ANSWERED:,} answered ones")
    example = databases.copy("example")
    for name, took in open_legs.measure(example, place, open_legs=OPEN_LEGS, answered=ANSWERED):
        _line(name, took)


def _percentiles(ms: Sequence[float]) -> str:
    cuts = quantiles(ms, n=100)
    return f"half {cuts[49]:.1f}  95 % {cuts[94]:.1f}  99 % {cuts[98]:.1f}  most {max(ms):.1f} ms"


def _spread(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _line(name: str, *figures: str) -> None:
    print(f"   {name:<36}" + "   ".join(f"{figure:<30}" for figure in figures).rstrip(), flush=True)


if __name__ == "__main__":
    main()
