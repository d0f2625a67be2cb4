"""Text from outside: telephones in every form a trunk sends, and words without hidden marks."""

from __future__ import annotations

import pytest

from hotline.text import LONGEST_FILE_NAME, clean, clean_lines, file_name, mask, telephone


@pytest.mark.parametrize(
    "given",
    ["+8613800012345", "13800012345", "8613800012345", "008613800012345", "+86 138-0001-2345",
     "１３８０００１２３４５", " 138 0001 2345 ", "sip:13800012345@10.0.0.1:5060;user=phone",
     "sip:+8613800012345@trunk.invalid", "sips:13800012345;ext=1@trunk.invalid",
     "tel:+8613800012345"],
)  # fmt: skip
def test_one_mobile_phone_however_it_is_written(given: str) -> None:
    phone = telephone(given)
    assert phone is not None
    assert (phone.number, phone.masked, phone.is_mobile) == ("+8613800012345", "138****2345", True)


@pytest.mark.parametrize("given", ["08716312345", "0871-6312 3456", "+86871 6312 3456"])
def test_a_landline_is_no_mobile_phone(given: str) -> None:
    phone = telephone(given)
    assert phone is not None
    assert phone.number.startswith("+868716312345"[:11])
    assert not phone.is_mobile


def test_a_caller_from_abroad_is_somebody_too() -> None:
    phone = telephone("+4915112345678")
    assert phone is not None
    assert phone.number == "+4915112345678"


@pytest.mark.parametrize(
    "given",
    [None, "", "   ", "anonymous", "Anonymous", "UNKNOWN", "restricted", "unavailable", "private",
     "+266696687", "sip:anonymous@anonymous.invalid", "client:operator_1", "client:13800012345",
     "96128abc@", "沪A12345", "12", "+86", "1" * 40, "<script>", "sip:", "\x00"],
)  # fmt: skip
def test_a_hidden_or_impossible_number_is_nobodys(given: str | None) -> None:
    assert telephone(given) is None


@pytest.mark.parametrize(
    ("number", "shown"), [("13800012345", "138****2345"), ("871631", "******"), ("", "")]
)
def test_a_masked_number_is_recognised_and_not_called(number: str, shown: str) -> None:
    assert mask(number) == shown


def test_words_are_kept_and_hidden_marks_are_not() -> None:
    assert clean("  社保卡\u200b丢了\r\n怎么\u202e补办\x00？ ", limit=50) == "社保卡丢了 怎么补办？"
    assert clean("e\u0301", limit=5) == "é"
    assert clean("一二三四五", limit=3) == "一二三"
    assert clean("👨\u200d👩\u200d👧", limit=9) == "👨👩👧"


def test_lines_are_kept_where_they_matter() -> None:
    assert clean_lines("第一行 \r\n\x07第二行\n\n", limit=50) == "第一行\n第二行"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("申请表.pdf", "申请表.pdf"),
        ("../../x", "x.pdf"),
        ("C:\\Users\\zhang\\申请表.PDF", "申请表.PDF"),
        ("/etc/passwd", "passwd.pdf"),
        ("..", "附件.pdf"),
        ("", "附件.pdf"),
        (".pdf", "pdf.pdf"),
        ("照片\u202egpj.exe", "照片gpj.exe.pdf"),
        ("a\x00\r\nb.pdf", "a b.pdf"),
        ('a"; filename="b.pdf', "a_; filename=_b.pdf"),
        ("报告.pdf.html", "报告.pdf.html.pdf"),
    ],
)
def test_a_file_keeps_its_name_and_nothing_that_disguises_it(given: str, name: str) -> None:
    assert file_name(given, suffixes=("pdf",)) == name


def test_a_file_s_name_is_no_longer_than_file_systems_take() -> None:
    name = file_name("长" * 300 + ".docx", suffixes=("docx",))
    assert len(name.encode()) <= LONGEST_FILE_NAME
    assert name.endswith("长.docx")
