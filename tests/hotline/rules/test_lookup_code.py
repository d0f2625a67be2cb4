"""Lookup codes: every slip of a finger is caught, every way of saying a digit is understood."""

import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.rules.lookup_code import grouped, is_valid, new_code, normalise

codes = st.integers(0, 9 * 10**10 - 1).map(lambda n: new_code(lambda _: n))


@given(codes)
def test_a_new_code_is_twelve_digits_and_valid(code: str) -> None:
    assert is_valid(code)
    assert len(code) == 12
    assert code[0] != "0"


@given(codes)
def test_every_wrong_digit_is_caught(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in "0123456789".replace(right, ""):
            assert not is_valid(code[:place] + wrong + code[place + 1 :])


@given(codes)
def test_every_swap_of_neighbours_is_caught(code: str) -> None:
    for n in range(11):
        if code[n] != code[n + 1]:
            assert not is_valid(code[:n] + code[n + 1] + code[n] + code[n + 2 :])


def test_the_whole_range_is_used() -> None:
    asked: list[int] = []

    def lowest(below: int) -> int:
        asked.append(below)
        return 0

    assert new_code(lowest).startswith("10000000000")
    assert asked == [9 * 10**10]
    assert new_code(lambda below: below - 1).startswith("99999999999")
    assert is_valid(new_code(secrets.randbelow))
    assert is_valid(new_code(random.Random(96128).randrange))


@pytest.mark.parametrize(
    "text", ["", "1", "12345678901", "1234567890123", "12345678901a", "１２３４５６７８９０１２"]
)
def test_what_is_no_code(text: str) -> None:
    assert not is_valid(text)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1234 5678 9012", "123456789012"),
        ("1234-5678-9012#", "123456789012"),
        (" １２３４　５６７８　９０１２ ", "123456789012"),
        ("幺二三四，五六七八，九零幺二。", "123456789012"),
        ("一两三四五六拐八九〇洞二", "123456789002"),
        ("查询码：1234 5678 9012", "123456789012"),
        ("one two three four, five six seven eight, nine oh one two", "123456789012"),
        ("壹贰叁肆伍陆柒捌玖零", "1234567890"),
        ("", ""),
        ("someone", ""),
    ],
)
def test_normalise(text: str, digits: str) -> None:
    assert normalise(text) == digits


@given(codes)
def test_a_printed_code_reads_back(code: str) -> None:
    assert normalise(grouped(code)) == code
    assert [len(group) for group in grouped(code).split()] == [4, 4, 4]
