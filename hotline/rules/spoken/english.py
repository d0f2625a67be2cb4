"""Days, hours, money and ranges of an English text; figures themselves are left to the voice."""

from __future__ import annotations

import re
from datetime import date, time

from hotline.rules.spoken.moments import spoken_day, spoken_time
from hotline.rules.spoken.telephones import spell_telephone_numbers

DASH = r"\s*[-–—~～]+\s*"
CLOCK = r"(2[0-3]|[01]?[0-9]):([0-5][0-9])(?!\s?[ap]\.?m)"
DAY = re.compile(r"(?<![0-9])([12][0-9]{3})-([01][0-9])-([0-3][0-9])(?![0-9])")
HOURS = re.compile(rf"(?<![0-9:]){CLOCK}(?:{DASH}{CLOCK})?(?![0-9:])")
MONEY = re.compile(
    r"(?<![A-Za-z])(?:(?:[¥￥]|RMB|CNY)\s?)+([0-9][0-9,]*(?:\.[0-9]+)?)(?:\s?(?:yuan|RMB|CNY))?"
)
YUAN = re.compile(r"(?<=[0-9])\s?(?:RMB|CNY)\b")
RANGE = re.compile(rf"(?<![0-9–—-])([0-9]{{1,6}}){DASH}([0-9]{{1,6}})(?![0-9–—-])")


def in_english(text: str) -> str:
    """The text with what a voice reads wrongly said in words."""
    text = YUAN.sub(" yuan", MONEY.sub(r"\1 yuan", text))
    text = HOURS.sub(_hours, DAY.sub(_day, text))
    text = spell_telephone_numbers(text, "en")
    return RANGE.sub(_range, text)


def _day(match: re.Match[str]) -> str:
    try:
        return spoken_day(date(*(int(part) for part in match.groups())), "en")
    except ValueError:
        return match[0]


def _hours(match: re.Match[str]) -> str:
    hour, minute, hour_to, minute_to = match.groups()
    said = _clock(hour, minute)
    return f"{said} to {_clock(hour_to, minute_to)}" if hour_to else said


def _clock(hour: str, minute: str) -> str:
    return spoken_time(time(int(hour), int(minute)), "en")


def _range(match: re.Match[str]) -> str:
    rises = int(match[1]) < int(match[2])
    return f"{match[1]} to {match[2]}" if rises else match[0]
