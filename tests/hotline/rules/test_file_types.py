"""What a file is, by its content alone."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from hotline.rules.file_types import COMPOUND, EXCEL, MACROS, MAIN_PARTS, TYPES, WORD, type_of
from tests.papers import JPEG, PDF, PNG, office_file, packed


def compound(*streams: str) -> bytes:
    return COMPOUND + bytes(504) + b"".join(name.encode("utf-16-le") for name in streams)


TAKEN = [
    (PDF, "pdf"),
    (b"\xef\xbb\xbf\r\n" + PDF, "pdf"),
    (JPEG, "jpg"),
    (PNG, "png"),
    *((office_file(part), key) for part, key in MAIN_PARTS.items()),
    (packed({"OFD.xml": b"<ofd:OFD/>"}), "ofd"),
    (compound("Root Entry", WORD), "doc"),
    (compound("Root Entry", EXCEL), "xls"),
    ("夜市几点收摊\n".encode(), "txt"),
    ("夜市几点收摊".encode("gb18030"), "txt"),
    ("夜市几点收摊".encode("utf-16"), "txt"),
]
DOCUMENT = next(iter(MAIN_PARTS))
NOT_TAKEN = {
    "empty": b"",
    "a programme": b"MZ\x90\x00" + bytes(200),
    "an archive": packed({"a.txt": b"a"}),
    "an archive that is cut off": office_file(DOCUMENT)[:-30],
    "only its first bytes": b"PK\x03\x04",
    "macros": office_file(DOCUMENT, **{"word/vbaProject.bin": b"x"}),
    "macros of old": compound(WORD, MACROS),
    "another compound file": compound("__properties_version1.0"),
    "a table of parts that fills the memory": packed({"[Content_Types].xml": bytes(2**20 + 1)}),
    "text with a control character": b"abc\x00def",
    "a picture of a kind we do not take": b"GIF89a" + bytes(20),
}


@pytest.mark.parametrize(("content", "key"), TAKEN, ids=lambda one: str(one)[:12])
def test_a_file_is_known_by_its_content(content: bytes, key: str) -> None:
    assert type_of(content) == TYPES[key]


@pytest.mark.parametrize("content", NOT_TAKEN.values(), ids=NOT_TAKEN.keys())
def test_what_is_none_of_these_is_nothing(content: bytes) -> None:
    assert type_of(content) is None


def test_an_encrypted_archive_is_no_fault_of_ours() -> None:
    made = bytearray(packed({"[Content_Types].xml": b"x"}))
    made[6] |= 1
    with zipfile.ZipFile(BytesIO(bytes(made))) as file:
        assert file.namelist()
    assert type_of(bytes(made)) is None
