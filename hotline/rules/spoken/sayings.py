"""How each kind of figure in a Chinese text is said: from what was found to its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from hotline.rules.spoken.figures import (
    LONGEST_NUMBER,
    numerals,
    spoken_decimal,
    spoken_digits,
    spoken_number,
)
from hotline.rules.spoken.moments import spoken_time
from hotline.rules.spoken.words import (
    AFTERNOON,
    COUNTED,
    EMERGENCIES,
    HOTLINES,
    LABELLED,
    MEASURED,
    QUANTITY,
    ROMAN,
    UNITS,
)

# One number as it is written, with commas or without, and what may not stand before it.
WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)"
NUMBER = rf"{WHOLE}(?:\.[0-9]+)?"
START = r"(?<![0-9A-Za-z])(?<![0-9][.,])"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


COUNTS = re.compile(rf"(?:\s?(?:[至到或、]{NUMBER})){{0,8}}\s?(?:{any_of(COUNTED.split('|'))})")
MEASURES = any_of([*COUNTED.split("|"), *MEASURED.split("|"), *UNITS, *UNITS.values()])
MEASURE = re.compile(rf"\s?(?:{MEASURES})")
LABEL = re.compile(rf"(?:[-、至到/][0-9]+){{0,8}}({any_of(LABELLED)})")
HOTLINE = re.compile(rf"(?:{HOTLINES})(?![0-9]|{QUANTITY})")
YEAR = re.compile("(?:19|20)[0-9]{2}")
ORDINAL = re.compile("第(?:[0-9]+[、和及或至到])*$")  # 第2项, 第1、2项
LONGEST_BARE = 6  # digits without a unit that are still one number; more are a code


# ---- documents, days and hours ------------------------------------------------------------------


def document(match: re.Match[str]) -> str:
    """〔2026〕12号 → 二零二六年，十二号, with pauses, so that one can write it down."""
    return f"，{numerals(match[1])}年，{spoken_decimal(match[2])}号"


def date(match: re.Match[str]) -> str:
    """2026-03-02 → 二零二六年三月二日; what is no day of a calendar stays."""
    year, _, month, day = match.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return match[0]
    return f"{numerals(year)}年{spoken_number(int(month), 'zh')}月{spoken_number(int(day), 'zh')}日"


def month(match: re.Match[str]) -> str:
    """2026-03 → 二零二六年三月."""
    return f"{numerals(match[1])}年{spoken_number(int(match[2]), 'zh')}月"


def year(match: re.Match[str]) -> str:
    """2026 before 年 → 二零二六."""
    return numerals(match[1])


def years(match: re.Match[str]) -> str:
    """2024-2025 before 学年 → 二零二四至二零二五."""
    return f"{numerals(match[1])}至{numerals(match[2])}"


def without_zero(match: re.Match[str]) -> str:
    """03月 → 三月."""
    return spoken_number(int(match[1]), "zh")


def hours(match: re.Match[str]) -> str:
    """8:30-17:30 → 上午八点半至下午五点半; the part of the day is said once where it is one."""
    part, hour, minute, part_to, hour_to, minute_to = match.groups()
    from_hour = _of_the_day(int(hour), part)
    said, named = _clock(from_hour, int(minute), part)
    if hour_to is None:
        return said
    to_hour = _of_the_day(int(hour_to), part_to or part)
    if not part_to and from_hour >= to_hour and from_hour < to_hour + 12 < 24:
        to_hour += 12
    ends, part_of_end = _clock(to_hour, int(minute_to), part_to)
    if not part_to and part_of_end == named:
        ends = ends.removeprefix(part_of_end)
    return f"{said}至{ends}"


def _of_the_day(hour: int, part: str | None) -> int:
    return hour + 12 if part in AFTERNOON and hour < 12 else hour


def _clock(hour: int, minute: int, part: str | None) -> tuple[str, str]:
    """The hour as it is said, and the part of the day it falls in."""
    if hour == 24:
        said, derived = f"{part or '晚上'}十二点", "晚上"
        return said + (f"{spoken_number(minute, 'zh')}分" if minute else ""), derived
    said = spoken_time(time(hour, minute), "zh")
    derived = said[:2]
    return (part + said[2:] if part else said), derived


# ---- money, shares and ranges -------------------------------------------------------------------


def money(match: re.Match[str]) -> str:
    """3.50元 → 三元五角; 200元 → 两百元; more places, or a rate, keep the point."""
    whole, cents = match["whole"].replace(",", ""), match["cents"]
    if len(whole) > LONGEST_NUMBER or (whole[0] == "0" and len(whole) > 1):
        return f"{spoken_decimal(match[0][:-1])}元"
    yuan, jiao, fen = int(whole), int(cents[0]), int(cents[1:] or 0)
    said = (_count(whole, counted=True) + "元") if yuan or not (jiao or fen) else ""
    if jiao:
        said += spoken_number(jiao, "zh") + "角"
    elif fen and yuan:
        said += "零"
    return said + (spoken_number(fen, "zh") + "分" if fen else "")


def share(match: re.Match[str]) -> str:
    """5-8% → 百分之五至百分之八."""
    of = {"%": "百分之", "‰": "千分之"}[match["sign"]]
    parts = [part for part in (match["from"], match["to"]) if part]
    return "至".join(of + ("百" if part == "100" else spoken_decimal(part)) for part in parts)


def fraction(match: re.Match[str]) -> str:
    """1/3 → 三分之一; what is no part of a whole is said as two figures."""
    over, under = int(match[1]), int(match[2])
    if not 0 < over < under <= 1000:
        return f"{spoken_decimal(match[1])}，{spoken_decimal(match[2])}"
    return f"{spoken_number(under, 'zh')}分之{spoken_number(over, 'zh')}"


def rising(match: re.Match[str]) -> str:
    """5-10 → 5至10 where it rises; 3-501 before 室 and whatever falls is no range."""
    first, last = match[1], match[2]
    if first.startswith("0") and len(first) > 1:
        return match[0]
    if len(last) > LONGEST_BARE or _of(first) >= _of(last):
        return match[0]
    label = LABEL.match(match.string, match.end())
    if label and label[1] != "号" and len(first) != len(last):
        return match[0]
    return f"{first}至{last}"


def _of(number: str) -> float:
    return float(number.replace(",", "")[:30])


def dashed(match: re.Match[str]) -> str:
    """1-2-501 → 幺杠二杠五零幺: a label whose parts a dash keeps apart."""
    parts = re.split(r"[-–—‐‑]", match[0])
    return "杠".join(spoken_digits(part, "zh") for part in parts)


# ---- labels, units, and whatever figure is left -------------------------------------------------


def unit(match: re.Match[str]) -> str:
    """3km → 三公里, 60km/h → 60公里每小时."""
    figure, named, per = match.groups()
    return figure + UNITS[named] + (f"每{UNITS[per]}" if per else "")


def letters_then_figures(match: re.Match[str]) -> str:
    """C1 → C一, G56 → G五六: one digit as a number, more one by one."""
    written = match[2]
    if "." in written or len(written) == 1:
        return match[1] + spoken_decimal(written)
    return match[1] + spoken_digits(written, "zh")


def dotted(match: re.Match[str]) -> str:
    """1.2.3 → 一点二点三."""
    return "点".join(spoken_decimal(part) for part in match[0].split("."))


def roman(match: re.Match[str]) -> str:
    """Ⅱ → 二."""
    return spoken_number(ROMAN[match[0]], "zh")


def digits(match: re.Match[str]) -> str:
    """What a word before says is a code: 邮编650000 → 邮编六五零零零零."""
    return match[1] + spoken_digits(match[2], "zh")


def figure(match: re.Match[str]) -> str:
    """A figure nothing else is known of: a label, a number to dial, a code, or a number."""
    written, text = match[0], match.string
    if HOTLINE.match(text, match.start()):
        return spoken_digits(written, "zh")
    label = LABEL.match(text, match.end())
    if label and written.isdigit() and len(written) >= LABELLED[label[1]]:
        return spoken_digits(written, "zh")
    measured = MEASURE.match(text, match.end()) is not None
    if not measured and written.isdigit():
        if written in EMERGENCIES or len(written) > LONGEST_BARE:
            return spoken_digits(written, "zh")
        if YEAR.fullmatch(written):
            return numerals(written)
    counted = (
        not ORDINAL.search(text, max(0, match.start() - 24), match.start())
        and COUNTS.match(text, match.end()) is not None
    )
    return _count(written, counted=counted)


def _count(written: str, *, counted: bool) -> str:
    return "两" if counted and written == "2" else spoken_decimal(written)
