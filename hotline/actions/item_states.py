"""Somebody asks how an administrative item (办件) stands: no guessing, and nothing is kept."""

from __future__ import annotations

import re
import unicodedata

from hotline.actions import throttle
from hotline.errors import Away, Refused, Throttled
from hotline.item_states import ItemPlatform, ItemState
from hotline.rules.wording import Wording
from hotline.work import Work

GUARD = "item_state"
LONGEST_NUMBER = 40
NUMBER = re.compile(f"[A-Z0-9]{{4,{LONGEST_NUMBER}}}")
LAST_FOUR = re.compile("[0-9]{4}")

WRONG_NUMBER = Wording(
    key="item.wrong_number",
    zh=f"受理编号由字母和数字组成，4至{LONGEST_NUMBER}位，请对照受理回执填写。",
    en=f"An acceptance number has 4 to {LONGEST_NUMBER} letters and digits; see your receipt.",
)
WRONG_LAST_FOUR = Wording(
    key="item.wrong_last_four",
    zh="请填写办件时所留电话的后四位数字。",
    en="Enter the last four digits of the telephone left with the application.",
)
NOT_CONNECTED = Wording(
    key="item.not_connected",
    zh="本专线查不到办件的进度。",
    en="This hotline cannot look up applications.",
)
NO_ANSWER = Wording(
    key="item.no_answer",
    zh="现在查不到办件的进度，请稍后再试。",
    en="Applications cannot be looked up just now; please try again later.",
)
NONE_SUCH = Wording(
    key="item.none_such",
    zh="没有查到：受理编号或者电话后四位不对，请核对后再试。",
    en="Nothing was found: the acceptance number or the last four digits are wrong.",
)


def find(
    work: Work, asked: ItemPlatform | None, *, number: str, last_four: str, subject: str
) -> ItemState | Refused:
    """How the item stands; a refusal is a value, so that the try stays counted."""
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", number)).upper()
    last_four = unicodedata.normalize("NFKC", last_four).strip()
    if asked is None:
        return Refused(NOT_CONNECTED)
    if not NUMBER.fullmatch(number):
        return Refused(WRONG_NUMBER, field="number")
    if not LAST_FOUR.fullmatch(last_four):
        return Refused(WRONG_LAST_FOUR, field="last_four")
    # Counted by who asks and by what is asked for: four digits are soon tried out.
    subjects = (subject, f"item:{number}")
    try:
        throttle.check(work, GUARD, *subjects)
        found = asked.state_of(number=number, last_four=last_four, now=work.now)
    except Throttled as refusal:
        return refusal
    except Away:
        return Refused(NO_ANSWER)
    if found is None:
        throttle.count(work, GUARD, *subjects)
        return Refused(NONE_SUCH)
    return found
