"""Numbered lists as they are said: 第一，…… 第二，……"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from hotline.rules.spoken.figures import spoken_number

HANZI = "一二三四五六七八九十"
NUMBERS = {spoken_number(n, "zh-CN"): n for n in range(1, 100)}
ITEM = re.compile(
    r"(?P<ring>[①-⑳⑴-⒛㈠-㈩])[.、．]?\s*"
    rf"|(?<!第)[(（](?P<bracket>[0-9]{{1,2}}|[{HANZI}]{{1,3}})[)）][.、．]?\s*"
    r"|(?:^|(?<=[\n。；;：:]))[ \t\u3000]*"
    rf"(?P<plain>[0-9]{{1,2}}|[{HANZI}]{{1,3}})(?:[、．]|\.(?![0-9]))\s*",
    re.MULTILINE,
)


ORDINAL = re.compile(rf"第\s?[(（]\s?([0-9]{{1,3}}|[{HANZI}]{{1,3}})\s?[)）]")


def numbered(text: str) -> str:
    """The text with the numbers of its lists said as 第一，第二.

    A ring is always such a number; what stands in brackets or before a point only where 1 and 2
    are both there: （一） alone may be anything, and 三、四月份 is no list.
    """
    text = ORDINAL.sub(r"第\1", text)
    items = [(match, *_read(match)) for match in ITEM.finditer(text)]
    lists = {kind for kind in ("bracket", "plain") if {1, 2} <= set(_values(items, kind))}
    said, done = "", 0
    for match, kind, value in items:
        if value and (kind == "ring" or kind in lists):
            before = said + text[done : match.start()]
            pause = (
                "" if not before.strip() or before.rstrip(" ")[-1] in "，。；：、\n,;:" else "，"
            )
            said = f"{before}{pause}第{spoken_number(value, 'zh-CN')}，"
            done = match.end()
    return said + text[done:]


def _read(match: re.Match[str]) -> tuple[str, int]:
    kind = match.lastgroup or ""
    written = match[kind]
    if kind == "ring":
        written = unicodedata.normalize("NFKC", written).strip("().")
    if written.isascii():
        return kind, int(written)
    return kind, NUMBERS.get(written, 0)


def _values(items: list[tuple[re.Match[str], str, int]], kind: str) -> Iterator[int]:
    return (value for _, of, value in items if of == kind)
