"""Figures, days, hours, money and measures of a Chinese text as a voice would say them."""

from __future__ import annotations

import re
from collections.abc import Callable

from hotline.rules.spoken import sayings
from hotline.rules.spoken.figures import numerals, spoken_decimal, spoken_digits
from hotline.rules.spoken.sayings import NUMBER, START, WHOLE, any_of
from hotline.rules.spoken.telephones import spell_telephone_numbers
from hotline.rules.spoken.words import CODES, PARTS_NAMED, UNIT_SYMBOLS, UNITS

Say = Callable[[re.Match[str]], str]
Rules = tuple[tuple[re.Pattern[str], Say], ...]

HAN = "\u4e00-\u9fff"
DASH = r"\s*[-–—‐‑~～]+\s*"
TO = rf"(?:{DASH}|\s*[至到]\s*)"
CLOCK = r"(2[0-4]|[01]?[0-9])[:：]([0-5][0-9])(?:[:：][0-5][0-9])?"
NUMERAL = "一二三四五六七八九零〇"
PRICED = "[元次天人个件份张克升吨度分点%‰]|小时|公里|千克|公斤|平方米"
UNIT = any_of(UNITS)


def in_mandarin(text: str) -> str:
    """The text with every figure said in words; what was no figure stays as it was."""
    text = _said(text, BEFORE_TELEPHONES)
    return _said(spell_telephone_numbers(text, "zh-CN"), AFTER_TELEPHONES)


def _said(text: str, rules: Rules) -> str:
    for pattern, say in rules:
        text = pattern.sub(say, text)
    return text


def _as(words: str) -> Say:
    """Always these words, in which \\1 stands for what was found."""
    return lambda match: match.expand(words)


def _ratio(match: re.Match[str]) -> str:
    return f"{match[1]}{spoken_decimal(match[2])}比{spoken_decimal(match[3])}"


def _rules(*pairs: tuple[str, Say]) -> Rules:
    return tuple((re.compile(pattern), say) for pattern, say in pairs)


# Each rule takes what those before it have left; no rule sees a figure that is said already.
BEFORE_TELEPHONES = _rules(
    # What is longer than any number; the patterns below would look at it again and again.
    (r"[0-9]{21,}", lambda match: spoken_digits(match[0], "zh-CN")),
    # 云政发〔2026〕12号, 2026-03-02, 2026.3.2, 2026-03
    (r"[〔\[（(【]((?:19|20)[0-9]{2})[〕\]）)】]\s*第?([0-9]{1,6})号", sayings.document),
    (
        rf"{START}([12][0-9]{{3}})([-/.])([01]?[0-9])\2([0-3]?[0-9])(?![0-9]|\.[0-9])",
        sayings.date,
    ),
    (
        rf"{START}((?:19|20)[0-9]{{2}})[-/](0?[1-9]|1[0-2])(?![-/0-9])(?!学年|年)",
        sayings.month,
    ),
    # 0876-2123456/2123457
    (r"(?<=[0-9]{7})\s?/\s?(?=[0-9]{7})", _as("、")),
)
AFTER_TELEPHONES = _rules(
    # ±5%, ≥18周岁, 5+2
    (r"±\s?(?=[0-9])", _as("正负")),
    (r"(?:≥|>=)\s?(?=[0-9])", _as("不少于")),
    (r"(?:≤|<=)\s?(?=[0-9])", _as("不超过")),
    (r">\s?(?=[0-9])", _as("大于")),
    (r"<\s?(?=[0-9])", _as("小于")),
    (r"(?<=[0-9])\s?\+\s?(?=[0-9])", _as("加")),
    # 邮编650000
    (rf"((?:{CODES})\s*[:：是为]?\s*)([0-9]{{4,}})(?![0-9年元万])", sayings.digits),
    # 比例为1:10, 上午9:00-12:00, 1:3
    (rf"((?:比例|比率|比)[为是约]?)({NUMBER})[:：]({NUMBER})", _ratio),
    (rf"(?<=[0-9]){DASH}(?=(?:次日|翌日|当日))", _as("至")),
    (
        rf"(?:({PARTS_NAMED})\s?)?{CLOCK}(?:{TO}(?:({PARTS_NAMED})\s?)?{CLOCK})?(?![0-9:：])",
        sayings.hours,
    ),
    (rf"{START}()({NUMBER})[:：]({NUMBER})(?![0-9])", _ratio),
    # 3月2日-5日, 50元-100元, 第3条-第5条, 周一-周五
    (rf"(?<=[元%‰年月日天岁点时分号条℃级万亿周米斤]){DASH}(?=第?[0-9])", _as("至")),
    (rf"((?:周|星期)[一二三四五六日天]){DASH}(?=(?:周|星期)?[一二三四五六日天])", _as(r"\1至")),
    # 2024-2025学年, 2025至2026年, 2026年, 26年3月, 03月
    (
        rf"{START}((?:19|20)[0-9]{{2}})(?:{TO}|/)((?:19|20)?[0-9]{{2}})(?=年|学年|级|届)",
        sayings.years,
    ),
    (r"(?<![0-9])(?<![0-9][.,])((?:19|20)[0-9]{2})(?=年|级|届|版|春|秋)", sayings.year),
    (r"(?<![0-9])([0-9]{2})(?=年[01]?[0-9]月)", sayings.year),
    (r"(?<![0-9])0([0-9])(?=[月日号时点分])", sayings.without_zero),
    # ¥50, 3.50元, 300元/人/月
    (rf"[¥￥]\s?({NUMBER})(万|亿)?元?", _as(r"\1\2元")),
    (
        rf"{START}(?<![-–—~～至到])(?P<whole>{WHOLE})\.(?P<cents>[0-9]{{1,2}})元(?![/每])",
        sayings.money,
    ),
    (
        rf"({NUMBER}[万亿]?(?:{PRICED}))((?:\s?/[{HAN}]{{1,3}}(?=/))*\s?/\s?)(?=[{HAN}㎡])",
        lambda match: match[1] + re.sub(r"\s?/\s?", "每", match[2]),
    ),
    (rf"({NUMBER}[万亿]?)\s?/\s?(?=[年月天日次人户吨亩])", _as(r"\1每")),
    # 3.5%, 20%-30%, 5‰, 1/3
    (
        rf"{START}(?P<from>{NUMBER})(?:[%‰](?={TO}))?(?:{TO}(?P<to>{NUMBER}))?(?P<sign>[%‰])",
        sayings.share,
    ),
    (rf"{START}([0-9]{{1,4}})/([0-9]{{1,4}})(?![0-9/])", sayings.fraction),
    # 5-10, 1-2-501, 35mm×45mm, 7×24
    (rf"{START}(?<![0-9][-–—‐‑])({NUMBER}){DASH}({NUMBER})(?![0-9]|{DASH}[0-9])", sayings.rising),
    (r"(?<![0-9A-Za-z])[0-9]+(?:[-–—‐‑][0-9]+)+", sayings.dashed),
    (r"(?<=[0-9a-z米㎡])\s?[×*]+\s?(?=[0-9])|(?<=[0-9])\s?[xX]\s?(?=[0-9])", _as("乘")),
    # 90㎡, 60km/h, -5℃
    (rf"({NUMBER}\s?)({UNIT})(?:/({UNIT}))?(?![A-Za-z0-9])", sayings.unit),
    (r"(?<![0-9])[-－−]\s?(?=[0-9]+(?:\.[0-9]+)?\s?(?:摄氏度|度))", _as("零下")),
    # Ⅱ级, C1驾照, yn_12333, and whatever figure is left
    (r"[Ⅰ-Ⅻ]|(?<![A-Za-z])(?:I{1,3}|IV|VI{0,3}|IX)(?=[级类型期])", sayings.roman),
    (r"(?<=[0-9A-Za-z])_(?=[0-9A-Za-z])", _as("下划线")),
    (rf"([A-Za-z][-·]?)({NUMBER})(?![0-9]|[.,][0-9])", sayings.letters_then_figures),
    (r"(?<![0-9.,])[0-9]{1,6}(?:\.[0-9]{1,6}){2,}(?![0-9])", sayings.dotted),
    (r"(?<![0-9])(?=\.[0-9])", _as("零")),
    (r"(?<=零)\.([0-9]+)(?![0-9.])", lambda match: "点" + numerals(match[1])),
    (any_of(UNIT_SYMBOLS), lambda match: UNIT_SYMBOLS[match[0]]),
    (rf"{START}{NUMBER}", sayings.figure),
    (r"[0-9]+", lambda match: spoken_digits(match[0], "zh-CN")),
    # 二○二六年 is written with a ring as often as with a zero.
    (rf"(?<=[{NUMERAL}○])○|○(?=[{NUMERAL}])", _as("〇")),
    (r"\s*○\s*", _as(" ")),
    # What is left of sums: 工本费250元+邮费28元=278元
    (rf"(?<=[{HAN}])\s?\+\s?(?=[{HAN}])", _as("加")),
    (rf"(?<=[{HAN}])\s?\**×\**\s?(?=[{HAN}])", _as("乘")),
    (rf"(?<=[{HAN}])\s?=\s?(?=[{HAN}])", _as("等于")),
)
