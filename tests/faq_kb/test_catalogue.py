"""Items of the disclosure database: known by index number, due in twenty working days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from faq_kb import actions, catalogue
from faq_kb.search import KnowledgeBase
from hotline.actions import working_time
from hotline.errors import NotAllowed
from hotline.records import DisclosureChange, DisclosureItem, FaqEntry, FaqVersion
from hotline.reports import disclosure as reports
from hotline.reports.disclosure import Owed
from hotline.rules.calendar import DayKind, SpecialDay
from tests.faq_kb.office import STEPS, Office
from tests.faq_kb.test_exchange import Clerk, as_csv, as_json, told

ITEM = {
    "索引号": "NK0001-2026-00017",
    "标题": "示例：南柯州流动人口居住登记办法",
    "正文": "来本州居住的，三个工作日内到社区登记。",
    "文号": "南政规〔2026〕7号",
    "信息类型": "规范性文件",
    "生成日期": "2026-11-16",
    "公开属性": "主动公开",
    "有效期至": "2028-12-31",
}


@pytest.fixture
def clerk(office: Office, tmp_path: Path) -> Clerk:
    return Clerk(office, tmp_path)


def item(clerk: Clerk) -> DisclosureItem:
    clerk.office.db.flush()
    clerk.office.db.expire_all()
    return clerk.office.db.scalars(select(DisclosureItem)).one()


def publish(clerk: Clerk) -> FaqVersion:
    """What the last file brought goes through all hands."""
    newest = select(FaqVersion).order_by(FaqVersion.id.desc()).limit(1)
    version = clerk.office.db.scalars(newest).one()
    clerk.office.submit(version)
    for step in STEPS:
        clerk.office.review(version, step)
    return version


def owed(clerk: Clerk, which: Owed = Owed.OPEN) -> list[str]:
    work = clerk.office.work(clerk.actor)
    return [row.index_number for row in reports.listed(work, owed=which).rows]


def test_an_item_is_a_draft_with_the_facts_of_its_catalogue(clerk: Clerk) -> None:
    assert told(clerk.send(as_csv([ITEM])))[0][1:] == ("new_entry", None)
    found = item(clerk)
    version = clerk.office.db.get_one(FaqVersion, found.version_id)
    assert (version.question, version.source) == (ITEM["标题"], ITEM["标题"])
    assert (version.source_number, version.source_on) == (ITEM["文号"], date(2026, 11, 16))
    assert (found.item_type.value, found.issuer) == ("normative_document", "南柯州公安局")
    assert found.effectiveness.value == "in_force"
    assert told(clerk.send(as_json([ITEM]))) == [(1, "unchanged", None)]


def test_two_items_of_one_title_are_told_apart_by_their_index_numbers(clerk: Clerk) -> None:
    other = {**ITEM, "索引号": "NK0001-2025-00009", "生成日期": "2025-11-17"}
    found = clerk.send(as_csv([ITEM, other]))
    assert [row.result.value for row in found] == ["new_entry", "new_entry"]
    assert [row.result.value for row in clerk.send(as_csv([other, ITEM]))] == ["unchanged"] * 2


def test_it_is_due_twenty_working_days_after_it_came_into_being(clerk: Clerk) -> None:
    # Received on 2026-11-23 day 20 is 2026-12-21 (calendar.md); a week earlier it is a week less.
    clerk.send(as_csv([ITEM]))
    assert (item(clerk).days, item(clerk).due_on) == (20, date(2026, 12, 14))
    assert owed(clerk) == [ITEM["索引号"]]
    clerk.office.at("2026-12-14 18:00")
    assert owed(clerk, Owed.OVERDUE) == []
    clerk.office.later(seconds=1)
    assert owed(clerk, Owed.OVERDUE) == [ITEM["索引号"]]


def test_publishing_ends_the_clock_and_a_change_starts_it_anew(clerk: Clerk) -> None:
    clerk.send(as_csv([ITEM]))
    publish(clerk)
    assert owed(clerk) == []
    clerk.office.at("2026-12-01 10:00")
    clerk.send(as_csv([{**ITEM, "正文": "来本州居住的，五个工作日内到社区登记。"}]))
    assert (item(clerk).changed_on, item(clerk).due_on) == (date(2026, 12, 1), date(2026, 12, 29))
    assert owed(clerk) == [ITEM["索引号"]]
    clerk.office.at("2026-12-02 10:00")
    changed = {**ITEM, "正文": "七个工作日内登记。", "变更日期": "2026-11-30"}
    clerk.send(as_csv([changed]))
    assert item(clerk).changed_on == date(2026, 11, 30)
    publish(clerk)
    assert owed(clerk) == []


def test_another_calendar_moves_the_day_and_keeps_the_old_one(clerk: Clerk) -> None:
    clerk.send(as_csv([ITEM]))
    office = clerk.office
    working_time.set_calendar_days(
        office.work(), place_id=office.place("nanke"),
        days=[SpecialDay(date(2026, 12, 1), DayKind.LOCAL_HOLIDAY, "示例节", "example notice")],
    )  # fmt: skip
    assert catalogue.recompute(office.work(), after=0, limit=50) == item(clerk).entry_id
    assert item(clerk).due_on == date(2026, 12, 15)
    assert [one["due_on"] for one in item(clerk).earlier] == ["2026-12-14"]
    assert catalogue.recompute(office.work(), after=item(clerk).entry_id, limit=50) is None


def test_only_the_catalogue_s_facts_change_without_a_new_version(clerk: Clerk) -> None:
    clerk.send(as_csv([ITEM]))
    again = clerk.send(
        as_csv([{**ITEM, "主题分类": "公安", "政策解读": "https://example.gov.cn/1"}])
    )
    assert told(again) == [(2, "new_facts", None)]
    assert clerk.office.db.scalars(select(FaqVersion)).one().number == 1
    changes = clerk.office.db.scalars(select(DisclosureChange).order_by(DisclosureChange.id)).all()
    assert [change.was and change.was["subject"] for change in changes] == [None, None]
    assert changes[1].became["subject"] == "公安"
    shown = reports.of_entry(clerk.office.work(clerk.actor), entry_id=item(clerk).entry_id)
    assert shown is not None
    assert [(name, was.zh, now.zh) for name, was, now in shown.changes[0].facts] == [
        ("subject", "—", "公安"),
        ("interpretation", "—", "https://example.gov.cn/1"),
    ]


def test_what_is_abolished_is_taken_from_callers_at_once(clerk: Clerk) -> None:
    clerk.send(as_csv([ITEM]))
    version = publish(clerk)
    before = clerk.office.edition()
    assert told(clerk.send(as_csv([{**ITEM, "有效性": "废止"}]))) == [(2, "new_facts", None)]
    assert clerk.office.edition() > before
    entry = clerk.office.db.get_one(FaqEntry, version.entry_id)
    assert entry.live_version_id is None
    assert owed(clerk) == []
    new = clerk.send(as_csv([{**ITEM, "索引号": "another", "标题": "别的", "有效性": "失效"}]))
    assert told(new) == [(2, "new_entry", None)]
    query = select(FaqVersion.state).where(FaqVersion.entry_id == new[0].entry_id)
    assert clerk.office.db.scalars(query).one().value == "withdrawn"


def test_a_wrong_fact_is_told_with_its_cell(clerk: Clerk) -> None:
    clerk.send(as_csv([{**ITEM, "代码": "theirs"}]))
    wrong: tuple[tuple[dict[str, str], str], ...] = (
        ({"生成日期": ""}, "made_on"),
        ({"生成日期": "2026-11-24"}, "made_on"),
        ({"变更日期": "2026-11-24"}, "changed_on"),
        ({"信息类型": "新闻"}, "item_type"),
        ({"有效性": "不知道"}, "effectiveness"),
        ({"代码": "mine", "索引号": ITEM["索引号"]}, "index_number"),
    )
    rows = [{**ITEM, "索引号": f"other-{n}", **more} for n, (more, _) in enumerate(wrong)]
    assert [each[2] for each in told(clerk.send(as_json(rows)))] == [each for _, each in wrong]


def test_nobody_changes_a_neighbour_s_item(clerk: Clerk) -> None:
    clerk.send(as_csv([ITEM]))
    stranger = clerk.office.make_staff("kb_editor", unit="qinghe-public_security")
    for more in ({"有效性": "废止"}, {"主题分类": "公安"}, {"正文": "别的。"}):
        row = {**ITEM, "承办单位": "public_security", "有效性": "", **more}
        found = clerk.send(as_csv([row]), actor=stranger, unit="qinghe-public_security")
        assert [each.result.value for each in found] == ["refused"]
    work = clerk.office.work(stranger)
    assert reports.listed(work).rows == ()
    assert list(reports.withheld(work)) == []
    with pytest.raises(NotAllowed):
        actions.withdraw(work, clerk.office.db.scalars(select(FaqVersion)).one(), opinion="x")


def test_the_catalogue_of_what_is_withheld_has_a_reason_each(clerk: Clerk) -> None:
    kept_back = {"公开属性": "不予公开", "公开属性理由": "涉及国家秘密"}
    clerk.send(as_csv([{**ITEM, **kept_back}]))
    work = clerk.office.work(clerk.actor)
    [row] = reports.withheld(work)
    assert (row.index_number, row.reason, row.is_reviewed) == (
        ITEM["索引号"],
        "涉及国家秘密",
        False,
    )
    publish(clerk)
    [row] = reports.withheld(work)
    assert row.is_reviewed
    assert owed(clerk) == []


def test_a_search_finds_both_sources_and_knows_which_is_which(clerk: Clerk) -> None:
    clerk.office.publish()
    clerk.send(as_csv([ITEM]))
    publish(clerk)
    work = clerk.office.work(clerk.actor)
    base, place_id = KnowledgeBase(), clerk.office.place("nanke")
    [first] = base.find(work, "身份证丢了怎么补办", place_id=place_id).answers
    [second] = base.find(work, "流动人口居住登记办法", place_id=place_id).answers
    found = reports.marks(work, [first.entry_id, second.entry_id])
    assert found[second.entry_id].item_type.zh == "规范性文件"
    assert first.entry_id not in found
