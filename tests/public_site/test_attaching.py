"""Files of whoever asks or complains: taken once, lost to no refusal, given back by proof."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest

from hotline.errors import Refused
from hotline.files import Kept, check_together, keep, store_of
from hotline.records import Attachment, Audience, InquiryEvent, StoredFile
from hotline.rules.file_types import TYPES
from tests.factories import BOOK
from tests.papers import JPEG, PDF, office_file
from tests.public_site.visitor import PASSWORD, Visitor, code_on, words

RULES = BOOK.attachments
Sent = tuple[BytesIO, str]


def file(content: bytes = PDF, name: str = "申请表.pdf") -> Sent:
    return BytesIO(content), name


def attached(visitor: Visitor) -> list[Attachment]:
    visitor.office.db.expire_all()
    return visitor.office.db.query(Attachment).order_by(Attachment.id).all()


def token(page: Any) -> str:
    found = re.search(r'name="kept_file" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_files_go_with_the_question_each_once_however_often_it_is_sent(visitor: Visitor) -> None:
    for _ in range(2):
        page = visitor.ask(files=[file(), file(JPEG, "../../现场.jpeg"), file(PDF, "再来一次.pdf")])
        assert page.status_code == 200, words(page)
    (inquiry,) = visitor.inquiries()
    found = attached(visitor)
    assert [(one.file_name, one.inquiry_id) for one in found] == [
        ("申请表.pdf", inquiry.id), ("现场.jpeg", inquiry.id),
    ]  # fmt: skip
    assert {one.audience for one in found} == {Audience.FROM_INQUIRER}
    folder = visitor.house.settings.attachments_dir
    on_disk = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert on_disk == sorted(one.sha256 for one in found)
    told = [
        event.data
        for event in visitor.office.db.query(InquiryEvent).filter_by(kind="file_attached")
    ]
    assert len(told) == 2
    assert "申请表" not in str(told), "a name may name a person"


REFUSED = [
    (b"MZ\x90\x00", "申请表.pdf", "不能收这种文件"),
    (b"", "申请表.pdf", "选的文件是空的"),
    (office_file(**{"word/vbaProject.bin": b"x"}), "表.docx", "带宏的也不收"),
    (PDF + bytes(RULES.largest_bytes), "大.pdf", "文件太大，每个最大10兆字节"),
]


def test_what_is_no_file_for_us_is_said_at_its_field_and_costs_nothing(visitor: Visitor) -> None:
    for content, name, said in REFUSED:
        page = visitor.ask("写了很久的问题", files=[file(), file(content, name)])
        assert page.status_code == 422
        assert re.search(r'id="files-wrong"[^>]*>[^<]*' + said, page.text), said
        assert 'aria-invalid="true"' in page.text
        assert "写了很久的问题</textarea>" in page.text
        assert token(page), "the good one is kept"
    assert visitor.inquiries() == []


def test_a_form_refused_for_another_field_does_not_lose_its_file(visitor: Visitor) -> None:
    page = visitor.ask(phone="12", files=[file()])
    assert page.status_code == 422
    assert "申请表.pdf" in words(page)
    kept = token(page)
    page = visitor.ask(switch="en", kept_file=kept, files=[file(JPEG, "a.jpg")])
    assert len(re.findall('name="kept_file"', page.text)) == 2
    assert visitor.ask(kept_file=kept).status_code == 200
    assert [one.file_name for one in attached(visitor)] == ["申请表.pdf"]


def test_a_token_is_its_holder_s_and_for_a_day(visitor: Visitor) -> None:
    kept = token(visitor.ask(phone="12", files=[file()]))
    work, store = visitor.office.work(), store_of(visitor.house.settings)
    other = keep(work, store, content=PDF, name="a.pdf", holder="staff:1").token
    for given in (other, kept[:-4] + "AAAA", "nonsense"):
        assert "先前选的文件已过保留时间" in words(visitor.ask(kept_file=given))
    visitor.office.later(hours=RULES.kept_hours, minutes=1)
    assert "先前选的文件已过保留时间" in words(visitor.ask(kept_file=kept))
    assert visitor.inquiries() == []


def test_so_many_and_no_more(visitor: Visitor) -> None:
    many = [file(PDF + bytes([n]), f"{n}.pdf") for n in range(RULES.most_files + 1)]
    page = visitor.ask(files=many)
    assert f"一次最多{RULES.most_files}个文件" in words(page)
    half = Kept(token="", sha256="", file_name="a.pdf", byte_count=RULES.most_bytes // 2)
    check_together(visitor.office.work(), [half, half])
    with pytest.raises(Refused, match="too_many_bytes"):
        check_together(visitor.office.work(), [half, half, half])


def test_a_complaint_takes_files_and_a_programme_s_form_does_not(visitor: Visitor) -> None:
    assert visitor.complain(files=[file()], homepage="http://spam.example").status_code == 422
    assert visitor.office.db.query(StoredFile).count() == 0
    assert visitor.complain(files=[file()]).status_code == 200
    assert [one.audience for one in attached(visitor)] == [Audience.FROM_INQUIRER]


def test_the_proof_gives_the_files_back_for_a_while_and_only_as_downloads(visitor: Visitor) -> None:
    code = code_on(visitor.ask(files=[file(b"<script>alert(1)</script>", "看.html")]))
    assert "看.html" not in visitor.follow(code).text
    page = visitor.follow(code, PASSWORD)
    assert "看.html.txt" in words(page)
    offer = re.search(r'name="token" value="([^"]+)"', page.text)
    assert offer is not None
    answer = visitor.send("/attachment", token=offer[1])
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.mimetype == TYPES["txt"].media_type
    visitor.office.later(minutes=RULES.offered_minutes + 1)
    assert visitor.send("/attachment", token=offer[1]).status_code == 422
    for wrong in ("", "nonsense", offer[1][:-6] + "AAAAAA"):
        assert visitor.send("/attachment", token=wrong).status_code == 422


def test_a_file_altered_on_the_disk_is_given_to_nobody(visitor: Visitor) -> None:
    code = code_on(visitor.ask(files=[file()]))
    offer = re.search(r'name="token" value="([^"]+)"', visitor.follow(code, PASSWORD).text)
    assert offer is not None
    (one,) = attached(visitor)
    store_of(visitor.house.settings).path(one.sha256).write_bytes(b"something else")
    assert visitor.send("/attachment", token=offer[1]).status_code == 410
