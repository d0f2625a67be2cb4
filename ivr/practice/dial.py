"""Plays one call from the terminal and shows it as it happens."""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import requests

from ivr.practice.exchange import CALLER, HOTLINE_NUMBER, Exchange
from ivr.practice.people import act, behaviour
from ivr.practice.server import practice_port
from ivr.practice.transcript import Item, line


def dial(words: Sequence[str], *, options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """`python -m hotline dial`: the call that the command line asks for, with the hotline's own
    settings. 0 if the hotline kept the provider's contract, 2 if the command is wrong."""
    try:
        people = people_from(options.people)
        for word in words:
            act(word)
    except ValueError as error:
        sys.stderr.write(f"✗ {error}\n")
        return 2
    return play(
        words,
        hotline_url=environ["PUBLIC_URL"],
        account_sid=environ["TWILIO_ACCOUNT_SID"],
        auth_token=environ["TWILIO_AUTH_TOKEN"],
        from_=options.caller,
        to=options.dialled,
        people=people,
        stay=options.stay,
        as_json=options.json,
        practice_url=f"http://127.0.0.1:{practice_port(environ)}",
    )


def people_from(pairs: Sequence[str]) -> dict[str, str]:
    """`target=behaviour` pairs; raises ValueError naming a behaviour that does not exist."""
    people = {}
    for pair in pairs:
        target, _, word = pair.partition("=")
        behaviour(word)
        people[target] = word
    return people


def play(
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
    practice_url: str,
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
