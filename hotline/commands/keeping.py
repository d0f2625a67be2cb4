"""Commands on what is kept: places and accounts begun, ledgers read, keys and screens made."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from datetime import date

from hotline import commands
from hotline.rules.calendar import Calendar

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


def seed(_: argparse.Namespace) -> int:
    """load the example jurisdiction, once (development)"""
    from hotline import seed as seeding

    house = commands.house()
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
        with commands.house().open(HOTLINE) as work:
            passwords = founding.found(
                work, code=args.code, name=args.name, name_en=args.name_en,
                level=Level(args.level), office=args.office, office_en=args.office_en,
            )  # fmt: skip
    except Refused as refusal:
        return commands.refused(refusal)
    print("\n初始密码只显示这一次，首次登录时更改 / first passwords, shown only now:")
    for username, password in passwords.items():
        print(f"  {username:<24}{password}")
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


def _calendar(wanted: str | None) -> Calendar | None:
    """The calendar of a place, by id, code or name: from the database, else from the seeds."""
    from hotline import national_days
    from hotline.settings import CONFIG_DIR
    from hotline.work import HOTLINE

    if wanted is None:
        return national_days.national_calendar()
    if "DATABASE_URL" not in os.environ:
        return national_days.seeded_calendar(wanted, folder=CONFIG_DIR / "calendars")
    with commands.house().open(HOTLINE) as work:
        organisation = work.book.organisation
        for place in organisation.places.values():
            if wanted in (str(place.id), place.code, place.name, place.short_name):
                return organisation.calendars[place.id]
    return None


def export(args: argparse.Namespace) -> int:
    """print a ledger as JSON Lines"""
    from hotline import export as exporting

    with commands.house().sessions() as db:
        for row in exporting.export(db, args.ledger, since=args.since):
            print(json.dumps(row, ensure_ascii=False))
    return 0


def verify_audit(_: argparse.Namespace) -> int:
    """verify the chained history; names the first altered or missing row"""
    from hotline.reports import trail

    house = commands.house()
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
        with commands.house().open(HOTLINE) as work:
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
        return commands.refused(refusal)
    print("\n".join(told))
    return 0


def counter_screen(args: argparse.Namespace) -> int:
    """print the address that makes a browser the screen at a unit's counter"""
    from hotline.actions import contacts
    from hotline.errors import Refused
    from hotline.pages.counter import Screen, address_of
    from hotline.records import Channel
    from hotline.work import HOTLINE

    house = commands.house()
    try:
        with house.open(HOTLINE) as work:
            try:
                unit = work.book.organisation.unit(args.unit)
            except KeyError:
                print(f"✗ {args.unit}: 没有这个单位 / there is no such unit", file=sys.stderr)
                return 1
            screen = Screen(unit.id, Channel(args.channel), has_printer=args.printer)
            contacts.set_up_screen(work, **asdict(screen))
    except Refused as refusal:
        return commands.refused(refusal)
    address = address_of(house.settings, screen)
    print(f"{unit.name}自助查询屏，在终端上打开 / open it on the screen:\n{address}")
    print(f"退出 / to leave:\n{address}/leave")
    return 0


def take(add: commands.Add) -> None:
    """Name these commands and what they take."""
    add("seed", seed)
    add("verify-audit", verify_audit)
    sub = add("found", found)
    for name in ("code", "name", "name-en", "office", "office-en"):
        sub.add_argument(f"--{name}", required=True)
    sub.add_argument("--level", choices=("province", "prefecture", "county"), required=True)
    sub = add("deadline", deadline)
    sub.add_argument("--received", type=date.fromisoformat, required=True)
    sub.add_argument("--days", type=int, required=True)
    sub.add_argument("--jurisdiction", metavar="ID_OR_NAME")
    sub = add("export", export)
    sub.add_argument("ledger", choices=LEDGERS)
    sub.add_argument("--since", type=date.fromisoformat)
    _take_api_key(add("api-key", api_key))
    sub = add("counter-screen", counter_screen)
    sub.add_argument("unit", metavar="UNIT_CODE")
    sub.add_argument("--printer", action="store_true", help="lookup codes can be printed there")
    sub.add_argument("--channel", choices=COUNTER_CHANNELS, default=COUNTER_CHANNELS[0])


def _take_api_key(parser: argparse.ArgumentParser) -> None:
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
