"""Text prepared for the ear, for the telephone and for whoever wants to see what a caller hears.

Languages are `zh…` (Mandarin) and anything else (English).
"""

from __future__ import annotations

from hotline.rules.spoken.cleaning import clean_for_say, spell_telephone_numbers
from hotline.rules.spoken.figures import spoken_digits, spoken_number
from hotline.rules.spoken.moments import spoken_date, spoken_day, spoken_time
from hotline.rules.spoken.pieces import split_for_say


def for_the_ear(text: str, language: str) -> str:
    """Approved text as it is read to a caller; `split_for_say` cuts it into pieces to be said."""
    return spell_telephone_numbers(clean_for_say(text, language), language)


__all__ = [
    "for_the_ear",
    "split_for_say",
    "spoken_date",
    "spoken_day",
    "spoken_digits",
    "spoken_number",
    "spoken_time",
]
