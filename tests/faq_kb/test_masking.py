"""Nobody reads in a missed question who asked it."""

from __future__ import annotations

import pytest

from faq_kb.masking import masked


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        ("我的电话是13800010001帮我查一下", "我的电话是****帮我查一下"),
        ("一三八零零零一零零零一是我的号码", "****是我的号码"),
        ("办公电话0871 6312 3456打不通", "办公电话****打不通"),
        ("身份证 11010519491231002X 查不到社保", "身份证 **** 查不到社保"),
        ("车牌云A12345被拍了怎么处理", "车牌****被拍了怎么处理"),
        ("我叫王小明想问低保怎么办", "我叫****想问低保怎么办"),
        ("李先生的医保怎么转", "****先生的医保怎么转"),
        ("2026年养老金涨多少", "2026年养老金涨多少"),
        ("12345和96128有什么不一样", "12345和96128有什么不一样"),
        ("我是农民能参加医保吗", "我是农民能参加医保吗"),
        ("", ""),
    ],
)
def test_what_leads_to_a_person_is_hidden(heard: str, shown: str) -> None:
    assert masked(heard) == shown
