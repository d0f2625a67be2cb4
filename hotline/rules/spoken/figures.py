"""Figures as they are said: digits one by one, counts as words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# 幺 for 1: 一 and 七 are easily confused on the telephone.
CHINESE_DIGITS = "零幺二三四五六七八九"
CHINESE_NUMERALS = "零一二三四五六七八九"
ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

MOBILE_DIGITS = 11  # said 3-4-4, as people say their own
LOCAL_DIGITS = 7  # 3-4
SERVICE_DIGITS = 10  # 400 and 800 numbers: 3-3-4
SHORT_NUMBER_DIGITS = 6  # 110, 12345, 96128 and postcodes: in one breath
GROUP_DIGITS = 4
LONGEST_NUMBER = 16  # digits; below 万亿亿, which nobody says


def is_chinese(language: str) -> bool:
    """Is it a Chinese language tag (zh, zh-CN, cmn-CN)?"""
    return language.lower().startswith(("zh", "cmn"))


def spoken_digits(digits: str, language: str) -> str:
    """Digits one by one, a comma (a pause) between groups: 幺二三四，五六七八，九零幺二.

    Anything that is no digit is dropped. Mobile numbers go 3-4-4, short numbers in one breath.
    """
    plain = [int(c) for c in unicodedata.normalize("NFKC", digits) if c.isascii() and c.isdigit()]
    groups = list(_groups(plain))
    if is_chinese(language):
        return "，".join("".join(CHINESE_DIGITS[d] for d in group) for group in groups)
    return ", ".join(" ".join(ENGLISH_DIGITS[d] for d in group) for group in groups)


def _groups(digits: list[int]) -> Iterable[list[int]]:
    if len(digits) <= SHORT_NUMBER_DIGITS:
        return [digits] if digits else []
    if len(digits) == MOBILE_DIGITS and digits[0] == 1:
        return [digits[:3], digits[3:7], digits[7:]]
    if len(digits) == LOCAL_DIGITS:
        return [digits[:3], digits[3:]]
    if len(digits) == SERVICE_DIGITS and digits[:3] in ([4, 0, 0], [8, 0, 0]):
        return [digits[:3], digits[3:6], digits[6:]]
    return [digits[n : n + GROUP_DIGITS] for n in range(0, len(digits), GROUP_DIGITS)]


def numerals(digits: str) -> str:
    """Digits one by one as in a year or behind a point, without 幺: 二零二六."""
    return "".join(CHINESE_NUMERALS[int(digit)] for digit in digits)


def spoken_number(number: int, language: str) -> str:
    """A count as words in Chinese (十二, 一百零五, 两千, 三万两千), as figures in English."""
    if not is_chinese(language):
        return str(number)
    if not 0 <= number < 10**LONGEST_NUMBER:
        raise ValueError(f"nobody says {number} as one number")
    words, gap = "", False
    for value, unit in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // value % 10**4
        if part:
            # 一万零五十, 一亿零三万: a zero for what is empty before, said once.
            zero = "零" if words and (gap or part < 1000) else ""
            words += zero + ("两" if part == 2 and unit else _below_ten_thousand(part)) + unit
        gap = not part
    return re.sub("^一十", "十", words) or "零"


def _below_ten_thousand(number: int) -> str:
    words, gap = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure = number // value % 10
        if figure:
            zero = "零" if gap and words else ""
            two = figure == 2 and (unit == "千" or (unit == "百" and not words))
            words += zero + ("两" if two else CHINESE_NUMERALS[figure]) + unit
        gap = not figure
    return words


def spoken_decimal(written: str) -> str:
    """A figure as written, with or without commas and point, in Mandarin: 一千二百三十四点五.

    What cannot be one number (a leading zero, too many digits) is said digit by digit.
    """
    whole, point, behind = written.replace(",", "").partition(".")
    if len(whole) > LONGEST_NUMBER or (len(whole) > 1 and whole[0] == "0"):
        said = spoken_digits(whole, "zh-CN")
    else:
        said = spoken_number(int(whole), "zh-CN")
    return f"{said}点{numerals(behind)}" if point and behind else said
