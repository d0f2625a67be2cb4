"""Written text made fit to be read out: no markup, no brackets, no web addresses."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from hotline.rules.spoken.figures import is_chinese, spoken_digits

CHINESE_ABBREVIATIONS = {
    "㎡": "平方米",
    "m²": "平方米",
    "km": "公里",
    "℃": "摄氏度",
    "&": "和",
    "手机APP": "手机应用",
    "APP": "手机应用",
    "App": "手机应用",
    "WiFi": "无线网络",
    "Wi-Fi": "无线网络",
}
ENGLISH_ABBREVIATIONS = {
    "㎡": "square metres",
    "m²": "square metres",
    "km": "kilometres",
    "℃": "degrees Celsius",
    "&": "and",
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "and so on",
    "No.": "number",
    "Dept.": "Department",
    "Tel.": "telephone",
    "approx.": "about",
    "RMB": "yuan",
    "CNY": "yuan",
}


URL = re.compile(r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/]", re.IGNORECASE)
CLOCK_SPAN = re.compile(r"(?<=\d:\d\d)\s*[-–—~～]+\s*(?=\d{1,2}:\d\d)")
BRACKETS = re.compile(r"\s*[()（）\[\]【】{}〔〕「」『』〈〉<>]+\s*")
QUOTES_AND_MARKUP = re.compile(r"[“”\"'‘’《》*_#`|\\^~]+")
PAUSES = "，。！？；：、,.!?;:"
REPEATED_PAUSE = re.compile(rf"\s*([{PAUSES}])(?:\s*[，、,])+")
PAUSE_BEFORE_STOP = re.compile(r"[，、,]\s*(?=[。！？；：.!?;])")


def clean_for_say(text: str, language: str) -> str:
    """Text fit to be read out: no control characters, markup, brackets, addresses, emoji.

    Brackets become pauses, an address on the web becomes 网站, common abbreviations become words.
    Numbers stay as they are written.
    """
    chinese = is_chinese(language)
    comma, stop = ("，", "。") if chinese else (", ", ". ")
    text = unicodedata.normalize("NFC", text)
    text = URL.sub("网站" if chinese else "the website", text)
    text = _expand(text, CHINESE_ABBREVIATIONS if chinese else ENGLISH_ABBREVIATIONS)
    text = CLOCK_SPAN.sub("至" if chinese else " to ", text)
    text = BRACKETS.sub(comma, text)
    marks = QUOTES_AND_MARKUP if chinese else re.compile(QUOTES_AND_MARKUP.pattern.replace("'", ""))
    text = marks.sub("", text)
    text = re.sub(rf"(?<![{PAUSES}\n])\s*[\r\n]+\s*", stop, text.strip())
    text = "".join(map(_audible, text))
    text = re.sub(r"[ \t\u3000]+", " ", text)
    text = re.sub(r"(?<=[，。！？；：、]) ", "", text)
    text = PAUSE_BEFORE_STOP.sub("", REPEATED_PAUSE.sub(r"\1", text))
    return text.strip(" ，、,")


TELEPHONE = re.compile(
    r"(?<![\d.-])(?:"
    r"0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4}"
    r"|(?<=拨打)\d{3,8}|(?<=热线)\d{3,8}|(?<=电话)\d{3,8}|(?<=专线)\d{3,8}|(?<=致电)\d{3,8}"
    r"|(?<=[Cc]all )\d{3,8}|(?<=[Dd]ial )\d{3,8}"
    r"|\d{3,8}(?=\s?(?:[\u4e00-\u9fff]{0,6}(?:热线|专线)|hotline))"
    r")(?![\d%-]|\.\d|\s?[年月日元万亿个人])"
)


def spell_telephone_numbers(text: str, language: str) -> str:
    """Text in which what is plainly a telephone number is said digit by digit, nothing else.

    A voice reads 12345 as one number, and a citizen could not write that down.
    """
    return TELEPHONE.sub(lambda match: spoken_digits(match[0], language), text)


@lru_cache(maxsize=8192)
def _audible(character: str) -> str:
    if character in "\t\r\n":
        return " "
    # C: control, format, surrogate, private, unassigned; So, Sk: emoji and their modifiers.
    category = unicodedata.category(character)
    return "" if category[0] == "C" or category in ("So", "Sk", "Mn", "Me") else character


def _expand(text: str, table: dict[str, str]) -> str:
    return _any_of(tuple(table)).sub(lambda match: table[match[0]], text)


@cache
def _any_of(shorts: tuple[str, ...]) -> re.Pattern[str]:
    def standing_alone(short: str) -> str:
        before = r"(?<![A-Za-z])" if short[0].isascii() and short[0].isalpha() else ""
        after = r"(?![A-Za-z0-9])" if short[-1].isascii() and short[-1].isalnum() else ""
        return before + re.escape(short) + after

    return re.compile("|".join(standing_alone(s) for s in sorted(shorts, key=len, reverse=True)))
