"""Files on the desk: whose they are, who may have them, what goes with the reply."""

from __future__ import annotations

import re
from io import BytesIO

from werkzeug.test import TestResponse

from hotline.files import store_of
from hotline.records import Attachment, Audience, FileFault, Inquiry, Scan, StoredFile
from hotline.reports import attachments
from tests.agents_console.conftest import Desk, words
from tests.papers import JPEG, PDF


def file(content: bytes = PDF, name: str = "材料.pdf") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def logged(desk: Desk, **more: object) -> Inquiry:
    """An inquiry at 公安局 with a file, logged by an operator of the prefecture."""
    desk.sit_down("operator")
    town = desk.town
    page = desk.send(
        "/console/inquiries/new", seen="/console/inquiries/new", form_id="f1", text="怎么补办",
        place=str(town.place("nanke")), unit=str(town.unit("public_security").id), files=[file()],
        **more,
    )  # fmt: skip
    assert page.status_code == 200, words(page)
    return town.db.query(Inquiry).one()


def files(desk: Desk) -> list[Attachment]:
    desk.town.db.expire_all()
    return desk.town.db.query(Attachment).order_by(Attachment.id).all()


def fetch(desk: Desk, one: Attachment) -> TestResponse:
    return desk.get(f"/console/attachments/{one.id}")


def leg_of(desk: Desk, inquiry: Inquiry) -> str:
    page = desk.get(f"/console/inquiries/{inquiry.id}").text
    found = re.search(rf"/console/inquiries/{inquiry.id}/legs/\d+", page)
    assert found is not None
    return found[0]


def test_a_file_is_for_those_who_see_the_inquiry_and_fetching_it_is_noted(desk: Desk) -> None:
    logged(desk)
    (one,) = files(desk)
    answer = fetch(desk, one)
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert ("fetched_file", {"attachment_id": one.id}) in desk.reads()
    for neighbour in ({"place": "bailu"}, {"unit": "human_resources"}):
        desk.sit_down("reply_officer", **neighbour)
        assert fetch(desk, one).status_code == 404
    desk.sit_down("reply_officer", unit="public_security")
    assert fetch(desk, one).status_code == 200


def test_a_confidential_asker_s_file_waits_for_somebody_who_may_know_who_that_is(
    desk: Desk,
) -> None:
    inquiry = logged(desk, confidential="1")
    address = f"/console/inquiries/{inquiry.id}"
    (one,) = files(desk)
    desk.sit_down("reply_officer", unit="public_security")
    page = words(desk.get(address))
    assert "附件可能显示是谁" in page
    assert "材料.pdf" not in page
    assert fetch(desk, one).status_code == 404
    assert desk.send(f"{address}/files/{one.id}").status_code == 403
    desk.sit_down("operator")
    assert desk.send(f"{address}/files/{one.id}").status_code == 302
    assert "确认一个附件不含查询人身份" in words(desk.get(address))
    desk.sit_down("reply_officer", unit="public_security")
    assert fetch(desk, one).data == PDF


def test_the_staff_s_own_files_stay_inside_and_those_of_the_reply_go_with_it(desk: Desk) -> None:
    inquiry = logged(desk)
    desk.sit_down("reply_officer", unit="public_security")
    leg = leg_of(desk, inquiry)
    assert "请选择文件" in words(desk.send(f"{leg}/files"))
    inside, wrong = file(JPEG, "内部.jpg"), file(PDF, "错了.pdf")
    assert desk.send(f"{leg}/files", files=[inside]).status_code == 302
    assert desk.send(f"{leg}/files", files=[wrong], audience="reply").status_code == 302
    taken_back = files(desk)[-1]
    assert desk.send(f"{leg}/files/{taken_back.id}").status_code == 302
    refused = desk.send(f"{leg}/reply", reply="", files=[file(name="办理指南.pdf")])
    assert refused.status_code == 422
    kept = re.search(r'name="kept_file" value="([^"]+)"', refused.text)
    assert kept is not None, "a reply without words costs no file"
    assert refused.text.count('name="kept_file"') == 1
    work = desk.town.work()
    own = ["材料.pdf"]
    assert [each.file_name for each in attachments.for_inquirer(work, inquiry)] == own
    answer = desk.send(f"{leg}/reply", reply="请带户口簿", kept_file=kept[1])
    assert answer.status_code == 302
    seen = attachments.for_inquirer(desk.town.work(), inquiry)
    assert [each.file_name for each in seen] == [*own, "办理指南.pdf"]
    assert desk.send(f"{leg}/files", files=[file()]).status_code == 422, "the leg is closed"
    assert desk.send(f"{leg}/files/{files(desk)[1].id}").status_code == 422
    assert [one.audience for one in files(desk)] == [
        Audience.FROM_INQUIRER, Audience.INTERNAL, Audience.REPLY, Audience.REPLY,
    ]  # fmt: skip


def test_until_the_scanner_has_looked_nobody_gets_a_file(desk: Desk) -> None:
    inquiry = logged(desk)
    (one,) = files(desk)
    assert "未扫描病毒" in words(desk.get(f"/console/inquiries/{inquiry.id}"))
    stored = desk.town.db.get_one(StoredFile, one.sha256)
    for scan, status in ((Scan.WAITING, 404), (Scan.INFECTED, 404), (Scan.CLEAN, 200)):
        stored.scan = scan
        desk.town.db.flush()
        assert fetch(desk, one).status_code == status
    stored.scan, stored.fault = Scan.INFECTED, FileFault.MISSING
    desk.sit_down("administrator")
    page = words(desk.get("/console/system"))
    assert "文件缺失" in page
    assert inquiry.reference in page
    store_of(desk.settings).path(one.sha256).unlink()


def test_a_file_too_large_for_the_form_s_other_fields_goes_only_where_files_go(desk: Desk) -> None:
    inquiry = logged(desk)
    big = file(PDF + bytes(300 * 1024))
    desk.sit_down("reply_officer", unit="public_security")
    leg = leg_of(desk, inquiry)
    assert desk.send(f"{leg}/sign", files=[big]).status_code == 413
    assert desk.send(f"{leg}/files", files=[file(PDF + bytes(300 * 1024))]).status_code == 302
