"""Finding and judging on a base small enough to read."""

import numpy as np
import pytest

from faq_kb.matching import Index, Phrasing, judge

from .example_base import example_index, settings

BASE = (
    Phrasing(1, "身份证丢了怎么补办？"),
    Phrasing(1, "补办身份证要带什么"),
    Phrasing(2, "护照丢失如何补发"),
    Phrasing(3, "住房公积金怎么提取？"),
    Phrasing(4, "办理护照需要多少钱"),
    Phrasing(5, "办理居住证需要什么材料"),
    Phrasing(6, "办理营业执照需要什么材料"),
)


@pytest.fixture
def index() -> Index:
    return Index(BASE, settings=settings())


def first(index: Index, heard: str) -> int | None:
    candidates = index.find(heard).candidates
    return candidates[0].entry_id if candidates else None


@pytest.mark.parametrize(
    ("heard", "entry"),
    [
        ("身份证丢了怎么补办", 1),
        ("嗯那个请问一下我的身份证掉了咋个办", 1),
        ("身分政丢了怎么补伴", 1),  # as a bad line is written down
        ("身份證遺失如何補辦", 1),
        ("ＩＤ身份证 丢了！！怎么补办？？", 1),
        ("护照搞丢了咋整", 2),
        ("住房公鸡金咋个提区", 3),
        ("办护照要好多钱", 4),
        ("居住证要哪样材料", 5),
    ],
)
def test_the_entry_is_found_however_it_is_said(index: Index, heard: str, entry: int) -> None:
    assert first(index, heard) == entry


@pytest.mark.parametrize(
    "heard",
    ["办理", "怎么办", "请问怎么办理", "需要什么材料", "我想咨询一下", "补办", "多少钱", "喂你好"],
)
def test_common_words_alone_ask_back(index: Index, heard: str) -> None:
    assert judge(index.find(heard), settings()).kind == "ask_back"


@pytest.mark.parametrize(
    "heard",
    [
        "给我唱首歌",
        "讲个笑话",
        "我想买张火车票",
        "电脑蓝屏怎么办",
        "双色球开奖结果",
        "hello",
        "",
        "？？？",
        "🙂",
    ],
)
def test_what_the_base_does_not_hold_is_not_answered(heard: str) -> None:
    assert judge(example_index().find(heard), settings()).kind in ("nothing", "ask_back")


def test_a_verdict_explains_itself(index: Index) -> None:
    verdict = judge(index.find("身份证丢了怎么补办"), settings())
    assert verdict.kind == "answer"
    (candidate,) = verdict.entries
    assert candidate.entry_id == 1
    assert candidate.phrasing == "身份证丢了怎么补办？"
    assert candidate.agreed["ratio plain"] == 1.0


def test_only_entries_within_are_found(index: Index) -> None:
    within = index.within(np.array([2, 3]))
    found = index.find("身份证丢了怎么补办", within=within).candidates
    assert {candidate.entry_id for candidate in found} <= {2, 3}


def test_an_entry_comes_and_goes_without_a_rebuild(index: Index) -> None:
    longer = index.changed(add=[Phrasing(9, "火葬补贴怎么申领")])
    assert first(longer, "火葬补贴咋个领") == 9
    assert first(longer, "护照搞丢了咋整") == 2
    assert len(longer) == len(BASE) + 1
    shorter = longer.changed(remove=[9, 1, 77])
    assert first(shorter, "火葬补贴咋个领") != 9
    assert first(shorter, "身份证丢了怎么补办") != 1
    assert len(shorter) == len(BASE) - 2


def test_who_asks_the_old_index_meets_no_change(index: Index) -> None:
    index.changed(remove=[1], add=[Phrasing(9, "火葬补贴怎么申领")])
    assert first(index, "身份证丢了怎么补办") == 1
    assert first(index, "火葬补贴咋个领") != 9
    assert len(index) == len(BASE)


def test_an_entry_is_replaced_in_one_change(index: Index) -> None:
    other = index.changed(remove=[3], add=[Phrasing(3, "公租房怎么申请")])
    assert first(other, "公租房咋个申请") == 3
    assert first(other.changed(remove=[3]), "公租房咋个申请") != 3


def test_changes_leave_the_same_answers_as_a_build() -> None:
    built = Index(BASE, settings=settings())
    edited = Index((), settings=settings())
    for phrasing in (*BASE, Phrasing(7, "火葬补贴怎么申领")):
        edited = edited.changed(add=[phrasing])
    edited = edited.changed(remove=[7])
    for heard in ("护照丢了", "居住证材料", "提公积金"):
        assert first(built, heard) == first(edited, heard)


def test_rows_that_came_and_went_are_counted(index: Index) -> None:
    assert index.changes == 0
    assert index.changed(remove=[1], add=[Phrasing(1, "身份证丢了")]).changes == 3


def test_an_empty_base_answers_nothing() -> None:
    assert judge(Index((), settings=settings()).find("身份证丢了"), settings()).kind == "nothing"


def test_a_letter_of_three_hundred_characters_is_read(index: Index) -> None:
    letter = "领导您好，我是城东的居民，" + "事情是这样的，上个星期天我去赶集人很多，" * 12
    assert first(index, letter + "结果住房公积金怎么提取也没有人告诉我") == 3
