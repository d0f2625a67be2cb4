"""The disclosure database at the desk: marked in the search, late items listed, reasons kept."""

from __future__ import annotations

import html
import re

from sqlalchemy import select
from werkzeug.test import TestResponse

from faq_kb import actions
from hotline.records import DisclosureItem, FaqEntry, FaqVersion
from tests.agents_console.conftest import Desk, words
from tests.agents_console.knowledge.test_files import do_jobs, send, table
from tests.faq_kb.office import STEPS
from tests.faq_kb.test_catalogue import ITEM
from tests.faq_kb.test_exchange import GOOD, as_json

CATALOGUE = "/console/knowledge/disclosure"
WITHHELD = "/console/knowledge/withheld"


def bring(desk: Desk, *rows: dict[str, str]) -> list[FaqEntry]:
    """The clerk of 公安局 signs in and sends these rows in."""
    desk.sit_down("kb_editor", unit="public_security")
    send(desk, as_json(rows))
    do_jobs(desk)
    return list(desk.town.db.scalars(select(FaqEntry).order_by(FaqEntry.id)))


def publish_all(desk: Desk) -> None:
    versions = list(desk.town.db.scalars(select(FaqVersion)))
    town = desk.town
    actions.submit(town.work(town.make_staff("kb_editor", place="nanke")), *versions)
    for step, role in zip(STEPS, ("first_reviewer", "second_reviewer", "approver"), strict=True):
        work = town.work(town.make_staff(role, place="nanke"))
        actions.review(work, *versions, step=step, passed=True, opinion="同意。")
    town.db.flush()


def test_a_search_says_which_source_each_answer_is_from(desk: Desk) -> None:
    bring(desk, ITEM, GOOD)
    publish_all(desk)
    found = words(desk.get("/console/answers?q=流动人口居住登记办法"))
    assert "政府信息公开 · 规范性文件" in found
    assert f"索引号 {ITEM['索引号']}" in found
    assert "常见问题" in words(desk.get("/console/answers?q=身份证丢了怎么补办"))


def test_the_catalogue_lists_what_is_late(desk: Desk) -> None:
    bring(desk, ITEM)
    assert "2026年12月14日（周一） 剩15个工作日" in words(desk.get(f"{CATALOGUE}?owed=open"))
    assert ITEM["标题"] not in words(desk.get(f"{CATALOGUE}?owed=overdue"))
    desk.town.at("2026-12-15 09:00")
    desk.sit_down("kb_editor", unit="public_security")
    late = words(desk.get(f"{CATALOGUE}?owed=overdue"))
    assert ITEM["标题"] in late
    assert "逾期1个工作日" in late
    assert "政府信息公开 1" in words(desk.get("/console/knowledge"))
    assert ITEM["标题"] not in words(desk.get(f"{CATALOGUE}?q=别的"))
    assert ITEM["标题"] in words(desk.get(f"{CATALOGUE}?q=南政规"))


def test_the_page_of_an_item_shows_its_facts_and_how_its_day_was_counted(desk: Desk) -> None:
    interpretation = {**ITEM, "索引号": "NK-解读-1", "标题": "示例：登记办法解读"}
    [first] = bring(desk, {**ITEM, "政策解读": "NK-解读-1"})
    second = next(each for each in bring(desk, interpretation) if each.id != first.id)
    page = desk.get(f"/console/knowledge/{first.id}")
    shown = words(page)
    assert f"索引号 {ITEM['索引号']}" in shown
    assert "政府信息主动公开：自次日起20个工作日" in shown
    assert f'href="/console/knowledge/{second.id}">NK-解读-1</a>' in page.text
    bring(desk, {**ITEM, "政策解读": "无此索引号", "主题分类": "公安"})
    shown = words(desk.get(f"/console/knowledge/{first.id}"))
    assert "无此索引号 库里没有" in shown
    assert "主题分类：— → 公安；政策解读：NK-解读-1 → 无此索引号" in shown


def test_the_catalogue_of_what_is_withheld_is_a_page_and_a_file(desk: Desk) -> None:
    bring(desk, {**ITEM, "公开属性": "不予公开", "公开属性理由": "=涉及国家秘密"}, GOOD)
    assert "=涉及国家秘密 草稿" in words(desk.get(WITHHELD))
    found = table(desk.get(f"{WITHHELD}/export?format=csv"))
    assert [row[:5] for row in found[1:]] == [
        [ITEM["索引号"], ITEM["标题"], "规范性文件", "南柯州公安局", "'=涉及国家秘密"]
    ]
    assert desk.reads()[-1] == ("exported", {"what": "withheld", "form": "csv"})


def test_a_neighbour_sees_nothing_of_it(desk: Desk) -> None:
    bring(desk, {**ITEM, "公开属性": "不予公开", "公开属性理由": "涉及国家秘密"})
    desk.sit_down("kb_editor", place="qinghe")
    for path in (CATALOGUE, WITHHELD, f"{WITHHELD}/export"):
        assert ITEM["标题"] not in desk.get(path).text


def test_the_items_go_out_as_a_package_that_comes_back_unchanged(desk: Desk) -> None:
    bring(desk, ITEM, GOOD)
    assert "规范性文件" in words(desk.get("/console/knowledge"))
    package = desk.get("/console/knowledge/export?only=items&format=json")
    assert [item["index_number"] for item in package.json] == [ITEM["索引号"]]  # type: ignore[union-attr]
    assert desk.reads()[-1] == ("exported", {"what": "items", "form": "json"})
    again = send(desk, package.data)
    do_jobs(desk)
    assert "1 没有变化" in words(desk.get(again.location))


FACTS = {
    "index_number": "NK-2026-1",
    "item_type": "plan",
    "issuer": "",
    "subject": "公安",
    "made_on": "2026-11-16",
    "changed_on": "",
    "effectiveness": "in_force",
    "interpretation": "",
    "after": "0",
}


def describe(desk: Desk, entry_id: int, **more: str) -> TestResponse:
    """Fill the facts in by hand, on the page as it is now."""
    here = f"/console/knowledge/{entry_id}/item"
    return desk.send(here, seen=here, **{**FACTS, **more})


def test_an_entry_is_registered_as_an_item_by_hand(desk: Desk) -> None:
    [entry] = bring(desk, GOOD)
    assert "登记为政府信息公开条目" in words(desk.get(f"/console/knowledge/{entry.id}"))
    assert describe(desk, entry.id).status_code == 302
    shown = words(desk.get(f"/console/knowledge/{entry.id}"))
    assert "信息类型 规划计划" in shown
    assert "发布机构 南柯州公安局" in shown
    assert "2026年12月14日" in shown
    page = desk.get(f"/console/knowledge/{entry.id}/item").text
    after = re.findall(r'name="after" value="(\d+)"', page)[0]
    describe(desk, entry.id, after=after, changed_on="2026-11-23")
    assert "2026年12月21日" in words(desk.get(f"/console/knowledge/{entry.id}"))


def test_the_second_of_two_at_one_item_is_told_and_loses_nothing(desk: Desk) -> None:
    [entry] = bring(desk, GOOD)
    describe(desk, entry.id)
    answer = describe(desk, entry.id, subject="我写的主题")
    assert answer.status_code == 422
    assert "别人已经改过这个条目" in words(answer)
    assert 'value="我写的主题"' in answer.text
    assert "现在是：公安" in words(answer)


def test_a_wrong_fact_is_refused_with_its_name_and_keeps_what_was_typed(desk: Desk) -> None:
    first, *_ = bring(desk, GOOD)
    others = [each for each in bring(desk, ITEM) if each.id != first.id]
    for more, said in (
        ({"index_number": " "}, "索引号：必填"),
        ({"made_on": ""}, "生成日期：必填"),
        ({"made_on": "2026-11-24"}, "生成日期：日期不能晚于今天"),
        ({"changed_on": "yesterday"}, "变更日期：看不懂这个日期"),
        ({"item_type": "news"}, "信息类型：只能是"),
        ({"index_number": ITEM["索引号"]}, "已由另一个条目使用"),
        ({"subject": "长" * 201}, "“主题分类”最多200个字"),
    ):
        answer = describe(desk, first.id, **more)
        assert answer.status_code == 422, said
        assert said in words(answer)
        assert 'value="公安"' in answer.text or "subject" in more
    assert len(others) == 1


def test_nobody_describes_a_neighbour_s_entry(desk: Desk) -> None:
    [entry] = bring(desk, GOOD)
    desk.sit_down("kb_editor", unit="human_resources")
    here = f"/console/knowledge/{entry.id}/item"
    assert desk.get(here).status_code == 404
    assert desk.send(here, **FACTS).status_code == 404


def test_what_ends_by_hand_is_heard_no_more(desk: Desk) -> None:
    [entry] = bring(desk, GOOD)
    publish_all(desk)
    desk.sit_down("kb_editor", unit="public_security")
    describe(desk, entry.id, effectiveness="abolished")
    desk.town.db.refresh(entry)
    assert entry.live_version_id is None


def test_what_is_owed_longest_comes_first_page_by_page(desk: Desk) -> None:
    bring(desk, *(
        {**ITEM, "索引号": f"NK-{n:03}", "标题": f"示例{n}", "生成日期": f"2026-11-{1 + n % 20:02}"}
        for n in range(60)
    ))  # fmt: skip
    first = desk.get(f"{CATALOGUE}?owed=open").text
    following = re.search(r'href="([^"]+after=[^"]+)"', first)
    assert following is not None
    second = desk.get(html.unescape(following[1])).text
    shown = [re.findall(r"NK-(\d{3})", page) for page in (first, second)]
    assert [len(numbers) for numbers in shown] == [50, 10]
    items = select(DisclosureItem.index_number, DisclosureItem.due_on)
    due = {row.index_number: row.due_on for row in desk.town.db.execute(items)}
    days = [due[f"NK-{number}"] for numbers in shown for number in numbers]
    assert days == sorted(days)
    assert len(set(days)) > 10
