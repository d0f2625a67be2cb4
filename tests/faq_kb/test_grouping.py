"""Questions that ask the same are put together, and a group never moves."""

from __future__ import annotations

from faq_kb.grouping import Place, group
from faq_kb.matching import Phrasing
from tests.faq_kb.example_base import settings

LICENCE = ("驾驶证丢了怎么补", "驾照掉了咋个补办", "请问一下驾驶证丢失怎么补办")
NOISE = ("半夜工地太吵找谁管", "夜间工地施工太吵了归谁管")


def test_the_first_question_founds_a_group_and_what_asks_the_same_joins() -> None:
    asked = [LICENCE[0], NOISE[0], LICENCE[1], NOISE[1], LICENCE[2], "鱼塘要交税吗"]
    groups = [place.group for place in group([], asked, settings=settings())]
    assert groups == [-1, -2, -1, -2, -1, -6]


def test_known_groups_are_joined_and_stay_apart_though_they_ask_the_same() -> None:
    known = [Phrasing(7, LICENCE[0]), Phrasing(9, NOISE[0])]
    found = group(known, [LICENCE[2], NOISE[1], NOISE[0]], settings=settings())
    assert [place.group for place in found] == [7, 9, 9]
    split = [Phrasing(3, LICENCE[0]), Phrasing(4, LICENCE[1])]
    again = group(split, LICENCE[:2], settings=settings())
    assert [place.group for place in again] == [3, 4]


def test_a_group_that_is_only_somewhat_alike_is_named_beside_the_new_one() -> None:
    [_, second] = group([], ["医保怎么转到外地", "医保转移要多久"], settings=settings())
    assert second == Place(-2, near=-1)
    [_, other] = group([], ["驾驶证丢了怎么补", "鱼塘要交税吗"], settings=settings())
    assert other == Place(-2)


def test_nothing_asked_is_no_group() -> None:
    assert group([], [], settings=settings()) == []
    assert group([Phrasing(1, "鱼塘要交税吗")], [], settings=settings()) == []
