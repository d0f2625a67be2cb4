"""Written text without what cannot be heard: markup, brackets, web addresses, emoji."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from hotline.rules.spoken.figures import is_chinese
from hotline.rules.spoken.words import CHINESE_ABBREVIATIONS, ENGLISH_ABBREVIATIONS, FRACTIONS

URL = re.compile(
    r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/]"
    r"|(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]+\.)+(?:cn|com|net|org)(?![A-Za-z0-9@.-])(?:/[!-~]*[A-Za-z0-9/])?",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
QUOTES = re.compile(r"[“”\"‘’《》`\\|^]+")
# Marks that the figures of a Chinese text may need, and apostrophes, which English does.
CHINESE_MARKUP, ENGLISH_MARKUP = re.compile(r"[*_#']+"), re.compile(r"[*_#]+")
BULLET = re.compile(r"^[-–•·]\s+", re.MULTILINE)
EITHER = re.compile(r"(?<=[\u4e00-\u9fff])(?<![一二三四五六七八九十])/(?=[\u4e00-\u9fff])")
BRACKETS = re.compile(r"\s*[()（）\[\]【】{}〔〕「」『』〈〉<>［］]+\s*")
PAUSES = "，。！？；：、,.!?;:"
REPEATED_PAUSE = re.compile(rf"\s*([{PAUSES}])(?:\s*[，、,])+")
PAUSE_BEFORE_STOP = re.compile(r"[，、,]\s*(?=[。！？；：.!?;])")
LONG_DASH = re.compile(r"\s*(?:—{2,}|…+|-{2,}|[~～]+)\s*")
# Full-width letters and figures; Chinese commas and stops stay what they are.
WIDE = {
    code: chr(code - 0xFEE0)
    for code in range(0xFF01, 0xFF5F)
    if chr(code) not in "，：；！？（）～．"
} | {ord("．"): "."}
WAVES = dict.fromkeys(map(ord, "~～"), "–")
# Symbols of which a word is made later; all others that cannot be heard go at once.
MEANT = "㎡㎥㎢㎜㎝㎞㎎㎏㏄℃°○№|~^`+<>=±×$¥￥"


def tidied(text: str, language: str) -> str:
    """The text without invisible characters, quotes and emoji, web addresses named, on its lines.

    What stood between two letters or figures leaves a space, so that nothing is joined by it.
    """
    chinese = is_chinese(language)
    text = unicodedata.normalize("NFC", text).translate(WIDE if chinese else WAVES)
    lines = (" ".join("".join(map(_audible, line)).split()) for line in text.splitlines())
    text = BULLET.sub("", "\n".join(line for line in lines if line))
    for symbol, written in FRACTIONS.items():
        text = text.replace(symbol, written)
    text = EMAIL.sub("电子邮箱" if chinese else "the e-mail address", text)
    text = URL.sub("网站" if chinese else "the website", text)
    text = _without(QUOTES, text if chinese else _without(ENGLISH_MARKUP, text))
    return _expand(text, CHINESE_ABBREVIATIONS if chinese else ENGLISH_ABBREVIATIONS)


def paused(text: str, language: str) -> str:
    """The text on one line: brackets and line ends become pauses, each pause is one."""
    comma, stop = ("，", "。") if is_chinese(language) else (", ", ". ")
    if is_chinese(language):
        text = EITHER.sub("、", _without(CHINESE_MARKUP, text))
    text = LONG_DASH.sub(comma, text)
    text = BRACKETS.sub(comma, text)
    text = re.sub(rf"(?<![{PAUSES}\n])\s*\n\s*", stop, text.strip())
    squeezed = ""
    while squeezed != text:
        squeezed, text = text, _squeezed(text, after="" if is_chinese(language) else " ")
    return text


def _squeezed(text: str, *, after: str) -> str:
    """Of several pauses the one that counts, with what stands `after` it."""
    text = REPEATED_PAUSE.sub(rf"\1{after}", text)
    text = PAUSE_BEFORE_STOP.sub("", re.sub(r"\s+", " ", text))
    text = re.sub(r"(?<=[，。！？；：、]) ", "", text)
    return text.strip(" ，、,")


def _without(marks: re.Pattern[str], text: str) -> str:
    def gone(match: re.Match[str]) -> str:
        start, end = match.span()
        joined = start > 0 and end < len(text) and _is_written(text[start - 1], text[end])
        return " " if joined else ""

    return marks.sub(gone, text)


def _is_written(before: str, after: str) -> bool:
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


@lru_cache(maxsize=8192)
def _audible(character: str) -> str:
    if character.isspace():
        return " "
    # C: control, format, surrogate, private, unassigned; So, Sk: emoji and their modifiers.
    category = unicodedata.category(character)
    mute = category[0] == "C" or category in ("So", "Sk", "Mn", "Me")
    return "" if mute and character not in MEANT else character


def _expand(text: str, table: dict[str, str]) -> str:
    def word(match: re.Match[str]) -> str:
        said = table[match[0]]
        # 90㎡ is one word with its figure on paper, and two in English speech.
        return (
            f" {said}"
            if said.isascii() and text[match.start() - 1 : match.start()].isdigit()
            else said
        )

    return _any_of(tuple(table)).sub(word, text)


@cache
def _any_of(shorts: tuple[str, ...]) -> re.Pattern[str]:
    def standing_alone(short: str) -> str:
        before = r"(?<![A-Za-z])" if short[0].isascii() and short[0].isalpha() else ""
        after = r"(?![A-Za-z])" if short[-1].isascii() and short[-1].isalnum() else ""
        return before + re.escape(short) + after

    return re.compile("|".join(standing_alone(s) for s in sorted(shorts, key=len, reverse=True)))
