"""Text prepared for the ear, for the telephone and for whoever wants to see what a caller hears.

Languages are `zh…` (Mandarin) and anything else (English).
"""

from __future__ import annotations

from functools import lru_cache

from hotline.rules.spoken.cleaning import paused, tidied
from hotline.rules.spoken.english import in_english
from hotline.rules.spoken.figures import is_chinese, spoken_digits, spoken_number
from hotline.rules.spoken.lists import numbered
from hotline.rules.spoken.mandarin import in_mandarin
from hotline.rules.spoken.moments import spoken_date, spoken_day, spoken_time
from hotline.rules.spoken.pieces import split_for_say, split_to_listen


def for_the_ear(text: str, language: str) -> str:
    """Approved text as it is read to a caller; `split_for_say` cuts it into pieces to be said."""
    text = tidied(text, language)
    text = in_mandarin(numbered(text)) if is_chinese(language) else in_english(text)
    return paused(text, language)


@lru_cache(maxsize=512)
def listening_parts(text: str, language: str, *, limit: int) -> tuple[str, ...]:
    """An approved answer for the ear, in parts of about `limit` characters that are read in one go.

    Remembered, for a long answer takes milliseconds; nothing personal may be given to it.
    """
    return tuple(split_to_listen(for_the_ear(text, language), limit))


__all__ = [
    "for_the_ear",
    "listening_parts",
    "split_for_say",
    "spoken_date",
    "spoken_day",
    "spoken_digits",
    "spoken_number",
    "spoken_time",
]
