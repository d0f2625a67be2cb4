"""The sound of a character, exact and as a bad line leaves it, each syllable one code point.

One code point a syllable lets edit distance count syllables. The folded syllable merges what
telephone recognisers and southern speakers confuse: zh/z, ch/c, sh/s, n/l, h/f, -ng/-n.
"""

import os
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from faq_kb.matching.postings import points, string

# Single characters are all we ask for: without the phrases, and without a copy of the rest, a
# process starts sooner and holds tens of megabytes less:
# https://pypinyin.readthedocs.io/zh_CN/master/faq.html#no-phrases
os.environ.update(PYPINYIN_NO_PHRASES="true", PYPINYIN_NO_DICT_COPY="true")

from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict

_PRIVATE_USE = 0xE000  # Unicode area without characters: no text can hold these code points
SOUNDS = slice(_PRIVATE_USE, 0xF900)  # its code points
_CODE_POINTS = 0x110000
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_code_points: dict[str, str] = {}


def code_point(syllable: str) -> str:
    """The code point that stands for a syllable in this process."""
    return _code_points.setdefault(syllable, chr(_PRIVATE_USE + len(_code_points)))


def fold(syllable: str) -> str:
    """The syllable with the distinctions a bad line loses left out: ``zhang`` → ``zan``."""
    folded = syllable.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    if folded[0] == "n":
        folded = "l" + folded[1:]
    elif folded[0] == "h":
        folded = "f" + folded[1:]
    if len(folded) > 2 and folded[0] == "f" and folded[1] == "u":
        folded = "f" + folded[2:]
        folded = {"fi": "fei", "fn": "fen"}.get(folded, folded)
    if folded.endswith("ng") and not folded.endswith("ong"):
        folded = folded[:-1]
    return folded


@cache
def reading(character: str) -> str:
    """The commonest reading of a character without its tone, or the character itself."""
    readings = pinyin_dict.get(ord(_DIGITS.get(character, character)))
    if readings is None:
        return character
    normal: str = to_normal(readings.split(",")[0])
    return normal


@cache
def folded_reading(character: str) -> str:
    """The folded syllable of a character; nothing for one that has no reading."""
    syllable = reading(character)
    return "" if syllable == character else fold(syllable)


class _Sounds:
    """The sound of every code point, found out once; pages no text touches take no memory."""

    def __init__(self, sound_of: Callable[[str], str]) -> None:
        self._sound_of = sound_of
        self._sounds = np.zeros(_CODE_POINTS, dtype=np.uint32)

    def __call__(self, codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
        sounds = self._sounds[codes]
        if not sounds.all():
            for code in np.unique(codes[sounds == 0]).tolist():
                character = chr(code)
                syllable = reading(character)
                is_read = syllable != character
                self._sounds[code] = ord(self._sound_of(syllable)) if is_read else code
            sounds = self._sounds[codes]
        return sounds


# Each Chinese character or digit of a text's code points replaced by its syllable's code point.
exact_codes = _Sounds(lambda syllable: code_point("=" + syllable))
folded_codes = _Sounds(lambda syllable: code_point(fold(syllable)))


def folded_syllables(text: str) -> str:
    """The text with each Chinese character or digit replaced by its folded syllable's one."""
    return string(folded_codes(points(text)))
