"""Days and hours as they are said."""

from __future__ import annotations

from datetime import date, time

from hotline.rules.spoken.figures import CHINESE_NUMERALS, is_chinese, spoken_number

CHINESE_WEEKDAYS = "一二三四五六日"
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# fmt: off
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on

PARTS_OF_DAY = ((6, "凌晨"), (12, "上午"), (13, "中午"), (19, "下午"), (24, "晚上"))


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
