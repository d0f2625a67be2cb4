"""A file sent in by a real browser: its progress moves by itself, and nothing is cut off."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from hotline import executor
from ivr.phone import Phone
from tests.agents_console.served import enter, served_console
from tests.agents_console.test_browser import SIZES, UNBROKEN
from tests.databases import Databases
from tests.faq_kb.test_catalogue import ITEM
from tests.faq_kb.test_exchange import GOOD, as_csv

FILE = [
    {**GOOD, **ITEM, "代码": "", "问题": "", "政策解读": UNBROKEN, "公开属性理由": ""},
    {**GOOD, **dict.fromkeys(ITEM, ""), **GOOD, "政策解读": "", "公开属性理由": ""},
    {**GOOD, **dict.fromkeys(ITEM, ""), **GOOD, "代码": UNBROKEN, "问题": "驾驶证怎么换？"},
    {**GOOD, **dict.fromkeys(ITEM, ""), **GOOD, "代码": "kept-back", "问题": UNBROKEN[:200],
     "公开属性": "不予公开", "公开属性理由": UNBROKEN},
]  # fmt: skip


def test_a_file_is_sent_in_and_followed(page: Page, databases: Databases, tmp_path: Path) -> None:
    sent = tmp_path / f"{'很长的文件名' * 10}.csv"
    sent.write_bytes(as_csv(FILE, "gb18030"))
    with served_console(databases, tmp_path) as (url, house):
        enter(page, url, "xinxiyuan.shili")
        page.keyboard.press("Alt+KeyK")
        page.get_by_role("link", name="导入导出").click()
        page.get_by_label("文件").set_input_files(sent)
        page.get_by_role("button", name="导入").press("Enter")
        expect(page.locator("#import")).to_contain_text("等待处理")
        executor.run_all(house, Phone(house.settings))
        expect(page.locator("#import")).to_contain_text("已处理完")
        expect(page.locator("#import")).to_contain_text("4 / 4 行")
        expect(page.get_by_role("row", name="只能用小写字母")).to_contain_text("4")
        with page.expect_download() as report:
            page.get_by_role("link", name="只要没有导入的行").click()
        assert report.value.suggested_filename.endswith(".csv")
        here = page.url.removeprefix(url)
        page.goto(f"{url}/console/knowledge/disclosure?owed=open")
        page.get_by_role("link", name=ITEM["标题"]).click()
        page.wait_for_selector("#item")
        item = page.url.removeprefix(url)
        for path in (
            f"{item}/item", here, item, "/console/knowledge/imports",
            "/console/knowledge/disclosure", "/console/knowledge/withheld",
        ):  # fmt: skip
            page.goto(f"{url}{path}")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
