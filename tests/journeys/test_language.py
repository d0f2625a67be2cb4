"""The whole line in English, by one key."""

from __future__ import annotations

import re

from ivr.practice.people import NO_ANSWER
from tests.line import Line

CHINESE = re.compile("[一-鿿]")


def test_a_caller_goes_on_in_english_and_leaves_with_a_code(line: Line) -> None:
    line.phone.people.set("*", NO_ANSWER)
    call = line.call("8", "how do I get a fishing licence for Mars", "fishing on Mars", stays=True)
    english = [said for said in call.said[4:] if not CHINESE.search(said)]
    assert any("Your lookup code is" in said for said in english)
    assert line.inquiry.language == "en"


def test_a_most_asked_entry_is_read_in_english(line: Line) -> None:
    call = line.call("8", "1", "1", "1")
    assert "This is from" in call.heard
    assert "Your question:" in call.heard


def test_chinese_callers_hear_no_english_leftovers(line: Line) -> None:
    call = line.call("社保卡丢了怎么补办", "2", "1", "1")
    words = set(re.findall(r"[A-Za-z]{2,}", call.heard)) - {"For", "English", "press"}
    assert not words
