"""Files of entries in and out: every row has its result, and a bad one costs no other."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from faq_kb.exchange import exports, imports
from faq_kb.exchange.columns import NAMED
from faq_kb.exchange.rows import rows, survey
from faq_kb.exchange.writing import WRITERS
from hotline.errors import NotAllowed, Refused
from hotline.records import FaqEntry, FaqImport, FaqImportRow, FaqVersion, OutboxRow
from hotline.work import Actor
from tests.faq_kb.office import Office

GOOD = {
    "代码": "id-card-lost",
    "问题": "居民身份证丢失后怎么补办？",
    "答案": "请带户口簿到派出所申请补领。",
    "其他问法": "身份证丢了怎么补办|身份证掉了咋个办",
    "类别": "household",
    "公开属性": "主动公开",
    "来源": "示例：户政业务办事指南",
    "来源日期": "2026年3月2日",
    "有效期至": "2028/12/31",
}


def as_csv(rows: Iterable[dict[str, Any]], encoding: str = "utf-8", separator: str = ",") -> bytes:
    found = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(found[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[dict[str, Any]]) -> bytes:
    found = list(rows)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(found[0]))
    for row in found:
        sheet.append(list(row.values()))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_json(rows: Iterable[dict[str, Any]]) -> bytes:
    return json.dumps(list(rows), ensure_ascii=False, default=str).encode()


class Clerk:
    """Somebody of 公安局 who sends files in, and looks at what became of them."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self._path = office, folder / "file"
        self.actor = office.make_staff("kb_editor", unit="public_security")

    def send(self, content: bytes, *, actor: Actor | None = None, unit: str = "public_security"):  # type: ignore[no-untyped-def]
        """Send the file in and have all of it done; what became of its rows."""
        work = self.office.work(actor or self.actor)
        found = imports.receive(
            work, unit_id=self.office.unit(unit).id, file_name="条目.csv", content=content
        )
        self._path.write_bytes(content)
        imports.begin(found, survey(self._path))
        imports.take(work, found, list(rows(self._path)))
        imports.finish(work, found)
        return self.results(found)

    def results(self, found: FaqImport) -> list[FaqImportRow]:
        query = select(FaqImportRow).where(FaqImportRow.import_id == found.id)
        return list(self.office.db.scalars(query.order_by(FaqImportRow.line)))


@pytest.fixture
def clerk(office: Office, tmp_path: Path) -> Clerk:
    return Clerk(office, tmp_path)


def told(found: list[FaqImportRow]) -> list[tuple[int, str, str | None]]:
    return [(row.line, row.result.value, row.column_name) for row in found]


def test_whatever_the_clerk_s_programme_writes_becomes_the_same_draft(clerk: Clerk) -> None:
    days = {"来源日期": date(2026, 3, 2), "有效期至": date(2028, 12, 31)}
    phrasings = ["身份证丢了怎么补办", "身份证掉了咋个办"]
    assert told(clerk.send(as_csv([GOOD]))) == [(2, "new_entry", None)]
    for content in (
        as_csv([GOOD], "utf-8-sig"),
        as_csv([GOOD], "gb18030"),
        as_csv([GOOD], "utf-16", "\t"),
        as_csv([GOOD], "utf-8-sig", ";"),
        as_xlsx([GOOD]),
        as_xlsx([GOOD | days]),
        as_json([GOOD]),
        as_json([{**GOOD, "其他问法": phrasings}]),
        json.dumps({"items": [GOOD]}).encode(),
    ):
        assert [row.result.value for row in clerk.send(content)] == ["unchanged"], content[:40]
    version = clerk.office.db.scalars(select(FaqVersion)).one()
    assert (version.state.value, version.question) == ("draft", GOOD["问题"])
    assert (version.source_on, version.valid_until) == (date(2026, 3, 2), date(2028, 12, 31))
    assert [each.text for each in version.phrasings] == phrasings
    assert version.author_id == clerk.actor.id


def test_the_same_file_twice_changes_nothing(clerk: Clerk) -> None:
    without_code = {key: text for key, text in GOOD.items() if key != "代码"}
    for content in (as_csv([GOOD]), as_csv([{**without_code, "问题": "驾驶证怎么换？"}])):
        clerk.send(content)
        before = clerk.office.db.scalar(select(func.count(FaqVersion.id)))
        assert told(clerk.send(content)) == [(2, "unchanged", None)]
        assert clerk.office.db.scalar(select(func.count(FaqVersion.id))) == before


def test_without_a_code_an_entry_is_known_by_its_unit_and_question(clerk: Clerk) -> None:
    clerk.send(as_csv([GOOD]))
    without_code = {key: text for key, text in GOOD.items() if key != "代码"}
    [row] = clerk.send(as_csv([{**without_code, "答案": "请先挂失。"}]))
    assert row.result.value == "new_version"
    entry = clerk.office.db.scalars(select(FaqEntry)).one()
    assert (row.entry_id, entry.code) == (entry.id, "id-card-lost")


def test_what_callers_hear_stays_until_the_imported_version_is_approved(clerk: Clerk) -> None:
    live = clerk.office.publish()
    [row] = clerk.send(as_csv([{**GOOD, "答案": "改过的答案。"}]))
    assert row.result.value == "new_version"
    entry = clerk.office.db.get_one(FaqEntry, row.entry_id)
    assert entry.live_version_id == live.id


BAD = (
    ({"问题": " "}, "question", "没有填写"),
    ({"问题": "长" * 201}, "question", "最多200字"),
    ({"答案": "#REF!"}, "answer", "错误值"),
    ({"代码": "身份证"}, "code", "小写字母"),
    ({"代码": "ｉｄ"}, "code", "全角"),
    ({"公开属性": "公开"}, "publicity", "主动公开、依申请公开、不予公开"),
    ({"公开属性": "不予公开"}, "publicity_reason", "理由"),
    ({"来源日期": "三月二日"}, "source_on", "2026-03-02"),
    ({"来源日期": "2026-02-30"}, "source_on", "没有这一天"),
    ({"来源日期": "2026-11-24"}, "source_on", "不能晚于今天"),
    ({"有效期至": "2026-11-22"}, "valid_until", "有效期已过"),
    ({"承办单位": "无名局"}, "unit", "没有这个单位"),
    ({"承办单位": "南柯州人力资源和社会保障局"}, "unit", "权限"),
    ({"其他问法": "|".join(f"问法{n}" for n in range(201))}, "phrasings", "最多200条"),
    ({"英文问题": "Lost card?"}, "answer_en", "同时填写"),
)


def test_a_bad_row_is_told_with_its_cell_and_costs_no_other(clerk: Clerk) -> None:
    names = dict.fromkeys((name for more, _, _ in BAD for name in more), "") | GOOD
    good = [{**names, "代码": f"good-{n}", "问题": f"第{n}件事怎么办？"} for n in range(len(BAD))]
    bad = [{**names, "代码": f"bad-{n}", **more} for n, (more, _, _) in enumerate(BAD)]
    mixed = [row for pair in zip(bad, good, strict=True) for row in pair]
    found = clerk.send(as_json([{**row, "没有这列": "x"} for row in mixed]))
    assert {row.result.value for row in found[1::2]} == {"new_entry"}
    for row, (more, column, said) in zip(found[::2], BAD, strict=True):
        assert (row.result.value, row.column_name) == ("refused", column), said
        assert row.reason is not None
        assert said in row.reason["zh"]
        heading = NAMED[column].heading.zh
        assert row.given == (more.get(heading, "").strip()[:200] or None)


def test_the_second_row_of_an_entry_is_refused(clerk: Clerk) -> None:
    found = clerk.send(as_csv([GOOD, {**GOOD, "答案": "另一个答案。"}]))
    assert told(found) == [(2, "new_entry", None), (3, "refused", "code")]
    named = {**GOOD, "代码": "", "承办单位": "", "问题": "驾驶证怎么换？"}
    same = [{**named, "承办单位": "public_security"}, {**named, "承办单位": "南柯州公安局"}]
    assert [row.result.value for row in clerk.send(as_csv(same))] == ["new_entry", "refused"]


def test_what_is_in_review_is_not_overwritten(clerk: Clerk) -> None:
    clerk.office.submit(clerk.office.draft())
    [row] = clerk.send(as_csv([{**GOOD, "答案": "改过的答案。"}]))
    assert row.reason is not None
    assert "审查中" in row.reason["zh"]


def test_nobody_imports_for_a_neighbour(clerk: Clerk) -> None:
    stranger = clerk.office.make_staff("kb_editor", unit="qinghe-public_security")
    with pytest.raises(NotAllowed):
        clerk.send(as_csv([GOOD]), actor=stranger)
    [row] = clerk.send(
        as_csv([{**GOOD, "承办单位": "public_security"}]),
        actor=stranger, unit="qinghe-public_security",
    )  # fmt: skip
    assert told([row]) == [(2, "refused", "unit")]
    assert clerk.office.db.scalar(select(func.count(FaqEntry.id))) == 0


def test_a_job_waits_for_every_file(clerk: Clerk) -> None:
    clerk.send(as_csv([GOOD]))
    [job] = clerk.office.db.scalars(select(OutboxRow).where(OutboxRow.kind == "import_file"))
    assert job.payload == {"import_id": clerk.office.db.scalars(select(FaqImport.id)).one()}


def _zip(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return file.getvalue()


def _bomb() -> bytes:
    """A workbook whose sheet is an entity that grows without end (billion laughs)."""
    book = io.BytesIO(as_xlsx([GOOD]))
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ) + "]><x>&i;</x>"  # fmt: skip
    with zipfile.ZipFile(book) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = laughs.encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b" \n", "空的"),
        (as_csv([GOOD]).splitlines()[0], "只有表头"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "另存为 .xlsx"),
        (b"%PDF-1.7\0\0", "不是表格"),
        (b"\xff\xfe\x00\xd8\x00", "编码"),
        (b"PK\x03\x04 broken", "已损坏"),
        (_zip(word__document_xml="<w/>"), "不是表格"),
        (_zip(xl__workbook_xml="<w/>", xl__big_xml="a" * (161 * 1024 * 1024)), "压缩炸弹"),
        (_zip(**{"xl__workbook_xml": "", "xl__vbaProject.bin": ""}), "宏"),
        (_bomb(), "已损坏"),
        (b'[{"a": 1}', "JSON"),
        (b'{"a": 1}', "每个条目一个对象"),
        ("问题,答案\n怎么办,这样".encode(), "缺少这些列：类别、公开属性"),
        ("问题,问题\n".encode(), "出现了两次"),
        (as_csv([GOOD]) + '身份证,"不成对\n'.encode(), "引号没有成对"),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        survey(path)
    assert said in refusal.value.wording.zh


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_what_goes_out_comes_back_unchanged(clerk: Clerk, form: str) -> None:
    clerk.office.publish()
    clerk.office.publish_neighbours()
    tricky = {**GOOD, "代码": "tricky", "问题": "=HYPERLINK(1)怎么办？", "答案": "-1 元，\n'=不变"}
    clerk.send(as_json([tricky]))
    file = io.BytesIO()
    work = clerk.office.work(clerk.actor)
    WRITERS[form][0](file, exports.headings("zh"), exports.entries(work))
    again = clerk.send(file.getvalue())
    assert [row.result.value for row in again] == ["unchanged"] * 5


def test_an_export_holds_what_one_keeps_and_no_formula(clerk: Clerk) -> None:
    office = clerk.office
    office.publish()
    theirs = office.make_staff("kb_editor", unit="qinghe-public_security")
    assert list(exports.entries(office.work(theirs))) == []
    clerk.send(as_json([{**GOOD, "代码": "tricky", "问题": "=HYPERLINK(1)", "答案": "\t@SUM(1)"}]))
    for form, read in (("csv", _from_csv), ("xlsx", _from_xlsx)):
        file = io.BytesIO()
        work = office.work(clerk.actor)
        WRITERS[form][0](file, exports.headings("zh"), exports.entries(work))
        found = read(file.getvalue())
        assert found[0][:4] == ["代码", "承办单位", "问题", "答案"]
        assert [row[0] for row in found[1:]] == ["id-card-lost", "tricky"]
        assert found[2][2] == {"csv": "'=HYPERLINK(1)", "xlsx": "=HYPERLINK(1)"}[form]


def _from_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def _from_xlsx(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
