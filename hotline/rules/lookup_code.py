"""The lookup code (查询码): twelve digits a citizen can hear, write down and key in again.

The last digit is Verhoeff's: it catches every single wrong digit and every swap of neighbours
(R-21); Luhn's does not.
"""

import re
import unicodedata
from collections.abc import Callable

from stdnum import verhoeff

CODE_DIGITS = 12
GROUP_DIGITS = 4

# What people say and recognisers write: 幺 (and 洞, 拐, 勾 on the radio), 两, and formal numerals.
SPOKEN_DIGITS = str.maketrans(
    {
        **dict.fromkeys("零〇○洞", "0"),
        **dict.fromkeys("一幺壹", "1"),
        **dict.fromkeys("二两贰兩貳", "2"),
        **dict.fromkeys("三叁參", "3"),
        **dict.fromkeys("四肆", "4"),
        **dict.fromkeys("五伍", "5"),
        **dict.fromkeys("六陆陸", "6"),
        **dict.fromkeys("七柒拐", "7"),
        **dict.fromkeys("八捌", "8"),
        **dict.fromkeys("九玖勾", "9"),
    }
)
ENGLISH_DIGITS = {
    word: str(digit)
    for digit, words in enumerate(
        ("zero oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in words.split()
}
ENGLISH_WORD = re.compile(rf"\b({'|'.join(ENGLISH_DIGITS)})\b", re.IGNORECASE)
NO_DIGIT = re.compile(r"[^0-9]")


def new_code(randbelow: Callable[[int], int]) -> str:
    """A fresh code from a cryptographic source such as `secrets.randbelow`.

    It never starts with 0: a lone 0 reaches a person, and a caller may pause after one digit.
    Whether it was ever used before is for the ledger's unique key to say.
    """
    first = 10 ** (CODE_DIGITS - 2)
    body = str(first + randbelow(9 * first))
    return body + verhoeff.calc_check_digit(body)


def is_valid(code: str) -> bool:
    """Is it twelve digits whose check digit is right? (Not: was it ever given out.)"""
    if len(code) != CODE_DIGITS or not (code.isascii() and code.isdigit()):
        return False
    return bool(verhoeff.is_valid(code))


def normalise(text: str) -> str:
    """Only the digits of what was keyed, typed or said: full width, 幺二三, spaces, # and all."""
    plain = unicodedata.normalize("NFKC", text).translate(SPOKEN_DIGITS)
    return NO_DIGIT.sub("", ENGLISH_WORD.sub(lambda m: ENGLISH_DIGITS[m[0].lower()], plain))


def grouped(code: str) -> str:
    """The code in groups of four, as it is printed: `1234 5678 9012`."""
    return " ".join(code[n : n + GROUP_DIGITS] for n in range(0, len(code), GROUP_DIGITS))
