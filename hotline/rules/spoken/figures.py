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
SHORT_NUMBER_DIGITS = 6  # 110, 12345, 96128 and postcodes: in one breath
GROUP_DIGITS = 4


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
    return [digits[n : n + GROUP_DIGITS] for n in range(0, len(digits), GROUP_DIGITS)]


def spoken_number(number: int, language: str) -> str:
    """A count up to 9999 as words in Chinese (十二, 一百零五), as figures in English."""
    if not is_chinese(language):
        return str(number)
    if not 0 <= number <= 9999:
        raise ValueError(f"only 0 to 9999 are said as words, not {number}")
    words, gap = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure = number // value % 10
        if figure:
            words += ("零" if gap and words else "") + CHINESE_NUMERALS[figure] + unit
        gap = not figure
    return re.sub("^一十", "十", words) or "零"
