"""Makes of a clean question what a recogniser makes of it on a bad line, for learning and tests."""

import random
from collections.abc import Iterable

from faq_kb.matching.syllables import folded_reading, reading

_BEFORE = (
    "嗯",
    "呃",
    "请问一下",
    "喂 你好",
    "我想问一下",
    "那个",
    "麻烦问一下",
    "你好我想咨询一下",
)
_INSIDE = ("嗯", "呃", "就是说", "那个", "这个")


class Noise:
    """Replaces characters by like-sounding ones drawn from a stock of common characters."""

    def __init__(self, stock: Iterable[str], *, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - for learning, not for secrets
        self._same: dict[str, list[str]] = {}
        self._near: dict[str, list[str]] = {}
        for character in stock:
            self._same.setdefault(reading(character), []).append(character)
            self._near.setdefault(folded_reading(character), []).append(character)

    def hear(self, text: str, *, share: float) -> str:
        """The text with a share of its characters misheard, a few lost, and fillers put in.

        Without a share it is the text itself.
        """
        if not share:
            return text
        heard = [
            self._misheard(character) if self._random.random() < share else character
            for character in text
            if self._random.random() >= share / 5
        ]
        if self._random.random() < 2 * share and heard:
            heard.insert(self._random.randrange(len(heard)), self._random.choice(_INSIDE))
        if self._random.random() < 0.5:
            heard.insert(0, self._random.choice(_BEFORE))
        return "".join(heard) or text

    def _misheard(self, character: str) -> str:
        near = self._random.random() < 1 / 3
        pool = self._near if near else self._same
        sound = folded_reading(character) if near else reading(character)
        others = [other for other in pool.get(sound, []) if other != character]
        return self._random.choice(others) if others else character
