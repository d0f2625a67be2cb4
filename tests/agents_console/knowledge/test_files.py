"""Files of entries at the desk: sent in, followed row by row, taken out; nobody else's."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from agents_console.blueprint import LARGEST_UPLOAD_BYTES
from faq_kb.exchange import handing_in
from hotline import executor
from hotline.actions.roles import actor_of
from hotline.records import FaqImport, FaqVersion, Staff
from ivr.phone import Phone
from tests.agents_console.conftest import Desk, words
from tests.faq_kb.test_exchange import GOOD, as_csv

IMPORTS = "/console/knowledge/imports"


def send(desk: Desk, content: bytes, *, unit: str = "public_security") -> TestResponse:
    """Choose the file and press the button."""
    return desk.send(
        IMPORTS, seen=IMPORTS, unit=str(desk.town.unit(unit).id),
        file=(io.BytesIO(content), "条目.csv"),
    )  # type: ignore[arg-type]  # fmt: skip


def do_jobs(desk: Desk) -> None:
    executor.run_all(desk.house, Phone(desk.settings))


def table(answer: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_file_is_followed_until_every_row_has_its_result(desk: Desk) -> None:
    actor = desk.sit_down("kb_editor", unit="public_security")
    bad = {**GOOD, "代码": "other", "问题": "驾驶证怎么换？", "有效期至": "去年"}
    answer = send(desk, as_csv([GOOD, bad], "gb18030"))
    page = desk.get(answer.location)
    assert "等待处理" in words(page)
    assert 'hx-trigger="every 1s"' in page.text
    do_jobs(desk)
    piece = desk.get(answer.location, HX_Request="true")
    assert "<html" not in piece.text
    assert "hx-trigger" not in piece.text
    assert "已处理完 2 / 2 行" in words(piece)
    assert "3 有效期至 看不懂这个日期，请写成 2026-03-02。 去年" in words(piece)
    version = desk.town.db.scalars(select(FaqVersion)).one()
    assert (version.state.value, version.author_id) == ("draft", actor.id)
    assert "新条目（草稿） 1" in words(desk.get(IMPORTS))


def test_the_report_is_a_table_for_a_spreadsheet(desk: Desk) -> None:
    desk.sit_down("kb_editor", unit="public_security")
    bad = {**GOOD, "代码": "=1+1"}
    answer = send(desk, as_csv([GOOD, bad]))
    do_jobs(desk)
    report = desk.get(f"{answer.location}/report")
    assert report.headers["Content-Disposition"].startswith("attachment")
    assert table(report) == [
        ["行号", "结果", "列", "说明", "原内容", "条目代码"],
        ["2", "新条目（草稿）", "", "", "", "id-card-lost"],
        ["3", "没有导入", "代码", "代码只能用小写字母、数字和短横。", "'=1+1", ""],
    ]
    assert len(table(desk.get(f"{answer.location}/report?only=refused"))) == 2


def test_a_file_that_is_no_table_says_so_and_takes_nothing(desk: Desk) -> None:
    desk.sit_down("kb_editor", unit="public_security")
    answer = send(desk, b"%PDF-1.7\0")
    do_jobs(desk)
    page = words(desk.get(answer.location))
    assert "读不出来 这不是表格文件" in page
    found = desk.town.db.scalars(select(FaqImport)).one()
    assert (found.content, found.row_count) == (None, None)


def test_a_form_without_its_file_says_so(desk: Desk) -> None:
    desk.sit_down("kb_editor", unit="public_security")
    unit = str(desk.town.unit("public_security").id)
    answer = desk.send(IMPORTS, seen=IMPORTS, unit=unit)
    assert answer.status_code == 422
    assert "请选择要导入的文件" in words(answer)
    answer = send(desk, b"")
    assert "请选择要导入的文件" in words(answer)
    assert desk.send(IMPORTS, seen=IMPORTS, unit="x").status_code == 422


def test_only_the_sender_sees_a_file(desk: Desk) -> None:
    desk.sit_down("kb_editor", unit="public_security")
    answer = send(desk, as_csv([GOOD]))
    desk.sit_down("kb_editor", unit="human_resources")
    for path in (answer.location, f"{answer.location}/report"):
        assert desk.get(path).status_code == 404
    assert "条目.csv" not in words(desk.get(IMPORTS))


def test_nobody_sends_for_another_unit(desk: Desk) -> None:
    desk.sit_down("kb_editor", unit="public_security")
    assert "南柯州公安局" in desk.get(IMPORTS).text
    assert "南柯州人力资源和社会保障局" not in desk.get(IMPORTS).text
    assert send(desk, as_csv([GOOD]), unit="human_resources").status_code == 403


def test_who_has_lost_the_right_meanwhile_imports_nothing(desk: Desk) -> None:
    _, row = desk.staff("kb_editor", unit="public_security")
    desk.enter(row.username)
    answer = send(desk, as_csv([GOOD]))
    row.is_active = False
    desk.town.db.flush()
    do_jobs(desk)
    assert desk.town.db.scalars(select(FaqVersion)).all() == []
    row.is_active = True
    desk.town.db.flush()
    desk.enter(row.username)
    assert "您没有为该单位做这一步的权限" in words(desk.get(answer.location))


def test_the_template_is_a_file_that_can_be_imported(desk: Desk) -> None:
    desk.sit_down("kb_editor", unit="public_security")
    for form in ("csv", "xlsx", "json"):
        template = desk.get(f"{IMPORTS}/template?format={form}")
        answer = send(desk, template.data)
        do_jobs(desk)
        assert "没有导入 1" not in words(desk.get(IMPORTS)), form
        assert "1 / 1 行" in words(desk.get(answer.location)), form


def test_an_export_holds_only_what_one_keeps_and_is_noted(desk: Desk) -> None:
    desk.sit_down("kb_editor", unit="public_security")
    send(desk, as_csv([GOOD]))
    do_jobs(desk)
    found = table(desk.get("/console/knowledge/export?format=csv"))
    assert [row[0] for row in found] == ["代码", "id-card-lost"]
    assert desk.reads()[-1] == ("exported", {"what": "entries", "form": "csv"})
    desk.sit_down("kb_editor", unit="human_resources")
    assert len(table(desk.get("/console/knowledge/export?format=nonsense"))) == 1


def test_only_who_is_signed_in_may_send_much(desk: Desk) -> None:
    body: dict[str, Any] = {"file": (io.BytesIO(bytes(1024 * 1024)), "big.csv")}
    assert desk.client.post(IMPORTS, data=body).status_code == 413
    desk.sit_down("kb_editor", unit="public_security")
    assert send(desk, b"a" * LARGEST_UPLOAD_BYTES).status_code == 413
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(IMPORTS).text)
    assert token is not None
    much = {"csrf_token": token[1], "text": "a" * (1024 * 1024)}
    assert desk.client.post("/console/sign-out", data=much).status_code == 413


# ---- handing in ----------------------------------------------------------------------------------


def states(desk: Desk) -> list[str]:
    """The state of every version, the oldest first."""
    desk.town.db.flush()
    desk.town.db.expire_all()
    query = select(FaqVersion.state).order_by(FaqVersion.id)
    return [each.value for each in desk.town.db.scalars(query)]


def bring(desk: Desk, *more: dict[str, str]) -> str:
    """The clerk sends in three good rows and these; the page of the import."""
    desk.sit_down("kb_editor", unit="public_security")
    good = [{**GOOD, "代码": f"entry-{n}", "问题": f"第{n}件事怎么办？"} for n in range(3)]
    answer = send(desk, as_csv([*good, *more]))
    do_jobs(desk)
    return str(answer.location)


def test_all_drafts_of_a_file_are_handed_in_at_once_and_once(desk: Desk) -> None:
    here = bring(desk)
    assert "全部送审（3条草稿）" in words(desk.get(here))
    for _ in range(2):
        assert desk.send(f"{here}/hand-in", seen=here).status_code == 302
    assert 'hx-trigger="every 1s"' in desk.get(here).text
    do_jobs(desk)
    assert states(desk) == ["in_review"] * 3
    page = words(desk.get(here))
    assert "已送审 3 条已送审，0 条没有送审" in page
    assert "全部送审" not in page
    again = desk.send(f"{here}/hand-in", seen=here)
    assert again.status_code == 422
    assert "没有等待送审的草稿" in words(again)


def test_what_looks_personal_is_not_handed_in_and_costs_no_other(desk: Desk) -> None:
    personal = {**GOOD, "代码": "personal", "问题": "找谁办？", "答案": "请打13800010001。"}
    here = bring(desk, personal)
    desk.send(f"{here}/hand-in", seen=here)
    do_jobs(desk)
    assert sorted(states(desk)) == ["draft", "in_review", "in_review", "in_review"]
    page = words(desk.get(here))
    assert "3 条已送审，1 条没有送审" in page
    assert "5 内容里有疑似个人信息" in page
    assert "全部送审（1条草稿）" in page


def test_nobody_hands_in_what_another_has_sent_in(desk: Desk) -> None:
    here = bring(desk)
    desk.sit_down("kb_editor", place="nanke")
    assert desk.send(f"{here}/hand-in", seen=IMPORTS).status_code == 404
    assert states(desk) == ["draft"] * 3


def test_handing_in_that_was_broken_off_goes_on(desk: Desk) -> None:
    import_id = int(bring(desk).rpartition("/")[2])
    found = desk.town.db.get_one(FaqImport, import_id)
    sender = actor_of(
        desk.town.work().book.organisation, desk.town.db.get_one(Staff, found.staff_id)
    )
    handing_in.ask(desk.town.work(sender), import_id=import_id)
    assert handing_in.go_on(desk.town.work(sender), found, limit=2)
    assert sorted(states(desk)) == ["draft", "in_review", "in_review"]
    do_jobs(desk)
    assert states(desk) == ["in_review"] * 3
    assert (found.handed_in_count, found.handing_in_through) == (3, None)
