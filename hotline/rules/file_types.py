"""What a file is, by its content: the few types people send an office, each with its proof.

Neither the name nor what a browser says counts. The question is only ever whether a file is one of
these; for all others there is no answer.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType


@dataclass(frozen=True)
class FileType:
    """A type: what it is called on the wire, and how names of such files end, the usual one first.

    Word and WPS write the same files under different endings.
    """

    key: str
    media_type: str
    suffixes: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES: Mapping[str, FileType] = MappingProxyType(
    {
        each.key: each
        for each in (
            FileType("pdf", "application/pdf", ("pdf",)),
            FileType("jpg", "image/jpeg", ("jpg", "jpeg")),
            FileType("png", "image/png", ("png",)),
            FileType("docx", f"{OFFICE}.wordprocessingml.document", ("docx",)),
            FileType("xlsx", f"{OFFICE}.spreadsheetml.sheet", ("xlsx",)),
            FileType("pptx", f"{OFFICE}.presentationml.presentation", ("pptx",)),
            FileType("doc", "application/msword", ("doc", "wps")),
            FileType("xls", "application/vnd.ms-excel", ("xls", "et")),
            FileType("ofd", "application/octet-stream", ("ofd",)),
            FileType("txt", "text/plain", ("txt",)),
        )
    }
)

# ISO 32000-2, 7.5.2, for the header; a byte-order mark or a line break before it does no harm.
PDF, BEFORE_PDF = b"%PDF-", b"\xef\xbb\xbf \t\r\n"
JPEG = b"\xff\xd8\xff"  # ITU-T T.81, table B.1: SOI, then the first byte of another marker
PNG = b"\x89PNG\r\n\x1a\n"  # W3C PNG, 5.2
ZIP = b"PK\x03\x04"  # APPNOTE.TXT 4.3.7
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2
# ECMA-376 part 2: the item that tells what the parts are; part 1: the names of the main ones.
CONTENT_TYPES = "[Content_Types].xml"
MAIN_PARTS = {
    f"{OFFICE}.wordprocessingml.document.main+xml": "docx",
    f"{OFFICE}.spreadsheetml.sheet.main+xml": "xlsx",
    f"{OFFICE}.presentationml.presentation.main+xml": "pptx",
}
OFD_ROOT = "OFD.xml"  # GB/T 33190-2016: where an OFD begins
# Names of streams, as [MS-DOC] and [MS-XLS] have them; and, where there are macros, [MS-OVBA].
WORD, EXCEL, MACROS = "WordDocument", "Workbook", "_VBA_PROJECT"
LARGEST_PART = 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def type_of(content: bytes) -> FileType | None:
    """Which of these types it is; None when none, and for office files that carry macros."""
    for begins, key in ((JPEG, "jpg"), (PNG, "png")):
        if content.startswith(begins):
            return TYPES[key]
    if content[:1024].lstrip(BEFORE_PDF).startswith(PDF):
        return TYPES["pdf"]
    for begins, look in HOLDING_OTHERS.items():
        if content.startswith(begins):
            found = look(content)
            return TYPES[found] if found else None
    return TYPES["txt"] if content and _is_text(content) else None


def _in_zip(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            names = set(file.namelist())
            if OFD_ROOT in names:
                return "ofd"
            if CONTENT_TYPES not in names:
                return None
            if file.getinfo(CONTENT_TYPES).file_size > LARGEST_PART:
                return None
            told = file.read(CONTENT_TYPES).decode("utf-8", "replace")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((key for part, key in MAIN_PARTS.items() if part in told), None)


def _in_compound(content: bytes) -> str | None:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds(MACROS):
        return None
    return "doc" if holds(WORD) else "xls" if holds(EXCEL) else None


HOLDING_OTHERS: Mapping[bytes, Callable[[bytes], str | None]] = MappingProxyType(
    {ZIP: _in_zip, COMPOUND: _in_compound}
)


def _is_text(content: bytes) -> bool:
    """Whether it reads as text: no control characters but those that lay it out."""
    for encoding in ("utf-16",) if content.startswith(UTF_16) else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(sign >= " " or sign in "\t\r\n\f" for sign in text)
    return False
