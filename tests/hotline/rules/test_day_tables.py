"""Tables of days in three forms, with the mistakes people make in them."""

import json
from datetime import date

import pytest

from hotline.rules.calendar import DayKind, SpecialDay
from hotline.rules.day_tables import days_from_csv, days_from_holiday_cn, days_from_seed

CSV = """\ufeffdate,kind,name,source,confirmed
2026-10-01,holiday,国庆节,国务院通知,yes
2026/10/10,makeup_workday,国庆节调休上班,国务院通知,
,,,,
2026-13-01,holiday,错,国务院通知,
2026-08-05,feast,错,国务院通知,
2026-08-05,local_holiday,,州通知,
2026-08-05,local_holiday,火把节,州通知,maybe
2026-08-05,local_holiday,火把节,"州通知，第1号",no
2026-10-01,holiday,国庆节,国务院通知,yes
"""


def test_csv_keeps_the_good_rows_and_names_the_bad() -> None:
    table = days_from_csv(CSV)
    assert table.days == (
        SpecialDay(date(2026, 10, 1), DayKind.HOLIDAY, "国庆节", "国务院通知"),
        SpecialDay(date(2026, 10, 10), DayKind.MAKEUP_WORKDAY, "国庆节调休上班", "国务院通知"),
        SpecialDay(date(2026, 8, 5), DayKind.LOCAL_HOLIDAY, "火把节", "州通知，第1号", False),
    )
    assert table.faults == (
        "第5行：“2026-13-01”不是日期（应如2026-02-14）",
        "第6行：不认识的类型“feast”",
        "第7行：缺少名称",
        "第8行：“已确认”应为是或否，不是“maybe”",
        "第10行：2026-10-01 重复",
    )


def test_csv_with_chinese_headings() -> None:
    table = days_from_csv("日期,类型,名称,来源,已确认\n2026-02-14,调休上班日,春节,通知,是\n")
    assert table.days == (SpecialDay(date(2026, 2, 14), DayKind.MAKEUP_WORKDAY, "春节", "通知"),)


@pytest.mark.parametrize("text", ["", "hello\nworld\n"])
def test_csv_without_its_heading(text: str) -> None:
    table = days_from_csv(text)
    assert (table.days, len(table.faults)) == ((), 1)


def holiday_cn(year: int, *days: object) -> str:
    return json.dumps({"year": year, "papers": ["https://www.gov.cn/a.htm"], "days": list(days)})


def test_holiday_cn() -> None:
    table = days_from_holiday_cn(
        holiday_cn(
            2024,
            {"name": "元旦", "date": "2023-12-31", "isOffDay": True},
            {"name": "春节", "date": "2024-02-04", "isOffDay": False},
        )
    )
    source = "https://www.gov.cn/a.htm"
    assert table.days == (
        SpecialDay(date(2023, 12, 31), DayKind.HOLIDAY, "元旦", source),
        SpecialDay(date(2024, 2, 4), DayKind.MAKEUP_WORKDAY, "春节调休上班", source),
    )
    assert (table.faults, table.confirmed_through) == ((), date(2024, 12, 31))


def test_holiday_cn_before_the_notice_confirms_nothing() -> None:
    table = days_from_holiday_cn('{"year": 2027, "papers": [], "days": []}')
    assert (table.days, table.confirmed_through) == ((), None)


def test_holiday_cn_with_a_bad_day_confirms_nothing_either() -> None:
    table = days_from_holiday_cn(
        holiday_cn(
            2024,
            {"name": "春节", "date": "2024-02-04", "isOffDay": False},
            {"name": "春节", "date": "2024-02-05"},
            {"name": "春节", "date": "2024-02-06", "isOffDay": "no"},
            "2024-02-07",
        )
    )
    assert (len(table.days), len(table.faults), table.confirmed_through) == (1, 3, None)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"year": "next", "days": []}', "{"])
def test_what_is_no_holiday_cn(text: str) -> None:
    with pytest.raises(ValueError, match="holiday-cn"):
        days_from_holiday_cn(text)


def test_a_seed_spells_out_its_days() -> None:
    row = {"name": "火把节", "from": date(2024, 7, 29), "to": date(2024, 7, 31), "source": "通知"}
    table = days_from_seed({"name": "楚雄", "days": [row]})
    assert [(d.on.day, d.kind) for d in table.days] == [
        (29, DayKind.LOCAL_HOLIDAY),
        (30, DayKind.LOCAL_HOLIDAY),
        (31, DayKind.LOCAL_HOLIDAY),
    ]


@pytest.mark.parametrize(
    "change", [{"kind": "feast"}, {"to": date(2024, 7, 1)}, {"from": "2024-07-29"}]
)
def test_a_mistake_in_a_seed_is_named(change: dict[str, object]) -> None:
    row = {"name": "火把节", "from": date(2024, 7, 29), "source": "通知"} | change
    with pytest.raises(ValueError, match=r"days\[1\]"):
        days_from_seed({"days": [row]})
