"""Finds what looks like a private person's data in a text that is to be published.

Official telephones (0871-…, 12345, 96128) are meant to be read out and are not found; mobile
numbers are, and stay when somebody confirms for a reason that they are an office's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError


class PersonalKind(StrEnum):
    """What kind of personal data it looks like; the first kinds win where two overlap."""

    IDENTITY_NUMBER = "identity_number"
    BANK_CARD = "bank_card"
    MOBILE_NUMBER = "mobile_number"
    PLATE = "plate"
    NAME = "name"


@dataclass(frozen=True)
class Found:
    """A stretch of a text that looks personal."""

    kind: PersonalKind
    start: int
    end: int
    text: str


# Full-width signs, and digits in words as a transcript writes them; each sign stays one sign.
NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
DIGITS = {
    ord(word): digit for word, digit in zip("〇零一二三四五六七八九幺", "001234567891", strict=True)
}

IDENTITY = re.compile(r"(?<!\d)\d{6} ?\d{8} ?\d{3}[\dX](?![\dA-Z])")
CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){15,18}(?!\d)")
# The first digits of cards issued in the country: 62 UnionPay, the older 4, 5, 3, and 9558.
CARD_BEGINS = ("3", "4", "5", "6", "9558")
MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
# GA 36: a province, a letter, then five signs, or six on a new-energy vehicle; no I, no O.
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•. -]?"
    r"[A-HJ-NP-Z0-9]{4}(?:[A-HJ-NP-Z0-9]{1,2}|[挂学警港澳])(?![A-Z0-9])"
)
# The commonest surnames of the country, and some that are common in the south-west.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏"
    "苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵"
    "万覃武钱戴严莫孔向常普刀岩者木和字阿寸尚保沐施"
)
HAN = r"[\u4e00-\u9fff]"
GIVEN = r"[\u4e00-\u9fff×*Xx]"
NAME = (
    rf"(?:(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|[{SURNAMES}]){GIVEN}{{1,2}}"
    rf"|{HAN}{{2,5}}[·•]{HAN}{{2,5}})"
)
LABELLED = re.compile(
    r"(?:联系人|经办人|负责人|申请人|当事人|姓名|咨询人|来电人|举报人|投诉人|户主|患者|死者|业主)"
    rf"\s*(?:[:：]|为|是|叫)\s*(?P<name>{NAME})(?!{HAN})"
)
ADDRESSED = re.compile(
    rf"(?<!任)(?<!如)(?<!对)(?<!关)(?<!由)(?<!属)(?<!双)(?<!各)(?<!面)"
    rf"(?P<name>(?!任何|高龄|常年|向来)[{SURNAMES}]{GIVEN}{{0,2}}?)(?:先生|女士|小姐|同志|大爷|大妈|阿姨)"
)
# After a label these name an office or a post, not a person.
POSTS = re.compile(
    r"(?:主任|科长|局长|处长|股长|所长|院长|校长|站长|书记|乡长|镇长|县长|老师|医生)$"
)


def find(text: str) -> tuple[Found, ...]:
    """What looks personal in the text, in its order, no two overlapping."""
    taken: list[Found] = []
    for kind, start, end in _candidates(text):
        if all(end <= one.start or start >= one.end for one in taken):
            taken.append(Found(kind, start, end, text[start:end]))
    return tuple(sorted(taken, key=lambda one: one.start))


def found_in(texts: Mapping[str, str]) -> dict[str, tuple[Found, ...]]:
    """What looks personal in each of the named texts that has anything."""
    found = {name: find(text) for name, text in texts.items()}
    return {name: some for name, some in found.items() if some}


def _candidates(text: str) -> Iterator[tuple[PersonalKind, int, int]]:
    narrow = text.translate(NARROW).upper()
    if len(narrow) != len(text):  # a letter whose capital is two: places would not fit
        narrow = text.translate(NARROW)
    digits = narrow.translate(DIGITS)
    for match in IDENTITY.finditer(digits):
        if _is_identity(match[0].replace(" ", "")):
            yield PersonalKind.IDENTITY_NUMBER, *match.span()
    for match in CARD.finditer(digits):
        number = re.sub(r"[ -]", "", match[0])
        if number.startswith(CARD_BEGINS) and luhn.is_valid(number):
            yield PersonalKind.BANK_CARD, *match.span()
    for match in MOBILE.finditer(digits):
        yield PersonalKind.MOBILE_NUMBER, *match.span()
    for match in PLATE.finditer(narrow):
        if sum(sign.isdigit() for sign in match[0]) >= 2:
            yield PersonalKind.PLATE, *match.span()
    for match in LABELLED.finditer(text):
        if not POSTS.search(match["name"]):
            yield PersonalKind.NAME, *match.span("name")
    for match in ADDRESSED.finditer(text):
        yield PersonalKind.NAME, *match.span("name")


def _is_identity(number: str) -> bool:
    """Whether check digit and birthday fit; the county may be one that is no longer listed."""
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return bool(ric.calc_check_digit(number) == number[-1])
