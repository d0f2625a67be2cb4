"""Telephone numbers in a text, said digit by digit, so that a caller can write them down."""

from __future__ import annotations

import re

from hotline.rules.spoken.figures import is_chinese, spoken_digits
from hotline.rules.spoken.words import HOTLINES, QUANTITY

DASH = r"[-–—‐‑]"
LONG = re.compile(
    rf"(?<![0-9A-Za-z.])(?<![0-9]{DASH})(?:\+?86[ -]?)?"
    rf"(?P<number>[(（]0[0-9]{{2,3}}[)）] ?[0-9]{{7,8}}|0[0-9]{{2,3}}(?:{DASH}| )?[0-9]{{7,8}}"
    rf"|1[3-9][0-9](?:{DASH}| )?[0-9]{{4}}(?:{DASH}| )?[0-9]{{4}}"
    rf"|[48]00(?:{DASH}| )?[0-9]{{3,4}}(?:{DASH}| )?[0-9]{{3,4}})"
    rf"(?:\s*(?:(?:转分机|分机号?|转|ext\.?|extension){DASH}?\s*|{DASH})"
    r"(?P<extension>[0-9]{1,6}))?"
    rf"(?![0-9%‰]|{DASH}[0-9]|\.[0-9])",
    re.IGNORECASE,
)
NO_NUMBER = rf"(?![0-9]|{QUANTITY})"
NAMED = re.compile(
    r"(?P<before>(?:拨打|拨|热线|电话|专线|致电|传真|短号|总机|座机|[Cc]all|[Dd]ial|[Tt]elephone)"
    rf"(?:号码)?\s?[:：是为]?\s?)(?P<number>[0-9]{{3,8}}){NO_NUMBER}"
    r"|(?<![0-9A-Za-z.,-])(?P<short>[0-9]{3,8})"
    rf"{NO_NUMBER}(?=\s?(?:[\u4e00-\u9fff]{{0,6}}(?:热线|专线)|hotline))"
)
ALONE = re.compile(rf"(?<![0-9A-Za-z.,/-])(?P<number>{HOTLINES}){NO_NUMBER}(?![A-Za-z])")


def spell_telephone_numbers(text: str, language: str) -> str:
    """Text in which what is plainly a telephone number is said digit by digit, nothing else."""
    chinese = is_chinese(language)

    pause, extension = ("，", "，转") if chinese else (", ", ", extension ")

    def long(match: re.Match[str]) -> str:
        digits = re.sub("[^0-9]", "", match["number"])
        # 010 and 02x have three digits, all other places four.
        area = 0 if digits[0] != "0" else 3 if digits[1] in "12" else 4
        parts = [part for part in (digits[:area], digits[area:]) if part]
        said = pause.join(spoken_digits(part, language) for part in parts)
        if match["extension"]:
            said += extension + spoken_digits(match["extension"], language)
        return said

    def named(match: re.Match[str]) -> str:
        digits = match["number"] or match["short"]
        return (match["before"] or "") + spoken_digits(digits, language)

    text = NAMED.sub(named, LONG.sub(long, text))
    if chinese:
        return text
    return ALONE.sub(lambda match: spoken_digits(match["number"], language), text)
