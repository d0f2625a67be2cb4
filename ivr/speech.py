"""Prepares text for the ear: digits one by one, dates as dates, pieces short enough to be said.

Languages are `zh…` (Mandarin) and anything else (English).
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time
from functools import cache, lru_cache
from urllib.parse import quote

# Provider limits of one <Say>: 4500 characters URL-encoded (error 13521), nine of which go on one
# Chinese character, hence 500.
SAY_CHARACTERS = 500
SAY_ENCODED_CHARACTERS = 4500
MOST_ENCODED = 12  # of one character: four bytes of UTF-8

# 幺 for 1: 一 and 七 are easily confused on the telephone.
CHINESE_DIGITS = "零幺二三四五六七八九"
CHINESE_NUMERALS = "零一二三四五六七八九"
ENGLISH_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
CHINESE_WEEKDAYS = "一二三四五六日"
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# fmt: off
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on

PARTS_OF_DAY = ((6, "凌晨"), (12, "上午"), (13, "中午"), (19, "下午"), (24, "晚上"))

MOBILE_DIGITS = 11  # said 3-4-4, as people say their own
SHORT_NUMBER_DIGITS = 6  # 110, 12345, 96128 and postcodes: in one breath
GROUP_DIGITS = 4

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


def spoken_day(on: date, language: str) -> str:
    """A day gone by, with its year: 二零二六年三月二日; March 2, 2026."""
    if not is_chinese(language):
        return f"{ENGLISH_MONTHS[on.month - 1]} {on.day}, {on.year}"
    return spoken_date(on, language, with_year=True).partition("，")[0]


def spoken_date(on: date, language: str, *, with_year: bool = False) -> str:
    """A date as it is said: 二月二十七日，星期五; Friday, February 27."""
    if not is_chinese(language):
        said = f"{ENGLISH_WEEKDAYS[on.weekday()]}, {ENGLISH_MONTHS[on.month - 1]} {on.day}"
        return f"{said}, {on.year}" if with_year else said
    year = "".join(CHINESE_NUMERALS[int(d)] for d in str(on.year)) + "年" if with_year else ""
    month, day = spoken_number(on.month, language), spoken_number(on.day, language)
    return f"{year}{month}月{day}日，星期{CHINESE_WEEKDAYS[on.weekday()]}"


def spoken_time(at_time: time, language: str) -> str:
    """A time of day as it is said: 上午九点半, 下午两点零五分; 9:30 a.m., noon."""
    hour, minute = at_time.hour, at_time.minute
    if not is_chinese(language):
        if minute == 0 and hour in (0, 12):
            return "noon" if hour else "midnight"
        half = "a.m." if hour < 12 else "p.m."
        return f"{hour % 12 or 12}{f':{minute:02}' if minute else ''} {half}"
    part = next(name for until, name in PARTS_OF_DAY if hour < until)
    said = "两" if hour % 12 == 2 else spoken_number(hour if hour <= 12 else hour - 12, language)
    if minute == 0:
        return f"{part}{said}点"
    if minute == 30:
        return f"{part}{said}点半"
    zero = "零" if minute < 10 else ""
    return f"{part}{said}点{zero}{spoken_number(minute, language)}分"


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


# A digit group never falls apart: 1234 5678 9012, 0871-6316 1234, 2026-02-27, 3.5, 幺二三，四五六.
FIGURE = "零〇幺一二三四五六七八九"
DIGIT_GROUP = re.compile(
    r"[0-9０-９](?:[ .,:/－-]?[0-9０-９])+"
    rf"|[{FIGURE}十百千万两]+(?:，[{FIGURE}]{{2,}})*"
)
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
BREAKS = (
    re.compile(r"[。！？!?]+[”’」』）)]*|\.(?=\s)|\n+"),  # the end of a sentence
    re.compile(r"[；;：:，,、]+"),  # a pause
    re.compile(r"\s+"),
)


def split_for_say(text: str, limit: int = SAY_CHARACTERS) -> list[str]:
    """The text in pieces of at most `limit` characters and 4500 URL-encoded ones, in order.

    Pieces end at the end of a sentence where one is near, else at a pause; never within a group
    of digits or a word, unless that alone is too long for a piece.
    """
    if limit < 1:
        raise ValueError("a piece holds at least one character")
    text = text.strip()
    pieces = []
    while text:
        cut = _cut(text, limit)
        pieces.append(text[:cut].strip())
        text = text[cut:].strip()
    return pieces


def _cut(text: str, limit: int) -> int:
    room = _room(text, limit)
    if room == len(text):
        return room
    # A group that begins inside the room may end outside it, so look at a little more than fits.
    whole = [m.span() for p in (DIGIT_GROUP, WORD) for m in p.finditer(text, 0, 2 * room + 1)]

    def apart(place: int) -> bool:
        return any(start < place < end for start, end in whole)

    for pattern in BREAKS:
        places = [m.end() for m in pattern.finditer(text, 0, room) if not apart(m.end())]
        if places:
            return places[-1]
    return next((place for place in range(room, 0, -1) if not apart(place)), room)


def _room(text: str, limit: int) -> int:
    """How many characters from the start fit into one piece; at least one."""
    if len(text) <= min(limit, SAY_ENCODED_CHARACTERS // MOST_ENCODED):
        return len(text)
    left, place = SAY_ENCODED_CHARACTERS, 0
    for character in text[:limit]:
        left -= len(quote(character, safe="", errors="replace"))
        if left < 0:
            break
        place += 1
    return max(place, 1)
