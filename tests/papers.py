"""Files such as people send: as small as they can be and still be what they are."""

from __future__ import annotations

import zipfile
from io import BytesIO

from hotline.rules.file_types import CONTENT_TYPES, MAIN_PARTS

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"


def packed(parts: dict[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def office_file(main_part: str = next(iter(MAIN_PARTS)), **more: bytes) -> bytes:
    """A file as office programmes write it, with this main part."""
    types = f'<Types><Override PartName="/main" ContentType="{main_part}"/></Types>'
    return packed({CONTENT_TYPES: types.encode(), **more})
