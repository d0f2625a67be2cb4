"""Personal data in a text is found where it stands; official numbers and common words are not."""

from __future__ import annotations

import pytest
from stdnum import luhn
from stdnum.cn import ric

from faq_kb.personal import PersonalKind, find
from hotline.seed.example import read_example
from hotline.settings import CONFIG_DIR

IDENTITY = "53010219900101001"
IDENTITY += ric.calc_check_digit(f"{IDENTITY}0")  # it wants a sign in the check digit's place
CARD = "622202123456789012"
CARD += luhn.calc_check_digit(CARD)


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("请打13800010001找他", PersonalKind.MOBILE_NUMBER, "13800010001"),
        ("电话 138-0001-0001。", PersonalKind.MOBILE_NUMBER, "138-0001-0001"),
        ("+86 138 0001 0001", PersonalKind.MOBILE_NUMBER, "+86 138 0001 0001"),
        ("手机１３８０００１０００１", PersonalKind.MOBILE_NUMBER, "１３８０００１０００１"),
        ("打幺三八零零零一零零零幺", PersonalKind.MOBILE_NUMBER, "幺三八零零零一零零零幺"),
        (f"身份证号{IDENTITY}的", PersonalKind.IDENTITY_NUMBER, IDENTITY),
        ("车牌云A12345。", PersonalKind.PLATE, "云A12345"),
        ("云a·d12345", PersonalKind.PLATE, "云a·d12345"),
        (f"汇到{CARD}", PersonalKind.BANK_CARD, CARD),
        ("联系人：张某某，电话见公告", PersonalKind.NAME, "张某某"),
        ("请与王某先生联系", PersonalKind.NAME, "王某"),
        ("联系人:买买提·示例，", PersonalKind.NAME, "买买提·示例"),
        ("欧阳示例", None, ""),
        ("经办人是欧阳示例。", PersonalKind.NAME, "欧阳示例"),
    ],
)
def test_what_is_personal_is_found_where_it_stands(
    text: str, kind: PersonalKind | None, found: str
) -> None:
    seen = [(one.kind, one.text) for one in find(text)]
    assert seen == ([(kind, found)] if kind else [])
    assert all(text[one.start : one.end] == one.text for one in find(text))


@pytest.mark.parametrize(
    "text",
    [
        "请打0871-12345678，或拨12345、96128、12333。",
        "4001234567",
        "53010219900101001" + ("1" if IDENTITY[-1] != "1" else "2"),  # its check digit is wrong
        CARD[:-1] + ("0" if CARD[-1] != "0" else "1"),
        "统一社会信用代码91530100MA6K12345X",
        "云人社发〔2020〕12号",
        "联系人：王主任",
        "负责人：高新区办公室",
        "任何女士都可以申请，高龄先生优先",
        "2026年11月23日至2027年12月31日",
        "索引号 015279-2026-1380001",
    ],
)
def test_what_is_official_or_common_is_not(text: str) -> None:
    assert find(text) == ()


def test_no_two_overlap() -> None:
    found = find(f"王某先生，{IDENTITY}，13800010001，云A12345")
    assert [one.kind.value for one in found] == [
        "name",
        "identity_number",
        "mobile_number",
        "plate",
    ]


def test_the_example_base_holds_nothing_personal() -> None:
    for rows in read_example(CONFIG_DIR).entries.values():
        for row in rows:
            for text in (row.question, row.answer, row.source, *row.phrasings):
                assert find(text) == (), (row.code, text)
