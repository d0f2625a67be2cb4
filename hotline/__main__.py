"""`python -m hotline COMMAND`: everything that is done from a terminal."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from hotline import development
from hotline.errors import ConfigurationError
from hotline.rules.calendar import Calendar

if TYPE_CHECKING:
    from hotline.house import House

Command = Callable[[argparse.Namespace], int]

LEDGERS = (
    "calls", "call-legs", "call-events", "inquiries", "handling-legs", "inquiry-events",
    "recordings", "ratings",
)  # fmt: skip
# Of hotline.records: Channel (but what is spoken) and ApiScope, unread so that help stays quick.
KEY_CHANNELS = (
    "web", "leaders_mailbox", "opinion_box", "service_window", "reading_point", "letter", "visit",
)  # fmt: skip
COUNTER_CHANNELS = ("service_window", "reading_point")
KEY_SCOPES = (
    "read_answers", "file_inquiries", "follow_inquiries", "hear_filed", "hear_place", "hear_tasks",
    "hear_demands",
)  # fmt: skip


def run(_: argparse.Namespace) -> int:
    """start everything a laptop needs (development)"""
    from hotline import launcher

    return launcher.run()


def migrate(args: argparse.Namespace) -> int:
    """bring the database to the newest form, or to --to REVISION"""
    from hotline import migrations

    engine = _house().engine
    if args.down:
        migrations.downgrade(engine, to=args.to)
    else:
        migrations.upgrade(engine, to=args.to)
    return 0


def seed(_: argparse.Namespace) -> int:
    """load the example jurisdiction, once (development)"""
    from hotline import seed as seeding

    house = _house()
    passwords = seeding.seed(house)
    if passwords:
        print("\n示例账号（密码只显示这一次） / example accounts, shown only now:")
        for username, roles in seeding.who_is_who(house).items():
            print(f"  {username:<20}{passwords[username]}   {roles}")
        print(flush=True)
    return 0


def found(args: argparse.Namespace) -> int:
    """begin a new installation: its first place, government office and administrators, once"""
    from hotline.actions import founding
    from hotline.errors import Refused
    from hotline.records import Level
    from hotline.work import HOTLINE

    try:
        with _house().open(HOTLINE) as work:
            passwords = founding.found(
                work, code=args.code, name=args.name, name_en=args.name_en,
                level=Level(args.level), office=args.office, office_en=args.office_en,
            )  # fmt: skip
    except Refused as refusal:
        print(f"✗ {refusal.wording.zh} / {refusal.wording.en}", file=sys.stderr)
        return 1
    print("\n初始密码只显示这一次，首次登录时更改 / first passwords, shown only now:")
    for username, password in passwords.items():
        print(f"  {username:<24}{password}")
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
    house = _house()
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
    url = _house().settings.redis_url
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


def deadline(args: argparse.Namespace) -> int:
    """count a deadline and show how"""
    calendar = _calendar(args.jurisdiction)
    if calendar is None:
        print(f"✗ 没有这个地方 / no such place: {args.jurisdiction}", file=sys.stderr)
        return 1
    count = calendar.count(received_on=args.received, days=args.days)
    answer = {
        "due_on": count.due_on.isoformat(),
        "provisional": count.provisional,
        "skipped": [{"date": day.on.isoformat(), "why": day.why} for day in count.skipped],
    }
    print(json.dumps(answer, ensure_ascii=False))
    return 0


def export(args: argparse.Namespace) -> int:
    """print a ledger as JSON Lines"""
    from hotline import export as exporting

    with _house().sessions() as db:
        for row in exporting.export(db, args.ledger, since=args.since):
            print(json.dumps(row, ensure_ascii=False))
    return 0


def verify_audit(_: argparse.Namespace) -> int:
    """verify the chained history; names the first altered or missing row"""
    from hotline.reports import trail

    house = _house()
    with house.sessions() as db:
        breaks = trail.verify(db, house.seal)
    for found in breaks:
        print(f"✗ {found}")
    if not breaks:
        print("✓ 审计链完整 / the trail is whole")
    return 1 if breaks else 0


def api_key(args: argparse.Namespace) -> int:
    """make, list or revoke the keys of other systems, and tell these everything again"""
    from hotline.actions import api_keys, webhooks
    from hotline.errors import Refused
    from hotline.records import ApiScope, Channel
    from hotline.reports import keys
    from hotline.work import HOTLINE

    try:
        with _house().open(HOTLINE) as work:
            if args.do == "revoke":
                told = [f"✓ {api_keys.revoke(work, key_id=args.id).name}"]
            elif args.do == "tell-again":
                key = api_keys.held(work, key_id=args.id)
                count = sum(webhooks.tell_again(work, each) for each in webhooks.live(work, key))
                told = [f"✓ {key.name}: {count}"]
            elif args.do == "list":
                told = list(keys.lines(work))
            else:
                key, secret = api_keys.make(
                    work, name=args.name, channel=Channel(args.channel) if args.channel else None,
                    place_id=api_keys.place_id(work, args.jurisdiction),
                    scopes=[ApiScope(scope) for scope in args.scope], per_minute=args.per_minute,
                )  # fmt: skip
                told = [f"✓ {key.id}  只显示这一次 / shown only now:", secret]
    except Refused as refusal:
        print(f"✗ {refusal.wording.zh} / {refusal.wording.en}", file=sys.stderr)
        return 1
    print("\n".join(told))
    return 0


def counter_screen(args: argparse.Namespace) -> int:
    """print the address that makes a browser the screen at a unit's counter"""
    from hotline.actions import contacts
    from hotline.pages.counter import Screen, address_of
    from hotline.records import Channel
    from hotline.work import HOTLINE

    house = _house()
    with house.open(HOTLINE) as work:
        try:
            unit = work.book.organisation.unit(args.unit)
        except KeyError:
            print(f"✗ {args.unit}: 没有这个单位 / there is no such unit", file=sys.stderr)
            return 1
        screen = Screen(unit.id, Channel(args.channel), has_printer=args.printer)
        contacts.set_up_screen(work, **asdict(screen))
    address = address_of(house.settings, screen)
    print(f"{unit.name}自助查询屏，在终端上打开 / open it on the screen:\n{address}")
    print(f"退出 / to leave:\n{address}/leave")
    return 0


def _calendar(wanted: str | None) -> Calendar | None:
    """The calendar of a place, by id, code or name: from the database, else from the seeds."""
    from hotline import national_days
    from hotline.settings import CONFIG_DIR
    from hotline.work import HOTLINE

    if wanted is None:
        return national_days.national_calendar()
    if "DATABASE_URL" not in os.environ:
        return national_days.seeded_calendar(wanted, folder=CONFIG_DIR / "calendars")
    with _house().open(HOTLINE) as work:
        organisation = work.book.organisation
        for place in organisation.places.values():
            if wanted in (str(place.id), place.code, place.name, place.short_name):
                return organisation.calendars[place.id]
    return None


def _house() -> House:
    from hotline.app import build_house
    from hotline.db import JOB_SECONDS

    return build_house(statement_seconds=JOB_SECONDS)


def _until_told() -> None:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    told.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hotline", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=command.__doc__)
        sub.set_defaults(command=command)
        return sub

    for name, command in (
        ("run", run), ("seed", seed), ("check", check), ("clock", clock), ("worker", worker),
        ("exchange", exchange), ("verify-audit", verify_audit),
    ):  # fmt: skip
        add(name, command)
    sub = add("found", found)
    for name in ("code", "name", "name-en", "office", "office-en"):
        sub.add_argument(f"--{name}", required=True)
    sub.add_argument("--level", choices=("province", "prefecture", "county"), required=True)
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
    sub = add("deadline", deadline)
    sub.add_argument("--received", type=date.fromisoformat, required=True)
    sub.add_argument("--days", type=int, required=True)
    sub.add_argument("--jurisdiction", metavar="ID_OR_NAME")
    sub = add("export", export)
    sub.add_argument("ledger", choices=LEDGERS)
    sub.add_argument("--since", type=date.fromisoformat)
    _add_api_key(add("api-key", api_key))
    sub = add("counter-screen", counter_screen)
    sub.add_argument("unit", metavar="UNIT_CODE")
    sub.add_argument("--printer", action="store_true", help="lookup codes can be printed there")
    sub.add_argument("--channel", choices=COUNTER_CHANNELS, default=COUNTER_CHANNELS[0])
    return parser


def _add_api_key(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="do", required=True, metavar="make|list|revoke|tell-again")
    sub = verbs.add_parser("make", help="make a key; it is shown once")
    sub.add_argument("name", help="whose it is, such as 市图书馆")
    sub.add_argument("--jurisdiction", required=True, metavar="CODE")
    sub.add_argument("--channel", choices=KEY_CHANNELS, help="of the inquiries it files, if any")
    sub.add_argument("--scope", action="append", choices=KEY_SCOPES, required=True)
    sub.add_argument("--per-minute", type=_count, help="requests; else that of config/line.toml")
    verbs.add_parser("list", help="every key, without its secret")
    sub = verbs.add_parser("tell-again", help="tell its webhooks everything that is open once more")
    sub.add_argument("id", type=_count)
    verbs.add_parser("revoke", help="let a key in no more").add_argument("id", type=_count)


def _count(text: str) -> int:
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number


def main() -> int:
    """Run one command; a wrong set-up is told in words, not as a traceback."""
    args = _parser().parse_args()
    if args.command is not run:
        os.environ.update(development.fill(os.environ))
    try:
        return int(args.command(args))
    except ConfigurationError as error:
        for fault in error.faults:
            print(f"✗ {fault}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
