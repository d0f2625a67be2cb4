"""Commands that make the hotline run, here or in production, and that practise with it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from datetime import datetime

from hotline import commands, development


def run(_: argparse.Namespace) -> int:
    """start everything a laptop needs (development)"""
    from hotline import launcher

    return launcher.run()


def migrate(args: argparse.Namespace) -> int:
    """bring the database to the newest form, or to --to REVISION"""
    from hotline import migrations

    engine = commands.house().engine
    if args.down:
        migrations.downgrade(engine, to=args.to)
    else:
        migrations.upgrade(engine, to=args.to)
    return 0


def check(_: argparse.Namespace) -> int:
    """verify the whole configuration and print every fault"""
    from hotline import inspection

    for warning in inspection.warnings(os.environ):
        print(f"! {warning}")
    faults = inspection.faults(os.environ)
    for fault in faults:
        print(f"✗ {fault}")
    if not faults:
        print("✓ 配置正确 / the configuration is sound")
    return 1 if faults else 0


def clock(_: argparse.Namespace) -> int:
    """run periodic jobs and the outbox's beat"""
    from hotline import schedule
    from hotline.app import configure_logging
    from ivr.phone import Phone

    configure_logging()
    house = commands.house()
    scheduler = schedule.start(house, Phone(house.settings))
    _until_told()
    scheduler.shutdown()
    return 0


def worker(_: argparse.Namespace) -> int:
    """do the outbox's work as RQ hands it out (needs REDIS_URL)"""
    from redis import Redis
    from rq import SimpleWorker

    from hotline.app import configure_logging
    from hotline.executor import QUEUE

    configure_logging()
    url = commands.house().settings.redis_url
    if url is None:
        print("✗ REDIS_URL is not set; without Redis `python -m hotline clock` does the work")
        return 1
    # A job here waits on a network; forking for each would only add the cost of a new house.
    SimpleWorker([QUEUE], connection=Redis.from_url(url)).work()
    return 0


def exchange(_: argparse.Namespace) -> int:
    """run the practice phone's exchange (development)"""
    from ivr.practice import server

    return server.serve(os.environ)


def dial(args: argparse.Namespace) -> int:
    """call the running hotline: words are spoken, digits are keyed"""
    from ivr.practice.dial import dial as place_call

    if "PUBLIC_URL" not in os.environ:
        print("✗ 热线没有在运行，请先 make run / start it first: make run", file=sys.stderr)
        return 2
    return place_call(args.words, options=args, environ=os.environ)


def set_clock(args: argparse.Namespace) -> int:
    """practise at another hour: set-clock "2026-11-23 10:00", or set-clock real"""
    from hotline.clock import PracticeClock
    from hotline.rules.zone import HOTLINE_ZONE, local

    practice = PracticeClock(development.data_dir(os.environ))
    at = None if args.at == "real" else datetime.fromisoformat(args.at)
    practice.set(at.replace(tzinfo=HOTLINE_ZONE) if at and at.tzinfo is None else at)
    print(f"{local(practice()):%Y-%m-%d %H:%M}")
    return 0


def _until_told() -> None:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    told.wait()


def take(add: commands.Add) -> None:
    """Name these commands and what they take."""
    for name, command in (
        ("run", run), ("check", check), ("clock", clock), ("worker", worker),
        ("exchange", exchange),
    ):  # fmt: skip
        add(name, command)
    sub = add("migrate", migrate)
    sub.add_argument("--to", default="head")
    sub.add_argument("--down", action="store_true")
    sub = add("dial", dial)
    sub.add_argument("words", nargs="*", help="社保卡丢了怎么补办 1 5; - is silence, ! hangs up")
    sub.add_argument("--from", dest="caller", default="+8613800010001", help="the caller's number")
    sub.add_argument("--to", dest="dialled", default="96128")
    sub.add_argument("--people", action="append", default=[], metavar="TARGET=BEHAVIOUR")
    sub.add_argument("--stay", action="store_true", help="stay silent instead of hanging up")
    sub.add_argument("--json", action="store_true", help="the transcript as JSON")
    sub = add("set-clock", set_clock)
    sub.add_argument("at")
