"""Texts that reach the public, kept word for word: a change to one is seen and decided.

`GOLDEN=write make test` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

HERE = Path(__file__).parent


def same(name: str, text: str) -> None:
    """Assert that this text is what the file of this name holds."""
    file = HERE / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
