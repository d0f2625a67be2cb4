"""Plays one call from the terminal and shows it as it happens."""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import requests

from ivr.practice.exchange import CALLER, HOTLINE_NUMBER, Exchange
from ivr.practice.people import behaviour
from ivr.practice.server import PORT
from ivr.practice.transcript import Item, line

HELP = """每个词依次回答一个提示：只含 0-9 * # 的是按键，其余是说话；
"-" 不出声；"!" 挂机；"!ringing" "!talking" "!waiting" 在响铃、通话、排队时挂机。"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's words and options."""
    parser.epilog = HELP
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("words", nargs="*", metavar="词", help="来电人依次说的话或按的键")
    parser.add_argument("--from", dest="from_", default=CALLER, metavar="号码", help="主叫号码")
    parser.add_argument("--to", default=HOTLINE_NUMBER, metavar="号码", help="被叫号码")
    parser.add_argument(
        "--people",
        action="append",
        default=[],
        metavar="目标=行为",
        help="被叫的反应，如 liaison=no-answer、'*=busy'、liaison=accept:90；可重复",
    )
    parser.add_argument("--stay", action="store_true", help="说完后不挂机，保持沉默")
    parser.add_argument("--json", action="store_true", help="每行输出一个 JSON 对象")
    here = f"http://127.0.0.1:{PORT}"
    parser.add_argument("--practice-url", default=here, help=argparse.SUPPRESS)


def people_from(pairs: Sequence[str]) -> dict[str, str]:
    """`target=behaviour` pairs; raises ValueError naming a behaviour that does not exist."""
    people = {}
    for pair in pairs:
        target, _, word = pair.partition("=")
        behaviour(word)
        people[target] = word
    return people


def dial(
    words: Sequence[str],
    *,
    hotline_url: str,
    account_sid: str,
    auth_token: str,
    from_: str = CALLER,
    to: str = HOTLINE_NUMBER,
    people: Mapping[str, str] | None = None,
    stay: bool = False,
    as_json: bool = False,
    practice_url: str = f"http://127.0.0.1:{PORT}",
    out: TextIO | None = None,
) -> int:
    """Play the call against a running hotline; 0 if the hotline kept the provider's contract.

    A practice phone that is running plays it, so that its recordings can be fetched there;
    without one it is played here.
    """
    show = _Show(out or sys.stdout, as_json=as_json)
    wanted = {
        "script": list(words),
        "from": from_,
        "to": to,
        "people": dict(people or {}),
        "stays": stay,
    }
    if _running(practice_url, hotline_url, account_sid):
        problems, seconds = _there(practice_url, wanted, show)
    else:
        exchange = Exchange(
            hotline_url,
            account_sid=account_sid,
            auth_token=auth_token,
            people=people,
            listener=lambda item: show(item),
        )
        call = exchange.call(*words, from_=from_, to=to, stays=stay, expect_problems=True)
        problems, seconds = call.problems, call.seconds
    show.end(problems, seconds)
    return 1 if problems else 0


def _running(practice_url: str, hotline_url: str, account_sid: str) -> bool:
    try:
        health = requests.get(f"{practice_url}/practice/health", timeout=1).json()
    except (requests.RequestException, ValueError):
        return False
    return (health.get("hotline_url"), health.get("account_sid")) == (
        hotline_url.rstrip("/"),
        account_sid,
    )


def _there(practice_url: str, wanted: dict[str, Any], show: "_Show") -> tuple[list[str], float]:
    placed = requests.post(f"{practice_url}/practice/calls", json=wanted, timeout=5)
    placed.raise_for_status()
    sid, since = placed.json()["id"], 0
    while True:
        asked = {"since": str(since), "call": sid}
        state = requests.get(f"{practice_url}/practice/state", params=asked, timeout=5).json()
        for item in state["items"]:
            since = max(since, item["number"])
            show(Item(**item))
        call = state["calls"][0]
        if call["settled"] and not state["items"]:
            return call["problems"], call["seconds"]
        time.sleep(0.05)


class _Show:
    """Writes the transcript, a line an item."""

    def __init__(self, out: TextIO, *, as_json: bool) -> None:
        self.out = out
        self.as_json = as_json

    def __call__(self, item: Item) -> None:
        if self.as_json:
            text = json.dumps(item.as_dict(), ensure_ascii=False)
        else:
            text = line(item, colour=self.out.isatty())
        self.out.write(text + "\n")
        self.out.flush()

    def end(self, problems: list[str], seconds: float) -> None:
        if self.as_json:
            ending = {"kind": "end", "seconds": round(seconds, 1), "problems": problems}
            self.out.write(json.dumps(ending, ensure_ascii=False) + "\n")
        else:
            verdict = f"{len(problems)} 处违反话务合同" if problems else "无故障"
            self.out.write(f"—— 通话 {seconds:.0f} 秒（虚拟时间），{verdict}\n")
        self.out.flush()
