"""The sound of a character, exact and as a bad line leaves it, each syllable one code point.

One code point a syllable lets edit distance count syllables. The folded syllable merges what
telephone recognisers and southern speakers confuse: zh/z, ch/c, sh/s, n/l, h/f, -ng/-n.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
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


def folded_reading(character: str) -> str:
    """The folded syllable of a character; nothing for one that has no reading."""
    syllable = reading(character)
    return "" if syllable == character else fold(syllable)


class _Sounds(dict[int, str]):
    """A ``str.translate`` table that fills itself character by character."""

    def __init__(self, *, folded: bool) -> None:
        super().__init__()
        self._folded = folded

    def __missing__(self, code: int) -> str:
        character = chr(code)
        syllable = reading(character)
        if syllable == character:
            sound = character
        else:
            sound = code_point(fold(syllable) if self._folded else "=" + syllable)
        self[code] = sound
        return sound


_exact = _Sounds(folded=False)
_folded = _Sounds(folded=True)
# The same as `_folded` for arrays; pages of it that no text touches take no memory.
_folded_codes = np.zeros(_CODE_POINTS, dtype=np.uint32)


def syllables(text: str) -> str:
    """The text with each Chinese character or digit replaced by its syllable's code point."""
    return text.translate(_exact)


def folded_syllables(text: str) -> str:
    """The text with each Chinese character or digit replaced by its folded syllable's one."""
    return text.translate(_folded)


def folded_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The same for the code points of a text."""
    sounds = _folded_codes[codes]
    if not sounds.all():
        for code in np.unique(codes[sounds == 0]).tolist():
            _folded_codes[code] = ord(_folded[code])
        sounds = _folded_codes[codes]
    return sounds
