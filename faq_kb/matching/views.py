"""The same text seen in the ways that survive a telephone: meaning-folded, sounded, folded."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opencc import OpenCC

from faq_kb.matching.postings import points, string
from faq_kb.matching.syllables import exact_codes, folded_codes

_DIGITS = str.maketrans("〇零幺一二两三四五六七八九", "0011223456789")
_SPOKEN_DIGITS = re.compile("[〇零幺一二两三四五六七八九]{3,}")


class _Simplified(dict[int, str]):
    """A ``str.translate`` table: traditional to simplified, punctuation to a space."""

    def __init__(self) -> None:
        super().__init__()
        self._convert = OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        character = chr(code)
        simplified = self._convert(character) if character.isalnum() else " "
        self[code] = simplified
        return simplified


_simplified = _Simplified()


@dataclass(frozen=True, slots=True)
class View:
    """A text's views: ``plain`` characters, ``exact`` and ``folded`` syllables.

    ``names_nothing`` says that it is made of common words alone and so names no matter.
    """

    plain: str
    exact: str
    folded: str
    names_nothing: bool


def normal(text: str) -> str:
    """Full-width, capitals, traditional characters, punctuation and digits in words made one."""
    text = unicodedata.normalize("NFKC", text).lower().translate(_simplified)
    return _SPOKEN_DIGITS.sub(lambda spoken: spoken[0].translate(_DIGITS), text)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")


class Viewer:
    """Makes the views of a text by the words of the configuration."""

    def __init__(
        self,
        *,
        fillers: Iterable[str],
        particles: str,
        alike: Mapping[str, Iterable[str]],
        common: Iterable[str],
    ) -> None:
        self._meant = {said: meant for meant, saids in alike.items() for said in saids}
        # A name stands among what is said, so that 怎么办 is not read as 怎么 and 办.
        self._meant.update({meant: meant for meant in alike})
        self._alike = _any_of(self._meant)
        self._fillers = _any_of(fillers)
        self._particles = particles
        self._common = _any_of(common)

    def plain(self, text: str) -> str:
        """The text as it is compared: what is said around the matter left out, words folded."""
        return self._said(text)[0]

    def view(self, text: str) -> View:
        """The views of a text; fillers are left out as long as something remains."""
        plain, is_said = self._said(text)
        codes = points(plain)
        return View(
            plain=plain,
            exact=string(exact_codes(codes)),
            folded=string(folded_codes(codes)),
            names_nothing=not (is_said and self._common.sub("", plain)),
        )

    def _said(self, text: str) -> tuple[str, bool]:
        clauses = normal(text).split()
        bare = (self._fillers.sub(" ", clause).split() for clause in clauses)
        said = "".join(part.strip(self._particles) for parts in bare for part in parts)
        return self._meaning(said or "".join(clauses)), bool(said)

    def _meaning(self, text: str) -> str:
        return self._alike.sub(lambda said: self._meant[said[0]], text)
