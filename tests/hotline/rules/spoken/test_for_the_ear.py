"""What is written, and what a caller hears of it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.rules.spoken import for_the_ear, split_for_say

HERE = Path(__file__).parent
LANGUAGES = st.sampled_from(["zh-CN", "en"])
HAN = "社会保障卡丢失补办请携带材料到大厅领取居民登记结婚"
WORDS = st.text(HAN, min_size=1, max_size=6)
# Where figures, marks and what belongs to them meet in ways nobody has thought of.
ODDITIES = st.text(
    "0123456789-—~:：./,，。、（）()〔〕%‰元万年月日号室第至个℃㎡mkgIVXⅡ①②一二两\n"
    ' "#*_×<≥¥A转电话○😀每',
    max_size=24,
)


def _table(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" → ") for line in lines if line and not line.startswith("#")]
    return [(written.replace("\\n", "\n"), said) for written, said in pairs]


def _written() -> list[str]:
    return [written for written, _ in _table("mandarin.txt")]


@pytest.mark.parametrize(("written", "said"), _table("mandarin.txt"))
def test_in_mandarin(written: str, said: str) -> None:
    assert for_the_ear(written, "zh-CN") == said


@pytest.mark.parametrize(("written", "said"), _table("english.txt"))
def test_in_english(written: str, said: str) -> None:
    assert for_the_ear(written, "en") == said


def test_the_tables_are_not_thin() -> None:
    assert len(_table("mandarin.txt")) >= 250
    assert len(_table("english.txt")) >= 25


@given(st.text(max_size=300) | ODDITIES, LANGUAGES)
def test_any_text_can_be_said_and_prepared_twice_is_prepared_once(text: str, language: str) -> None:
    said = for_the_ear(text, language)
    assert for_the_ear(said, language) == said
    for piece in split_for_say(said):
        assert len(piece) <= 500
        assert len(quote(piece, safe="", errors="replace")) <= 4500


@given(st.text(max_size=200) | ODDITIES)
def test_no_figure_is_left_to_a_mandarin_voice(text: str) -> None:
    assert not re.search("[0-9]", for_the_ear(text, "zh-CN"))


@given(st.lists(st.tuples(WORDS, st.sampled_from(_written())), min_size=1, max_size=6))
def test_no_word_is_lost_beside_what_was_prepared(parts: list[tuple[str, str]]) -> None:
    said = for_the_ear("".join(f"{word}，{written}，" for word, written in parts), "zh-CN")
    place = 0
    for word, _ in parts:
        place = said.index(word, place) + len(word)


@given(st.text(HAN + "，。；！？", max_size=200))
def test_a_text_without_figures_stays_word_for_word(text: str) -> None:
    kept = re.sub("[，。；！？]", "", text)
    assert re.sub("[，。；！？]", "", for_the_ear(text, "zh-CN")) == kept


def test_a_number_of_any_length_is_said() -> None:
    assert for_the_ear("9" * 5000 + ".5元", "zh-CN").startswith("九九九九，")
