"""Emergencies, other channels, everyday matters and wishes: true and false ones (R-4, R-6)."""

from __future__ import annotations

import tomllib

import pytest

from hotline.rules.redirects import Redirects, parse_redirects
from hotline.settings import CONFIG_DIR, ROOT


@pytest.fixture(scope="module")
def redirects() -> Redirects:
    return parse_redirects(tomllib.loads((CONFIG_DIR / "redirects.toml").read_text("utf-8")))


@pytest.mark.parametrize(
    ("heard", "number"),
    [
        ("救命啊我家着火了", "119"),
        ("隔壁起火了冒烟了", "119"),
        ("电梯里有人被困电梯出不来", "119"),
        ("我妈突然晕倒了", "120"),
        ("快帮我叫救护车", "120"),
        ("出车祸了有人受伤", "122"),
        ("有人持刀抢劫", "110"),
        ("我要报警", "110"),
        ("孩子走丢了", "110"),
        ("我家着火了保险怎么赔", "119"),
        ("有人昏迷了，能不能报销先不管快来人", "120"),
        ("有人打我要我赔偿", "110"),
        ("要急救", "120"),
    ],
)
def test_an_emergency_is_told_its_number(redirects: Redirects, heard: str, number: str) -> None:
    found = redirects.emergency(heard)
    assert found is not None
    assert found.number == number
    assert number in found.says


@pytest.mark.parametrize(
    "heard",
    [
        "急救员证怎么考", "报警回执怎么开", "消防验收要什么材料", "救护车收费标准是多少",
        "交通事故认定书怎么复核", "火灾保险怎么赔", "社保卡丢了怎么补办", "应急预案在哪里备案",
    ],
)  # fmt: skip
def test_a_question_about_it_is_no_emergency(redirects: Redirects, heard: str) -> None:
    assert redirects.emergency(heard) is None


@pytest.mark.parametrize(
    ("heard", "wish"),
    [
        ("转人工", "person"), ("帮我转人工服务", "person"), ("没有解决", "no"), ("解决了", "yes"),
        ("谢谢", "yes"), ("知道了，没解决", "no"), ("不知道了", None), ("办telephone", None),
        ("没有", "no"), ("查一下进度", "lookup"), ("English please", "english"),
        ("人工授精报销吗有没有补贴可以领", None), ("没有房产证怎么办落户手续", None),
        ("一寸照片要几张", None), ("继续", "go_on"), ("接着听吧", "go_on"), ("不继续听了", None),
        ("不用接着听了", "enough"), ("够了", "enough"), ("发短信给我", "text_me"),
        ("短信", "text_me"), ("不听了，发短信吧", "text_me"), ("不用发短信了", "enough"),
    ],
)  # fmt: skip
def test_a_short_wish_is_understood_and_a_question_is_not_taken_for_one(
    redirects: Redirects, heard: str, wish: str | None
) -> None:
    assert redirects.wish(heard, among=tuple(redirects.wishes)) == wish


def test_nothing_that_the_base_answers_is_sent_away(redirects: Redirects) -> None:
    texts = []
    for file in sorted((CONFIG_DIR / "example" / "faq").glob("*.toml")):
        for entry in tomllib.loads(file.read_text("utf-8"))["entry"]:
            texts += [entry["question"], *entry["phrasings"]]
    for file in sorted((ROOT / "tests" / "faq_kb" / "data").glob("held_out_*.toml")):
        texts += [row["text"] for row in tomllib.loads(file.read_text("utf-8"))["question"]]
    sent_away = [t for t in texts if redirects.channel(t) or redirects.everyday_matter(t)]
    assert not sent_away


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        ("我们村口那个路灯都坏了半年了", "citizen_hotline"),
        ("怎么查一下我的话费", "phone_bill"),
        ("路灯是哪个部门管的", None),
        ("身份证丢了怎么补办", None),
    ],
)
def test_a_likely_matter_is_told_by_words_with_others_between(
    redirects: Redirects, heard: str, code: str | None
) -> None:
    found = redirects.likely(heard)
    assert (found.code if found else None) == code
