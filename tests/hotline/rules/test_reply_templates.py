"""Places of a template and what fills them."""

from __future__ import annotations

from datetime import date

from hotline.rules.reply_templates import day, filled, unknown

VALUES = {"inquirer": "张示例", "reference": "20261123-000001", "unit": "公安局", "today": "今天"}


def test_places_are_filled_in_either_language_and_all_else_stays() -> None:
    text = "{称呼}：{受理编号}收悉。{x} {unit} {日期} {}{ {inquirer}"
    said = "张示例：20261123-000001收悉。{x} 公安局 今天 {}{ 张示例"
    assert filled(text, VALUES) == said
    assert filled("{称呼}", {"inquirer": "{单位}"}) == "{单位}", "a name is no template"


def test_what_is_no_place_is_named_once() -> None:
    assert unknown("{称呼}{姓名}{姓名}{ 称呼 }") == ["姓名", " 称呼 "]
    assert unknown("没有填空，{也没有\n}") == []


def test_a_day_is_written_as_in_a_letter() -> None:
    assert day(date(2026, 2, 7), language="zh-CN") == "2026年2月7日"
    assert day(date(2026, 2, 7), language="en") == "7 February 2026"
